import { Table } from '../../../../base/table'
import { isPodReady } from '../../../api/kinds/pod/conditions'
import type { EndpointSlice, Pod, Service } from '../../../api/types'
import { Shelf } from '../../../kernel/shelf'
import { podKey } from '../pods'
import { takeNews, type ServicePods } from '../service-pods'
import { groupByPorts, isBehindService, samePorts } from './endpointpods'

export type Endpoint = EndpointSlice['endpoints'][number]
export type Port = NonNullable<EndpointSlice['ports']>[number]

/** Pods with the same ports share slices; their endpoints by UID. */
export interface PortGroup {
  readonly ports: readonly Port[]
  readonly endpoints: ReadonlyMap<string, Endpoint>
}

/** The endpoints behind a Service by the UIDs of their pods, and these by the pods' keys. */
export interface SliceEndpoints {
  readonly endpoints: Shelf<Endpoint>
  readonly uids: Table<string>
}

type ZoneOf = (node: string) => string | undefined

/** What was made of a Service's pods, brought up to date with what is news of them; from the start if all is. */
export function endpointsOf(
  service: Service,
  behind: ServicePods,
  slices: readonly EndpointSlice[],
  zoneOf: ZoneOf,
  before: SliceEndpoints | undefined
): SliceEndpoints {
  const news = takeNews(behind, 'endpointslice')
  if (before && news) {
    for (const key of news) place(service, behind.pods, before, zoneOf, key)
    return before
  }
  const known = new Map<string, Endpoint>()
  for (const { endpoints } of slices) {
    for (const endpoint of endpoints) known.set(endpoint.targetRef?.uid ?? '', endpoint)
  }
  const all: SliceEndpoints = { endpoints: new Shelf(), uids: new Table() }
  for (const [key, { metadata }] of behind.pods)
    place(service, behind.pods, all, zoneOf, key, known.get(metadata.uid ?? ''))
  return all
}

function place(
  service: Service,
  pods: ServicePods['pods'],
  { endpoints, uids }: SliceEndpoints,
  zoneOf: ZoneOf,
  key: string,
  known?: Endpoint
): void {
  const pod = pods.get(key)
  const uid = pod && isBehindService(pod, true) ? pod.metadata.uid! : undefined
  const old = uids.get(key)
  if (old !== undefined && old !== uid) endpoints.delete(old)
  if (!pod || uid === undefined) {
    uids.delete(key)
    return
  }
  const before = known ?? endpoints.get(uid)
  const endpoint = endpointOf(zoneOf(pod.spec.nodeName ?? ''), service, pod, before)
  if (endpoint !== before || !endpoints.has(uid)) endpoints.set(uid, endpoint)
  if (old !== uid) uids.set(key, uid)
}

export function desiredGroups(
  service: Service,
  pods: ServicePods['pods'],
  { endpoints, uids }: SliceEndpoints
): PortGroup[] {
  const named = (ports: readonly { readonly name?: string }[]) =>
    ports.map(({ name = '', ...port }) => ({ name, ...port })) as Port[]
  const same = samePorts(service)
  if (same) return uids.size === 0 ? [] : [{ ports: named(same), endpoints }]
  const behind = [...uids.keys()].map((key) => pods.get(key)!)
  return groupByPorts(service, behind).map(({ ports, pods: its }) => ({
    ports: named(ports),
    endpoints: new Map(its.map((pod) => [pod.metadata.uid!, endpoints.get(uids.get(podKey(pod))!)!]))
  }))
}

/** The same object as `before` if nothing changed: thousands of versions share it. Models podToEndpoint. */
function endpointOf(zone: string | undefined, service: Service, pod: Pod, before: Endpoint | undefined): Endpoint {
  const { metadata, spec, status } = pod
  const serving = isPodReady(pod.status)
  const terminating = metadata.deletionTimestamp !== undefined
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating)
  const hostname = spec.subdomain === service.metadata.name ? spec.hostname : undefined
  if (before && before.addresses[0] === status.podIP && before.nodeName === spec.nodeName && before.zone === zone) {
    const { conditions } = before
    const isSame =
      conditions?.ready === ready && conditions.serving === serving && conditions.terminating === terminating
    if (isSame && before.hostname === hostname) return before
  }
  return Object.freeze({
    addresses: [status.podIP!],
    conditions: { ready, serving, terminating },
    ...(hostname && { hostname }),
    ...(spec.nodeName && { nodeName: spec.nodeName }),
    ...(zone !== undefined && { zone }),
    targetRef: { kind: 'Pod', namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid! }
  })
}
