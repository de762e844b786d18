import { isPodReady } from '../../../api/kinds/pod/conditions'
import type { Endpoints, Pod, Service } from '../../../api/types'
import { groupByPorts, isBehindService, isHeadless } from './endpointpods'

export type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]

/** More addresses than this are left out. Models maxCapacity. */
const maxAddresses = 1_000

/**
 * Addresses by their ports: one subset per distinct set of ports. Models RepackSubsets.
 * An address that has not changed is the same object as before: thousands of versions share them.
 */
export function subsetsOf(service: Service, pods: readonly Pod[], current: Endpoints | undefined): Subset[] {
  const publishAll = service.spec.publishNotReadyAddresses === true
  const hasPorts = (service.spec.ports ?? []).length > 0
  const known = new Map<string, Address>()
  for (const { addresses = [], notReadyAddresses = [] } of current?.subsets ?? []) {
    for (const address of addresses) known.set(address.ip, address)
    for (const address of notReadyAddresses) known.set(address.ip, address)
  }
  const behind = pods.filter((pod) => isBehindService(pod, publishAll))
  return groupByPorts(service, behind).flatMap(({ ports, pods: its }) => {
    if (ports.length === 0 && (hasPorts || !isHeadless(service))) return []
    const addresses: Address[] = []
    const notReadyAddresses: Address[] = []
    for (const pod of its) {
      ;(publishAll || isPodReady(pod.status) ? addresses : notReadyAddresses).push(addressOf(service, pod, known))
    }
    return subset(addresses.sort(byIp), notReadyAddresses.sort(byIp), ports)
  })
}

const byIp = (a: Address, b: Address): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0)

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

function addressOf(service: Service, { metadata, spec, status }: Pod, known: ReadonlyMap<string, Address>): Address {
  const { namespace, name, uid } = metadata
  const hostname = spec.hostname && spec.subdomain === service.metadata.name ? spec.hostname : undefined
  const before = known.get(status.podIP!)
  const isSame = before?.targetRef?.uid === uid && before?.nodeName === spec.nodeName && before?.hostname === hostname
  if (before && isSame) return before
  return Object.freeze({
    ip: status.podIP!,
    ...(hostname !== undefined && { hostname }),
    nodeName: spec.nodeName!,
    targetRef: { kind: 'Pod', namespace: namespace!, name, uid: uid! }
  })
}
