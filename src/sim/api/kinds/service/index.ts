import type { KubeObject } from '../../types'
import { validateIP, parseIP } from '../addresses'
import type { KindCode } from '../kind'
import { subdomainProblems } from '../names'
import { each, filled, list, number, optionalText, part, text, texts, type Part } from '../parts'
import type { Problems } from '../problems'
import { columns } from './columns'
import { validateService } from './validate'
import { validateServiceUpdate } from './validate-update'

const isOutside = (spec: Part): boolean =>
  spec.type === 'NodePort' ||
  spec.type === 'LoadBalancer' ||
  (spec.type === 'ClusterIP' && texts(spec.externalIPs).length > 0)

/** Models pkg/apis/core/v1/defaults.go SetDefaults_Service. */
function defaults(object: KubeObject): KubeObject {
  const given = part(object.spec) ?? {}
  const spec: Record<string, unknown> = { ...filled(given, { type: 'ClusterIP', sessionAffinity: 'None' }) }
  const timeout = part(part(spec.sessionAffinityConfig)?.clientIP)?.timeoutSeconds
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'ClientIP' && timeout === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } }
  if (spec.ports !== undefined)
    spec.ports = each(spec.ports, (port) => filled(port, { protocol: 'TCP', targetPort: port.port }))
  if (isOutside(spec) && text(spec.externalTrafficPolicy) === '') spec.externalTrafficPolicy = 'Cluster'
  if (spec.internalTrafficPolicy === undefined && ['NodePort', 'LoadBalancer', 'ClusterIP'].includes(text(spec.type)))
    spec.internalTrafficPolicy = 'Cluster'
  if (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === undefined)
    spec.allocateLoadBalancerNodePorts = true
  const status = { loadBalancer: {}, ...(object.status as object) }
  return { ...object, spec, status: spec.type === 'LoadBalancer' ? withIpMode(status) : status }
}

/** Packets to an address of a load balancer come with that address, unless it says otherwise. */
function withIpMode(status: Part): Part {
  const balancer = part(status.loadBalancer) ?? {}
  if (balancer.ingress === undefined) return status
  const ingress = each(balancer.ingress, (one) => (text(one.ip) === '' ? one : filled(one, { ipMode: 'VIP' })))
  return { ...status, loadBalancer: { ...balancer, ingress } }
}

/** A service's addresses are told by two fields. Models pkg/registry/core/service/strategy.go normalizeClusterIPs. */
function prepare(object: KubeObject, old: KubeObject | null): KubeObject {
  const spec: Record<string, unknown> = { ...part(object.spec) }
  const [ip, ips] = [text(spec.clusterIP), texts(spec.clusterIPs)]
  if (!old) {
    if (ip !== '' && ips.length === 0) spec.clusterIPs = [ip]
  } else {
    const before = part(old.spec) ?? {}
    const [was, all] = [text(before.clusterIP), texts(before.clusterIPs)]
    const changedOne = ip !== was
    const same = JSON.stringify(ips) === JSON.stringify(all)
    if (changedOne && same) {
      if (ip === '') delete spec.clusterIPs
      else spec.clusterIPs = [ip, ...ips.slice(1)]
    } else if (was === '' && ip !== '' && ips.length === 0) spec.clusterIPs = [ip]
    dropTypeDependent(spec, before)
  }
  return { ...object, spec }
}

/** What belongs to the former type and was not touched goes with it. Models dropTypeDependentFields. */
function dropTypeDependent(spec: Record<string, unknown>, before: Part): void {
  const was = before.type
  const now = spec.type
  if (was === now) return
  const same = (field: string) => JSON.stringify(spec[field]) === JSON.stringify(before[field])
  const needsIP = (type: unknown) => type !== 'ExternalName'
  if (needsIP(was) && !needsIP(now) && same('clusterIPs') && same('clusterIP')) {
    delete spec.clusterIP
    delete spec.clusterIPs
  }
  if (needsIP(was) && !needsIP(now)) {
    if (same('ipFamilies')) delete spec.ipFamilies
    if (same('ipFamilyPolicy')) delete spec.ipFamilyPolicy
  }
  const needsPorts = (one: Part, type: unknown) =>
    type === 'NodePort' || (type === 'LoadBalancer' && one.allocateLoadBalancerNodePorts !== false)
  if (needsPorts(before, was) && !needsPorts(spec, now) && sameNodePorts(spec, before))
    spec.ports = each(spec.ports, ({ nodePort: _, ...port }) => port)
  if (was === 'ExternalName' && now !== 'ExternalName' && same('externalName')) delete spec.externalName
  if (was === 'LoadBalancer') {
    if (same('allocateLoadBalancerNodePorts')) delete spec.allocateLoadBalancerNodePorts
    if (same('loadBalancerClass')) delete spec.loadBalancerClass
    if (same('healthCheckNodePort')) delete spec.healthCheckNodePort
  }
  if (isOutside(before) && !isOutside(spec) && same('externalTrafficPolicy')) delete spec.externalTrafficPolicy
  if (now === 'ExternalName' && same('internalTrafficPolicy')) delete spec.internalTrafficPolicy
}

function sameNodePorts(now: Part, before: Part): boolean {
  const ports = (one: Part) => list(one.ports).map(({ nodePort }) => number(nodePort))
  const known = new Set(ports(before))
  return ports(now).every((port) => known.has(port))
}

/** Models ValidateLoadBalancerStatus. */
function validateStatus(object: KubeObject, _old: KubeObject, problems: Problems): void {
  const ingress = list(part(part(object.status)?.loadBalancer)?.ingress)
  const at = 'status.loadBalancer.ingress'
  if (part(object.spec)?.type !== 'LoadBalancer' && ingress.length > 0)
    return problems.forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")
  ingress.forEach((one, i) => {
    const [ip, host, mode] = [text(one.ip), text(one.hostname), optionalText(one.ipMode)]
    if (ip !== '') validateIP(ip, `${at}[${i}].ip`, problems)
    if (mode !== undefined && ip === '')
      problems.forbidden(`${at}[${i}].ipMode`, 'may not be specified when `ip` is not set')
    else if (mode !== undefined && mode !== 'VIP' && mode !== 'Proxy')
      problems.notSupported(`${at}[${i}].ipMode`, mode, ['Proxy', 'VIP'])
    if (host === '') return
    problems.allInvalid(`${at}[${i}].hostname`, host, subdomainProblems(host))
    if (parseIP(host)) problems.invalid(`${at}[${i}].hostname`, host, 'must be a DNS name, not an IP address')
  })
}

export const service: KindCode = {
  columns,
  defaults,
  prepare,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatus,
  warnings: serviceWarnings,
  name: 'label'
}

/** Models pkg/api/service/warnings.go GetWarningsForService. */
function serviceWarnings(object: KubeObject): readonly string[] {
  const spec = part(object.spec) ?? {}
  const found: string[] = []
  if (text(spec.type) !== 'ExternalName' && texts(spec.externalIPs).length > 0)
    found.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters')
  if (text(spec.type) === 'ExternalName' && texts(spec.externalIPs).length > 0)
    found.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  if (text(spec.type) !== 'ExternalName' && text(spec.externalName) !== '')
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (spec.trafficDistribution === 'PreferClose')
    found.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  return found
}
