import type { KubeObject } from '../../types'
import { isIPv6, validateCIDR, validateIP, validateOrdinaryIP } from '../addresses'
import { labelProblems, qualifiedNameProblems, subdomainProblems, validateLabels } from '../names'
import { list, map, number, optionalNumber, optionalText, part, text, texts, type Part } from '../parts'
import { validatePortOrName } from '../pod/validate-probes'
import type { Problems } from '../problems'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
export const isHeadless = (spec: Part): boolean =>
  texts(spec.clusterIPs).length === 1 && texts(spec.clusterIPs)[0] === 'None'

/** Models pkg/apis/core/validation ValidateService. */
export function validateService(object: KubeObject, problems: Problems): void {
  const spec = part(object.spec) ?? {}
  const annotations = map(object.metadata.annotations)
  const type = text(spec.type)
  const ports = list(spec.ports)
  const [hints, mode] = [
    annotations['service.kubernetes.io/topology-aware-hints'],
    annotations['service.kubernetes.io/topology-mode']
  ]
  if (hints !== undefined && mode !== undefined && hints !== mode)
    problems.invalid(
      'metadata.annotations[service.kubernetes.io/topology-mode]',
      mode,
      'must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified'
    )
  if (ports.length === 0 && !isHeadless(spec) && type !== 'ExternalName') problems.required('spec.ports')
  if (type === 'ExternalName') validateExternalName(spec, problems)
  else if (isHeadless(spec) && (type === 'LoadBalancer' || type === 'NodePort'))
    problems.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)
  const names = new Set<string>()
  ports.forEach((port, i) => validatePort(port, ports.length > 1, names, `spec.ports[${i}]`, problems))
  validateLabels(map(spec.selector), 'spec.selector', problems)
  validateAffinity(spec, problems)
  if (type !== 'ExternalName') validateAddresses(spec, problems)
  texts(spec.externalIPs).forEach((ip, i) => {
    if (validateIP(ip, `spec.externalIPs[${i}]`, problems)) validateOrdinaryIP(ip, `spec.externalIPs[${i}]`, problems)
  })
  problems.oneOf('spec.type', type, types)
  if (type === 'ClusterIP')
    ports.forEach((port, i) => {
      if (number(port.nodePort) !== 0)
        problems.forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'")
    })
  validateDuplicates(ports, problems)
  validateSourceRanges(spec, annotations, problems)
  if (spec.allocateLoadBalancerNodePorts !== undefined && type !== 'LoadBalancer')
    problems.forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'")
  validateLoadBalancerClass(spec, problems)
  validatePolicies(spec, problems)
}

function validateExternalName(spec: Part, problems: Problems): void {
  if (texts(spec.clusterIPs).length > 0)
    problems.forbidden('spec.clusterIPs', 'may not be set for ExternalName services')
  if (texts(spec.ipFamilies).length > 0)
    problems.forbidden('spec.ipFamilies', 'may not be set for ExternalName services')
  if (spec.ipFamilyPolicy !== undefined)
    problems.forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services')
  const name = text(spec.externalName).replace(/\.$/, '')
  if (name === '') problems.required('spec.externalName')
  else problems.allInvalid('spec.externalName', name, subdomainProblems(name))
}

function validatePort(port: Part, needsName: boolean, names: Set<string>, at: string, problems: Problems): void {
  const name = text(port.name)
  if (name === '' && needsName) problems.required(`${at}.name`)
  else if (name !== '') {
    problems.allInvalid(`${at}.name`, name, labelProblems(name))
    if (names.has(name)) problems.duplicate(`${at}.name`, name)
    names.add(name)
  }
  const value = number(port.port)
  if (value < 1 || value > 65_535) problems.invalid(`${at}.port`, value, 'must be between 1 and 65535, inclusive')
  problems.oneOf(`${at}.protocol`, text(port.protocol), ['SCTP', 'TCP', 'UDP'])
  validatePortOrName(port.targetPort, `${at}.targetPort`, problems)
  const application = optionalText(port.appProtocol)
  if (application !== undefined)
    problems.allInvalid(`${at}.appProtocol`, application, qualifiedNameProblems(application))
}

function validateAffinity(spec: Part, problems: Problems): void {
  const affinity = text(spec.sessionAffinity)
  problems.oneOf('spec.sessionAffinity', affinity, ['ClientIP', 'None'])
  const config = part(spec.sessionAffinityConfig)
  const at = 'spec.sessionAffinityConfig'
  if (affinity === 'None' && config) problems.forbidden(at, 'must not be set when session affinity is None')
  if (affinity !== 'ClientIP') return
  const needed = 'when session affinity type is ClientIP'
  if (!config) return problems.required(at, needed)
  const client = part(config.clientIP)
  if (!client) return problems.required(`${at}.clientIP`, needed)
  const timeout = optionalNumber(client.timeoutSeconds)
  if (timeout === undefined) return problems.required(`${at}.clientIP.timeoutSeconds`, needed)
  if (timeout <= 0 || timeout > 86_400)
    problems.invalid(`${at}.clientIP.timeoutSeconds`, timeout, 'must be greater than 0 and less than 86400')
}

const families = ['IPv4', 'IPv6']
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack']

/** Models ValidateServiceClusterIPsRelatedFields. */
function validateAddresses(spec: Part, problems: Problems): void {
  const ip = text(spec.clusterIP)
  const ips = texts(spec.clusterIPs)
  const at = 'spec.clusterIPs'
  if (ip !== '') {
    if (ips.length === 0) problems.required(at)
    else if (ips[0] !== ip) problems.invalid(at, ips, 'first value must match `clusterIP`')
  } else if (ips.length > 0) problems.invalid(at, ips, 'must be empty when `clusterIP` is not specified')
  const given = texts(spec.ipFamilies)
  given.forEach((family, i) => {
    if (!families.includes(family)) problems.notSupported(`spec.ipFamilies[${i}]`, family, families)
    if (given.indexOf(family) < i) problems.duplicate(`spec.ipFamilies[${i}]`, family)
  })
  const policy = optionalText(spec.ipFamilyPolicy)
  if (policy !== undefined && !policies.includes(policy)) problems.notSupported('spec.ipFamilyPolicy', policy, policies)
  let broken = false
  ips.forEach((one, i) => {
    if (i === 0 && one === 'None') {
      if (ips.length > 1) {
        broken = true
        problems.invalid(at, ips, "'None' must be the first and only value")
      }
      return
    }
    if (!validateIP(one, `${at}[${i}]`, problems)) broken = true
  })
  if (ips.length > 2) problems.invalid(at, ips, 'may only hold up to 2 values')
  if (broken) return
  if (ips.length > 1 && new Set(ips.map(isIPv6)).size < 2)
    problems.invalid(at, ips, 'may specify no more than one IP for each IP family')
  if (isHeadless(spec)) return
  ips.forEach((one, i) => {
    const family = given[i]
    if (family !== undefined && families.includes(family) && (family === 'IPv6') !== isIPv6(one))
      problems.invalid(`${at}[${i}]`, one, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``)
  })
}

function validateDuplicates(ports: readonly Part[], problems: Problems): void {
  const [nodePorts, numbers] = [new Set<string>(), new Set<string>()]
  ports.forEach((port, i) => {
    if (number(port.nodePort) === 0) return
    const key = `${text(port.protocol)} ${number(port.nodePort)}`
    if (nodePorts.has(key)) problems.duplicate(`spec.ports[${i}].nodePort`, number(port.nodePort))
    nodePorts.add(key)
  })
  ports.forEach((port, i) => {
    const key = `${text(port.protocol)} ${number(port.port)}`
    if (numbers.has(key)) problems.duplicate(`spec.ports[${i}]`, goPort(port))
    numbers.add(key)
  })
}

/** A port as Go prints the struct that is compared. */
const goPort = ({ protocol, port }: Part) => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0
})

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges'

function validateSourceRanges(spec: Part, annotations: Readonly<Record<string, string>>, problems: Problems): void {
  const ranges = texts(spec.loadBalancerSourceRanges)
  const balanced = spec.type === 'LoadBalancer'
  const only = "may only be used when `type` is 'LoadBalancer'"
  if (ranges.length > 0) {
    const at = 'spec.LoadBalancerSourceRanges'
    if (!balanced) problems.forbidden(at, only)
    ranges.forEach((range, i) => validateCIDR(range.trim(), `${at}[${i}]`, problems))
    return
  }
  const given = annotations[rangesAnnotation]
  if (given === undefined) return
  const at = `metadata.annotations[${rangesAnnotation}]`
  if (!balanced) problems.forbidden(at, only)
  if (given.trim() !== '') for (const range of given.split(',')) validateCIDR(range.trim(), at, problems)
}

export function validateLoadBalancerClass(spec: Part, problems: Problems): void {
  const name = optionalText(spec.loadBalancerClass)
  if (name === undefined) return
  if (spec.type === 'LoadBalancer') problems.allInvalid('spec.loadBalancerClass', name, qualifiedNameProblems(name))
  else problems.forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'")
}

function validatePolicies(spec: Part, problems: Problems): void {
  const type = text(spec.type)
  const outside =
    type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && texts(spec.externalIPs).length > 0)
  const policy = text(spec.externalTrafficPolicy)
  if (!outside) {
    if (policy !== '')
      problems.invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services')
  } else problems.oneOf('spec.externalTrafficPolicy', policy, ['Cluster', 'Local'])
  const health = number(spec.healthCheckNodePort)
  if (type !== 'LoadBalancer' || policy !== 'Local') {
    if (health !== 0)
      problems.invalid(
        'spec.healthCheckNodePort',
        health,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
      )
  }
  const inner = optionalText(spec.internalTrafficPolicy)
  if (inner === undefined) {
    if (types.includes(type) && type !== 'ExternalName') problems.required('spec.internalTrafficPolicy')
  } else if (inner !== 'Cluster' && inner !== 'Local')
    problems.notSupported('spec.internalTrafficPolicy', inner, ['Cluster', 'Local'])
  const distribution = optionalText(spec.trafficDistribution)
  const known = ['PreferClose', 'PreferSameNode', 'PreferSameZone']
  if (distribution !== undefined && !known.includes(distribution))
    problems.notSupported('spec.trafficDistribution', distribution, known)
}
