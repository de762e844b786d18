import { equal } from '../../../api/equality'
import type { Endpoints, EndpointSlice, KubeObject } from '../../../api/types'
import { listNamespace, lookup } from '../caches'
import { controllerReference } from '../claim'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNamespaceTerminating, isNotFound, isOk, requests } from '../sync'
import type { Call } from '../../../client-go/transport'
import { triggerAnnotation } from './endpointtriggers'

interface Input {
  readonly create: readonly EndpointSlice[]
  readonly update: readonly EndpointSlice[]
  readonly remove: readonly EndpointSlice[]
  readonly namespace: string
}

type Subset = NonNullable<Endpoints['subsets']>[number]
type Address = NonNullable<Subset['addresses']>[number]
type Endpoint = EndpointSlice['endpoints'][number]

const name = 'endpointslice-mirroring'
const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
const managedBy = 'endpointslicemirroring-controller.k8s.io'
const serviceLabel = 'kubernetes.io/service-name'
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * Endpoints that a person writes for a Service without a selector become slices, which is what everybody reads.
 * Models pkg/controller/endpointslicemirroring. Not modelled: more than 1,000 addresses of a subset.
 */
export const endpointSliceMirroring: Controller<Input> = {
  name,
  user: 'endpointslicemirroring-controller',
  workers: 5,
  needs: ['endpoints', 'services', 'endpointslices'],

  observe(kcm, { resource, key, object, type }) {
    if (resource !== 'endpointslices') return enqueue(kcm, name, key)
    const { namespace, labels } = object.metadata
    const service = labels?.[serviceLabel]
    if (type !== 'add' && labels?.[managedByLabel] === managedBy && service !== undefined)
      enqueue(kcm, name, `${namespace}/${service}`)
  },

  read(kcm, key) {
    const endpoints = lookup(kcm.caches, 'endpoints', key)
    const service = lookup(kcm.caches, 'services', key)
    const [namespace, serviceName] = key.split('/') as [string, string]
    const known = listNamespace(kcm.caches, 'endpointslices', namespace).filter(
      ({ metadata: { labels } }) => labels?.[serviceLabel] === serviceName && labels[managedByLabel] === managedBy
    )
    const hasSelector = Object.keys(service?.spec.selector ?? {}).length > 0
    const wanted = endpoints && service && !hasSelector && isMirrored(endpoints) ? slicesOf(endpoints) : []
    const input = difference(known, wanted)
    const { create, update, remove } = input
    return create.length + update.length + remove.length === 0 ? null : { ...input, namespace }
  },

  *sync({ create, update, remove, namespace }) {
    const at = { resource: 'endpointslices', namespace }
    const calls: Call[] = [
      ...create.map((body): Call => ({ verb: 'create', ...at, body })),
      ...update.map((body): Call => ({ verb: 'update', ...at, name: body.metadata.name, body })),
      ...remove.map(({ metadata }): Call => ({ verb: 'delete', ...at, name: metadata.name }))
    ]
    const answers = yield* requests(calls)
    const failed = answers.find((answer) => !isOk(answer) && !isNotFound(answer) && !isNamespaceTerminating(answer))
    return failed && errorOf(failed)
  }
}

const isMirrored = ({ metadata: { labels, annotations } }: Endpoints): boolean =>
  labels?.[skipLabel] !== 'true' && annotations?.[leaderAnnotation] === undefined

/** One slice for each subset and family of addresses. */
function slicesOf(endpoints: Endpoints): EndpointSlice[] {
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
function difference(known: readonly EndpointSlice[], wanted: readonly EndpointSlice[]): Omit<Input, 'namespace'> {
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
