import type { EndpointSlice, KubeObject, Service } from '../../api/types'
import type { ServiceRule } from '../linux/messages'
import { boundTo, categorize, type Place } from './endpoints'

/**
 * What the packet filter shall do, from Services and EndpointSlices, sorted by name.
 * Models pkg/proxy/service.go, pkg/proxy/endpointslicecache.go and pkg/proxy/topology.go CategorizeEndpoints.
 */
export function buildRules(
  services: ReadonlyMap<string, KubeObject>,
  slices: ReadonlyMap<string, KubeObject>,
  terminatingEndpoints: boolean,
  place: Place = nowhere
): ServiceRule[] {
  const byService = new Map<string, EndpointSlice[]>()
  for (const slice of slices.values() as Iterable<EndpointSlice>) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name']
    if (name === undefined) continue
    const key = `${slice.metadata.namespace}/${name}`
    const found = byService.get(key)
    if (found) found.push(slice)
    else byService.set(key, [slice])
  }
  const rules: ServiceRule[] = []
  for (const key of [...services.keys()].sort()) {
    const service = services.get(key) as Service
    if (isProxied(service)) rules.push(...remembered(service, byService.get(key) ?? none, terminatingEndpoints, place))
  }
  return rules
}

const none: readonly EndpointSlice[] = []
const nowhere: Place = { node: '', zone: '' }

interface Remembered {
  readonly slices: readonly EndpointSlice[]
  readonly terminatingEndpoints: boolean
  readonly boundTo: ReturnType<typeof boundTo>
  /** By what they are bound to. */
  readonly rules: Map<string, readonly ServiceRule[]>
}
/** Proxies come to the same rules from the same objects, those of a node or a zone where places matter: they are made once and shared. */
const memory = new WeakMap<Service, Remembered>()

function remembered(
  service: Service,
  slices: readonly EndpointSlice[],
  terminatingEndpoints: boolean,
  place: Place
): readonly ServiceRule[] {
  let known = memory.get(service)
  const isSame =
    known?.terminatingEndpoints === terminatingEndpoints &&
    known.slices.length === slices.length &&
    known.slices.every((slice, i) => slice === slices[i])
  if (!known || !isSame) {
    known = { slices, terminatingEndpoints, boundTo: boundTo(service, slices), rules: new Map() }
    memory.set(service, known)
  }
  const key = known.boundTo === 'nothing' ? '' : place[known.boundTo]
  const found = known.rules.get(key)
  if (found) return found
  const rules = rulesOf(service, slices, terminatingEndpoints, place)
  known.rules.set(key, rules)
  return rules
}

/** Headless Services and those that are only a DNS name have no rules. Models pkg/proxy/util ShouldSkipService. */
const isProxied = ({ spec }: Service): boolean =>
  spec.type !== 'ExternalName' && !!spec.clusterIP && spec.clusterIP !== 'None'

function rulesOf(
  service: Service,
  slices: readonly EndpointSlice[],
  terminatingEndpoints: boolean,
  place: Place
): ServiceRule[] {
  const { spec, metadata } = service
  const affinitySeconds =
    spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0
  const addresses = addressesOf(service)
  const sourceRanges = sourceRangesOf(service)
  return (spec.ports ?? []).map((port) =>
    Object.freeze({
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      portName: port.name ?? '',
      protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP',
      clusterIP: spec.clusterIP!,
      port: port.port,
      ...(port.nodePort ? { nodePort: port.nodePort } : {}),
      affinitySeconds,
      ...(addresses.length > 0 && { addresses }),
      ...(sourceRanges.length > 0 && { sourceRanges }),
      ...(spec.healthCheckNodePort && { healthPort: spec.healthCheckNodePort }),
      ...categorize(service, slices, port.name ?? '', terminatingEndpoints, place)
    } satisfies ServiceRule)
  )
}

/** Models pkg/proxy/serviceport.go: networks of IPv4. */
const sourceRangesOf = ({ spec }: Service): readonly string[] =>
  spec.type === 'LoadBalancer'
    ? (spec.loadBalancerSourceRanges ?? [])
        .map((range) => range.trim())
        .filter((range) => !range.includes(':'))
        .map(networkOf)
    : []

/** A network without the bits beyond its prefix: `10.1.2.3/8` → `10.0.0.0/8`. */
function networkOf(range: string): string {
  const [ip = '', bits = '32'] = range.split('/')
  const beyond = 2 ** (32 - Number(bits))
  const at = ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor((at - (at % beyond)) / 2 ** shift) % 256)
  return `${bytes.join('.')}/${bits}`
}

/** Addresses besides its own that lead to a Service: given ones, and a balancer's unless that is a proxy. */
function addressesOf({ spec, status }: Service): NonNullable<ServiceRule['addresses']> {
  const { ingress = [] } = (status as LoadBalanced | undefined)?.loadBalancer ?? {}
  const balanced = ingress.flatMap(({ ip, ipMode }) => (ip && ipMode !== 'Proxy' ? [ip] : []))
  const external = (spec.externalIPs ?? []).map((ip) => ({ ip, kind: 'external IP' as const }))
  const ofBalancer = balanced.map((ip) => ({ ip, kind: 'loadbalancer IP' as const }))
  return Object.freeze([...external, ...(spec.type === 'LoadBalancer' ? ofBalancer : [])])
}
interface LoadBalanced {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly ipMode?: string }[] }
}

/** `default/web: 3 → 2 endpoints`, for each Service port whose endpoints changed. */
export function changesBetween(before: readonly ServiceRule[], after: readonly ServiceRule[]): string[] {
  const key = (rule: ServiceRule) => `${rule.namespace}/${rule.name}${rule.portName ? `:${rule.portName}` : ''}`
  const addresses = ({ endpoints, internal = [], external = [] }: ServiceRule) =>
    [endpoints, internal, external].map((each) => each.map(({ ip, port }) => `${ip}:${port}`).join(' ')).join('|')
  const old = new Map(before.map((rule) => [key(rule), rule]))
  const found: string[] = []
  for (const rule of after) {
    const last = old.get(key(rule))
    old.delete(key(rule))
    if (!last) found.push(`${key(rule)}: new, ${rule.endpoints.length} endpoints`)
    else if (last !== rule && addresses(last) !== addresses(rule)) {
      found.push(`${key(rule)}: ${last.endpoints.length} → ${rule.endpoints.length} endpoints`)
    }
  }
  for (const gone of old.keys()) found.push(`${gone}: gone`)
  return found
}
