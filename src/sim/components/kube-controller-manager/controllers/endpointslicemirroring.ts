import type { Endpoints, EndpointSlice } from '../../../api/types'
import { listNamespace, lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNamespaceTerminating, isNotFound, isOk, requests } from '../sync'
import type { Call } from '../../../client-go/transport'
import { syncs } from './later'

/** What is to be done about slices. */
export interface MirrorChanges {
  readonly create: readonly EndpointSlice[]
  readonly update: readonly EndpointSlice[]
  readonly remove: readonly EndpointSlice[]
}

interface Input extends MirrorChanges {
  readonly namespace: string
}

const name = 'endpointslice-mirroring'
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
export const managedBy = 'endpointslicemirroring-controller.k8s.io'
export const serviceLabel = 'kubernetes.io/service-name'
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror'
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader'

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
    const wanted = endpoints && service && !hasSelector && isMirrored(endpoints) ? syncs().slicesOf(endpoints) : []
    if (known.length + wanted.length === 0) return null
    const input = syncs().mirrored(known, wanted)
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
