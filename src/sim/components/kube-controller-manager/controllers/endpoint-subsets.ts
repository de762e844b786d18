import { isPodReady } from '../../../api/kinds/pod/conditions'
import type { Endpoints, Pod, Service } from '../../../api/types'
import { Table } from '../../../../base/table'
import { takeNews, type ServicePods } from '../service-pods'
import { podKey } from '../pods'
import { groupByPorts, isBehindService, isHeadless, samePorts } from './endpointpods'

export type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]

/** More addresses than this are left out. Models maxCapacity. */
const maxAddresses = 1_000

/** The addresses behind a Service in the order of their IPs and pods, and under which key those of a pod lie. */
export interface Addresses {
  readonly ready: Table<Address>
  readonly notReady: Table<Address>
  readonly places: Table<string>
}

const noAddresses = (): Addresses => ({ ready: new Table(), notReady: new Table(), places: new Table() })

/**
 * Addresses by their ports. Models pkg/api/v1/endpoints RepackSubsets, but for its order, which is that of hashes.
 * An address that has not changed is the same object as before: thousands of versions share them.
 */
export function subsetsOf(
  service: Service,
  pods: ServicePods['pods'],
  { ready, notReady, places }: Addresses
): Subset[] {
  const hasPorts = (service.spec.ports ?? []).length > 0
  const isLeftOut = (ports: readonly object[]) => ports.length === 0 && (hasPorts || !isHeadless(service))
  const same = samePorts(service)
  if (same) {
    if (places.size === 0 || isLeftOut(same)) return []
    return [subset([...ready.values()], [...notReady.values()], same)]
  }
  const behind = [...places.keys()].map((key) => pods.get(key)!)
  const groups = groupByPorts(service, behind).filter(({ ports }) => !isLeftOut(ports))
  return byAddresses(groups).map(({ ports, pods: its }) => {
    const keys = its.map((pod) => places.get(podKey(pod))!).sort()
    const of = (table: Table<Address>) => keys.flatMap((key) => table.get(key) ?? [])
    return subset(of(ready), of(notReady), ports)
  })
}

type Group = ReturnType<typeof groupByPorts>[number]

/** Each port stands with all pods that have it, and ports of the same pods together: a pod may be in several subsets. */
function byAddresses(groups: readonly Group[]): readonly Group[] {
  if (groups.length < 2) return groups
  const owners = new Map<string, { readonly port: object | undefined; readonly of: Group[] }>()
  for (const group of groups)
    for (const port of group.ports.length > 0 ? group.ports : [undefined]) {
      const key = JSON.stringify(port ?? null)
      const known = owners.get(key)
      if (known) known.of.push(group)
      else owners.set(key, { port, of: [group] })
    }
  const together = new Map<string, { readonly ports: object[]; readonly of: Group[] }>()
  for (const { port, of } of owners.values()) {
    const key = of.map((group) => groups.indexOf(group)).join()
    if (!together.has(key)) together.set(key, { ports: [], of })
    if (port) together.get(key)!.ports.push(port)
  }
  return [...together.values()].map(({ ports, of }) => ({
    ports: ports as Group['ports'],
    pods: of.flatMap(({ pods }) => pods)
  }))
}

/** What was made of a Service's pods, brought up to date with what is news of them; from the start if all is. */
export function addressesOf(
  service: Service,
  behind: ServicePods,
  current: Endpoints | undefined,
  before: Addresses | undefined
): Addresses {
  const news = takeNews(behind, 'endpoints')
  if (before && news) {
    for (const key of news) place(service, behind.pods, before, key)
    return before
  }
  const known = new Map<string, Address>()
  for (const { addresses = [], notReadyAddresses = [] } of current?.subsets ?? []) {
    for (const address of addresses) known.set(address.ip, address)
    for (const address of notReadyAddresses) known.set(address.ip, address)
  }
  const all = noAddresses()
  for (const [key, { status }] of behind.pods) place(service, behind.pods, all, key, known.get(status.podIP ?? ''))
  return all
}

/** Puts a pod where it belongs now. */
function place(
  service: Service,
  pods: ServicePods['pods'],
  { ready, notReady, places }: Addresses,
  key: string,
  known?: Address
): void {
  const place = places.get(key)
  let before = known
  if (place !== undefined) {
    before = ready.get(place) ?? notReady.get(place)
    ready.delete(place)
    notReady.delete(place)
    places.delete(key)
  }
  const publishAll = service.spec.publishNotReadyAddresses === true
  const pod = pods.get(key)
  if (!pod || !isBehindService(pod, publishAll)) return
  // In the order of IPs; no character of one comes before a space.
  const next = `${pod.status.podIP} ${key}`
  ;(publishAll || isPodReady(pod.status) ? ready : notReady).set(next, addressOf(service, pod, before))
  places.set(key, next)
}

function subset(
  addresses: Address[],
  notReadyAddresses: Address[],
  ports: Subset['ports'] | readonly object[]
): Subset {
  return {
    ...(addresses.length > 0 && { addresses }),
    ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
    ...(ports && ports.length > 0 && { ports: ports as NonNullable<Subset['ports']> })
  }
}

export const countAddresses = (subsets: readonly Subset[], kind: 'addresses' | 'notReadyAddresses'): number =>
  subsets.reduce((sum, its) => sum + (its[kind] ?? []).length, 0)

/** At most 1000 addresses, ready ones first; null if there are not more. Models truncateEndpoints. */
export function truncated(subsets: readonly Subset[]): Subset[] | null {
  if (countAddresses(subsets, 'addresses') + countAddresses(subsets, 'notReadyAddresses') <= maxAddresses) return null
  let room = maxAddresses
  const take = (addresses: readonly Address[] = []) => {
    const taken = addresses.slice(0, room)
    room -= taken.length
    return taken
  }
  const ready = subsets.map(({ addresses }) => take(addresses))
  return subsets.map(({ notReadyAddresses, ports }, i) => subset(ready[i]!, take(notReadyAddresses), ports))
}

function addressOf(service: Service, { metadata, spec, status }: Pod, before: Address | undefined): Address {
  const { namespace, name, uid } = metadata
  const hostname = spec.hostname && spec.subdomain === service.metadata.name ? spec.hostname : undefined
  const isSame =
    before?.ip === status.podIP &&
    before?.targetRef?.uid === uid &&
    before?.nodeName === spec.nodeName &&
    before?.hostname === hostname
  if (before && isSame) return before
  return Object.freeze({
    ip: status.podIP!,
    ...(hostname !== undefined && { hostname }),
    nodeName: spec.nodeName!,
    targetRef: { kind: 'Pod', namespace: namespace!, name, uid: uid! }
  })
}
