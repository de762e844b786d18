import { equal } from '../../../api/equality'
import type { Endpoints, EndpointSlice, KubeObject } from '../../../api/types'
import { controllerReference } from '../claim'
import { managedBy, managedByLabel, serviceLabel, type MirrorChanges } from './endpointslicemirroring'
import { triggerAnnotation } from './endpointtriggers'

type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]
type Endpoint = EndpointSlice['endpoints'][number]

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** One slice for each subset and family of addresses. */
export function slicesOf(endpoints: Endpoints): EndpointSlice[] {
  const { namespace, name: service, labels, annotations = {} } = endpoints.metadata
  const { [triggerAnnotation]: _trigger, [lastApplied]: _applied, ...others } = annotations
  const marked: Record<string, string> = { ...labels, [serviceLabel]: service, [managedByLabel]: managedBy }
  return (endpoints.subsets ?? []).flatMap((subset) =>
    (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
      const found = endpointsOf(subset, addressType)
      if (found.length === 0) return []
      const metadata = {
        generateName: `${service}-`,
        namespace: namespace!,
        labels: marked,
        ownerReferences: [controllerReference(endpoints)]
      } as KubeObject['metadata']
      const ports = (subset.ports ?? []).map(({ name: port = '', ...rest }) => ({ name: port, ...rest }))
      return [
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: Object.keys(others).length > 0 ? { ...metadata, annotations: others } : metadata,
          addressType,
          endpoints: found,
          ports
        }
      ]
    })
  )
}

function endpointsOf({ addresses = [], notReadyAddresses = [] }: Subset, family: 'IPv4' | 'IPv6'): Endpoint[] {
  const as = (ready: boolean) => (address: Address) => endpointOf(address, ready)
  const isOfFamily = ({ ip }: Address) => ip.includes(':') === (family === 'IPv6')
  return [...addresses.filter(isOfFamily).map(as(true)), ...notReadyAddresses.filter(isOfFamily).map(as(false))]
}

const endpointOf = ({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname && { hostname }),
  ...(nodeName && { nodeName }),
  ...(targetRef && { targetRef })
})

/** Slices whose ports are still wanted are changed, the others go. */
export function mirrored(known: readonly EndpointSlice[], wanted: readonly EndpointSlice[]): MirrorChanges {
  const left = known.filter(({ metadata }) => !metadata.deletionTimestamp)
  const create: EndpointSlice[] = []
  const update: EndpointSlice[] = []
  for (const slice of wanted) {
    const at = left.findIndex((one) => one.addressType === slice.addressType && equal(one.ports, slice.ports))
    if (at < 0) {
      create.push(slice)
      continue
    }
    const [old] = left.splice(at, 1) as [EndpointSlice]
    const { labels, annotations } = slice.metadata
    const isSame =
      equal(old.endpoints, slice.endpoints) &&
      equal(old.metadata.labels, labels) &&
      equal(old.metadata.annotations, annotations)
    const { annotations: _old, ...metadata } = old.metadata
    if (!isSame)
      update.push({ ...slice, metadata: { ...metadata, labels: labels!, ...(annotations && { annotations }) } })
  }
  return { create, update, remove: left }
}
