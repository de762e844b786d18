import { selects } from '../../api/labels'
import type { EndpointSlice, KubeObject, Service } from '../../api/types'
import type { Endpoint } from './configuration'
import type { BackendRef, Condition, Gateway, HTTPRoute, Listener, ParentRef, ReferenceGrant } from './objects'

/** What the controller has read of the cluster. */
export interface Seen {
  readonly gateways: readonly Gateway[]
  readonly routes: readonly HTTPRoute[]
  readonly grants: readonly ReferenceGrant[]
  readonly services: { get(key: string): KubeObject | undefined }
  readonly secrets: { has(key: string): boolean }
  readonly namespaces: { get(key: string): KubeObject | undefined }
  readonly slices: readonly EndpointSlice[]
}

export const condition = (type: string, is: boolean, reason: string, message: string): Condition => ({
  type,
  status: is ? 'True' : 'False',
  reason,
  message
})

/** What is wrong with a listener; none: it is served. Models state/graph/gateway_listener.go. */
export function listenerProblem(
  seen: Seen,
  gateway: Gateway,
  { protocol, tls }: Listener
): (Condition & { readonly field: 'Accepted' | 'ResolvedRefs' }) | undefined {
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    const text = `protocol: Unsupported value: "${protocol}": supported values: "HTTP", "HTTPS"`
    return { ...condition('Accepted', false, 'UnsupportedProtocol', text), field: 'Accepted' }
  }
  if (protocol === 'HTTP') return undefined
  const [{ name = '', namespace = gateway.metadata.namespace } = {}] = tls?.certificateRefs ?? []
  if (seen.secrets.has(`${namespace}/${name}`)) return undefined
  const text = `tls.certificateRefs[0]: Invalid value: "${namespace}/${name}": secret does not exist`
  return { ...condition('ResolvedRefs', false, 'InvalidCertificateRef', text), field: 'ResolvedRefs' }
}

/** A route at one of its parents: the listeners that take it with the hosts that it has there, or why none does. */
export interface Attachment {
  readonly gateway: Gateway
  readonly listeners: readonly { readonly listener: Listener; readonly hosts: readonly string[] }[]
  readonly accepted: Condition
}

/** Models state/graph/route_common.go bindRoutesToListeners. */
export function attach(seen: Seen, route: HTTPRoute, parent: ParentRef): Attachment | undefined {
  const { namespace = route.metadata.namespace, name, sectionName, port } = parent
  const gateway = seen.gateways.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
  if (!gateway) return undefined
  const refused = (reason: string, message: string): Attachment => ({
    gateway,
    listeners: [],
    accepted: condition('Accepted', false, reason, message)
  })
  const named = gateway.spec.listeners.filter(
    (listener) => (sectionName ?? listener.name) === listener.name && (port ?? listener.port) === listener.port
  )
  if (named.length === 0) return refused('NoMatchingParent', 'The Listener is not found for this parent ref')
  const valid = named.filter((listener) => !listenerProblem(seen, gateway, listener))
  if (valid.length === 0) return refused('InvalidListener', 'The Listener is invalid for this parent ref')
  const allowed = valid.filter((listener) => isAllowed(seen, gateway, listener, route))
  if (allowed.length === 0) return refused('NotAllowedByListeners', 'The Route is not allowed by any listener')
  const listeners = allowed
    .map((listener) => ({ listener, hosts: hostsAt(listener.hostname, route.spec.hostnames ?? []) }))
    .filter(({ hosts }) => hosts.length > 0)
  if (listeners.length === 0)
    return refused('NoMatchingListenerHostname', 'The Listener hostname does not match the Route hostnames')
  return { gateway, listeners, accepted: condition('Accepted', true, 'Accepted', 'The Route is accepted') }
}

function isAllowed(seen: Seen, gateway: Gateway, { allowedRoutes }: Listener, { metadata }: HTTPRoute): boolean {
  const { from = 'Same', selector = {} } = allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  if (from === 'Same') return metadata.namespace === gateway.metadata.namespace
  const labels = seen.namespaces.get(metadata.namespace ?? '')?.metadata.labels ?? {}
  return from === 'Selector' && selects(selector, labels)
}

/** The hosts that a route has at a listener; an empty one is every host. */
function hostsAt(listener: string | undefined, hostnames: readonly string[]): string[] {
  if (hostnames.length === 0) return [listener ?? '']
  if (listener === undefined || listener === '') return [...hostnames]
  return hostnames.flatMap((host) =>
    host === listener || covers(listener, host) ? [host] : covers(host, listener) ? [listener] : []
  )
}
const covers = (wild: string, host: string): boolean => wild.startsWith('*.') && host.endsWith(wild.slice(1))

/** What a reference to a backend leads to: the Service, or why it leads nowhere. Models state/graph/backend_refs.go. */
export function resolveBackend(
  seen: Seen,
  route: HTTPRoute,
  { kind = 'Service', namespace = route.metadata.namespace ?? '', name, port }: BackendRef,
  at: string
): { readonly service: Service; readonly namespace: string } | Condition {
  const fails = (reason: string, message: string) => condition('ResolvedRefs', false, reason, message)
  if (kind !== 'Service')
    return fails('InvalidKind', `${at}.kind: Unsupported value: "${kind}": supported values: "Service"`)
  if (namespace !== route.metadata.namespace && !isGranted(seen, route, namespace, name))
    return fails('RefNotPermitted', `Backend ref to Service ${namespace}/${name} not permitted by any ReferenceGrant`)
  const service = seen.services.get(`${namespace}/${name}`) as Service | undefined
  if (!service) return fails('BackendNotFound', `${at}.name: Not found: "${name}"`)
  if (!service.spec.ports?.some((one) => one.port === port))
    return fails('BackendNotFound', `no matching port for Service ${name} and port ${port ?? 0}`)
  return { service, namespace }
}

const isGranted = ({ grants }: Seen, { metadata }: HTTPRoute, namespace: string, name: string): boolean =>
  grants.some(
    (grant) =>
      grant.metadata.namespace === namespace &&
      grant.spec.from.some((from) => from.kind === 'HTTPRoute' && from.namespace === metadata.namespace) &&
      grant.spec.to.some((to) => to.kind === 'Service' && (to.name ?? name) === name)
  )

/** Addresses of a Service's ready pods at one of its ports. Models state/resolver/resolver.go. */
export function endpointsOf({ slices }: Seen, { metadata, spec }: Service, port: number | undefined): Endpoint[] {
  const wanted = spec.ports?.find((one) => one.port === port)
  const found = new Map<string, Endpoint>()
  for (const slice of slices) {
    if (slice.metadata.namespace !== metadata.namespace) continue
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== metadata.name) continue
    const target = slice.ports?.find((one) => (one.name ?? '') === (wanted?.name ?? ''))?.port
    if (target === undefined) continue
    for (const { addresses, conditions } of slice.endpoints ?? [])
      if (conditions?.ready !== false) for (const ip of addresses) found.set(ip, { ip, port: target })
  }
  return [...found.values()].toSorted((a, b) => (a.ip < b.ip ? -1 : 1))
}
