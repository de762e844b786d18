import { seconds } from '../../../../base/time'
import { scheme } from '../../../api/scheme'
import type { KubeList, Namespace } from '../../../api/types'
import { lookup } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isConflict, isNotFound, isOk, later, note, objectOf, request, requests, type Sync } from '../sync'

interface Input {
  readonly namespace: Namespace
}

const name = 'namespace'

/** What a namespace can hold, in the order of discovery. Models discovery.ServerPreferredNamespacedResources. */
const namespaced = scheme.filter(({ namespaced, stored }) => namespaced && stored)

/** Seconds that pods without a grace period of their own may take. */
const defaultGrace = 30

/**
 * Empties a namespace that is being deleted, then takes its finalizer away.
 * Models pkg/controller/namespace/deletion/namespaced_resources_deleter.go.
 */
export const namespace: Controller<Input> = {
  name,
  user: 'namespace-controller',
  workers: 'concurrent-namespace-syncs',
  backoff: { base: 5_000, max: seconds(60) },
  rateFactor: 20,
  needs: ['namespaces'],

  observe(kcm, { type, key, object }) {
    if (type !== 'delete' && object.metadata.deletionTimestamp) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const found = lookup(kcm.caches, 'namespaces', key)
    return found?.metadata.deletionTimestamp ? { namespace: found } : null
  },

  *sync({ namespace: { metadata } }) {
    const at = { resource: 'namespaces', name: metadata.name }
    const answer = yield* request({ verb: 'get', ...at })
    if (isNotFound(answer)) return undefined
    if (!isOk(answer)) return errorOf(answer)
    const live = objectOf<Namespace>(answer)
    if (live.metadata.uid !== metadata.uid || !live.metadata.deletionTimestamp) return undefined
    if ((live.spec?.finalizers ?? []).length === 0) return undefined
    yield* note(`analyses namespace ${metadata.name}: is being deleted; deletes all it holds`)
    const remaining = yield* deleteContent(metadata.name)
    if (typeof remaining === 'string') return remaining
    if (remaining > 0) {
      yield* later(metadata.name, seconds(Math.floor(remaining / 2) + 1), 'namespace-deletion-estimate')
      return undefined
    }
    const finalizers = live.spec!.finalizers!.filter((finalizer) => finalizer !== 'kubernetes')
    const body = { ...live, spec: { ...live.spec, finalizers } }
    const finalized = yield* request({ verb: 'update', ...at, subresource: 'finalize', body })
    return isOk(finalized) || isNotFound(finalized) || isConflict(finalized) ? undefined : errorOf(finalized)
  }
}

/** Gives an estimate in seconds of how long what is left will take; 0: nothing is left. A text: an error. */
function* deleteContent(namespaceName: string): Sync<number | string> {
  let estimate = 0
  for (const { plural: resource } of namespaced) {
    const deleted = yield* requests([
      { verb: 'deletecollection', resource, namespace: namespaceName, options: { propagationPolicy: 'Background' } }
    ])
    if (!isOk(deleted[0]!) && deleted[0]!.code !== 404 && deleted[0]!.code !== 405) return errorOf(deleted[0]!)
    const listed = yield* request({ verb: 'list', resource, namespace: namespaceName })
    if (isNotFound(listed)) continue
    if (!isOk(listed)) return errorOf(listed)
    const { items } = objectOf<KubeList>(listed)
    if (items.length === 0) continue
    // Kinds without deletecollection (services) are deleted one by one.
    if (!isOk(deleted[0]!)) {
      yield* requests(
        items.map(({ metadata }) => ({ verb: 'delete', resource, namespace: namespaceName, name: metadata.name }))
      )
    }
    const grace = items.map(
      ({ metadata }) => metadata.deletionGracePeriodSeconds ?? (resource === 'pods' ? defaultGrace : 0)
    )
    estimate = Math.max(estimate, 1, ...grace)
  }
  return estimate
}
