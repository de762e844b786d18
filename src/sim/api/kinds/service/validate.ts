import type { KubeObject, Service } from '../../types'
import { labelProblems, nameProblems, portNameProblems, validateLabels } from '../names'
import type { Problems } from '../problems'

const portText = 'must be between 1 and 65535, inclusive'
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

/** Models pkg/apis/core/validation ValidateService, without addresses: those are checked where they are allotted. */
export function validateService(object: KubeObject, problems: Problems): void {
  const { spec } = object as Service
  const { type = 'ClusterIP', ports = [] } = spec
  if (ports.length === 0 && spec.clusterIP !== 'None' && type !== 'ExternalName') problems.required('spec.ports')
  if (type === 'ExternalName') {
    if (!spec.externalName) problems.required('spec.externalName')
    else
      for (const text of nameProblems(spec.externalName.replace(/\.$/, ''), undefined))
        problems.invalid('spec.externalName', spec.externalName, text)
  }
  validatePorts(ports, problems)
  validateLabels(spec.selector, 'spec.selector', problems)
  if (!['ClientIP', 'None'].includes(spec.sessionAffinity ?? ''))
    problems.notSupported('spec.sessionAffinity', spec.sessionAffinity ?? '', ['ClientIP', 'None'])
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds
  if (timeout !== undefined && (timeout <= 0 || timeout > 86_400))
    problems.invalid(
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      timeout,
      'must be greater than 0 and less than 86400'
    )
  if (!types.includes(type)) problems.notSupported('spec.type', type, types)
  const numbers = new Set<string>()
  ports.forEach((port, i) => {
    const key = `${port.protocol} ${port.port}`
    if (numbers.has(key)) problems.duplicate(`spec.ports[${i}]`, goPort(port))
    numbers.add(key)
  })
  if (spec.clusterIP === 'None' && (type === 'NodePort' || type === 'LoadBalancer'))
    problems.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)
  if (spec.externalTrafficPolicy) {
    if (type !== 'NodePort' && type !== 'LoadBalancer')
      problems.invalid(
        'spec.externalTrafficPolicy',
        spec.externalTrafficPolicy,
        'may only be set for externally-accessible services'
      )
    else oneOf('spec.externalTrafficPolicy', spec.externalTrafficPolicy, ['Cluster', 'Local'], problems)
  }
  oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local'], problems)
}

type Port = NonNullable<Service['spec']['ports']>[number]

function validatePorts(ports: readonly Port[], problems: Problems): void {
  const names = new Set<string>()
  ports.forEach(({ name = '', port, protocol = 'TCP', targetPort }, i) => {
    const at = `spec.ports[${i}]`
    if (name === '' && ports.length > 1) problems.required(`${at}.name`)
    else if (name !== '') {
      for (const text of labelProblems(name)) problems.invalid(`${at}.name`, name, text)
      if (names.has(name)) problems.duplicate(`${at}.name`, name)
      names.add(name)
    }
    if (!isPort(port)) problems.invalid(`${at}.port`, port ?? 0, portText)
    if (protocol === '') problems.required(`${at}.protocol`)
    else if (!['SCTP', 'TCP', 'UDP'].includes(protocol))
      problems.notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])
    if (typeof targetPort === 'string') {
      for (const text of portNameProblems(targetPort)) problems.invalid(`${at}.targetPort`, targetPort, text)
    } else if (!isPort(targetPort)) problems.invalid(`${at}.targetPort`, targetPort ?? 0, portText)
  })
}

const isPort = (port: number | undefined): boolean => port !== undefined && port >= 1 && port <= 65_535

/** A port as Go prints the struct that the duplicate check compares. */
const goPort = ({ protocol, port }: Port) => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0
})

/** Models ValidateServiceUpdate. */
export function validateServiceUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const { spec } = object as Service
  const { spec: before } = old as Service
  if (
    before.clusterIP &&
    spec.type !== 'ExternalName' &&
    before.type !== 'ExternalName' &&
    spec.clusterIP !== before.clusterIP
  )
    problems.invalid('spec.clusterIPs[0]', [spec.clusterIP ?? ''], 'may not change once set')
}

function oneOf(field: string, value: string | undefined, supported: readonly string[], problems: Problems): void {
  if (value !== undefined && value !== '' && !supported.includes(value)) problems.notSupported(field, value, supported)
}
