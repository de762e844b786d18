import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../../api/types'
import { lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { isTerminal } from '../../pods'
import { errorOf, isOk, objectOf, request, type Sync } from '../../sync'
import { claimsOf, podsOf } from './users'

export const claimFinalizer = 'kubernetes.io/pvc-protection'
export const volumeFinalizer = 'kubernetes.io/pv-protection'

interface Input<T> {
  readonly object: T
  readonly inUse: boolean
}

/** A claim that a pod uses outlives its deletion. Models pkg/controller/volume/pvcprotection. */
export const claimProtection: Controller<Input<PersistentVolumeClaim>> = {
  name: 'persistentvolumeclaim-protection',
  user: 'pvc-protection-controller',
  workers: 1,
  needs: ['persistentvolumeclaims', 'pods'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'persistentvolumeclaims' && type !== 'delete')
      enqueue(kcm, 'persistentvolumeclaim-protection', key)
    if (resource !== 'pods') return
    const pod = object as Pod
    if (type !== 'delete' && !isTerminal(pod)) return
    for (const claim of claimsOf(pod))
      enqueue(kcm, 'persistentvolumeclaim-protection', `${pod.metadata.namespace}/${claim}`)
  },

  read(kcm, key) {
    const object = lookup(kcm.caches, 'persistentvolumeclaims', key)
    if (!object || !isEnding(object, claimFinalizer)) return null
    return { object, inUse: podsOf(kcm.caches, object).some(holds) }
  },

  *sync({ object, inUse }) {
    if (inUse) return undefined
    const { namespace, name } = object.metadata
    // What the cache does not know yet the API may.
    const list = yield* request({ verb: 'list', resource: 'pods', namespace: namespace! })
    if (!isOk(list)) return errorOf(list)
    const pods = objectOf<{ items: Pod[] }>(list).items
    if (pods.some((pod) => holds(pod) && claimsOf(pod).includes(name))) return undefined
    return yield* removeFinalizer(object, 'persistentvolumeclaims', claimFinalizer)
  }
}

/** A pod without a node holds nothing yet; one that has ended, nothing any more. */
const holds = (pod: Pod): boolean => !isTerminal(pod) && Boolean(pod.spec.nodeName)

/** A volume that is bound outlives its deletion. Models pkg/controller/volume/pvprotection. */
export const volumeProtection: Controller<Input<PersistentVolume>> = {
  name: 'persistentvolume-protection',
  user: 'pv-protection-controller',
  workers: 1,
  needs: ['persistentvolumes'],

  observe(kcm, { type, key }) {
    if (type !== 'delete') enqueue(kcm, 'persistentvolume-protection', key)
  },

  read(kcm, key) {
    const object = lookup(kcm.caches, 'persistentvolumes', key)
    return object && isEnding(object, volumeFinalizer) ? { object, inUse: object.status?.phase === 'Bound' } : null
  },

  *sync({ object, inUse }) {
    return inUse ? undefined : yield* removeFinalizer(object, 'persistentvolumes', volumeFinalizer)
  }
}

const isEnding = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(finalizer) ?? false)

function* removeFinalizer(object: KubeObject, resource: string, finalizer: string): Sync {
  const { namespace, name } = object.metadata
  const finalizers = object.metadata.finalizers!.filter((other) => other !== finalizer)
  const body = { ...object, metadata: { ...object.metadata, finalizers } }
  const answer = yield* request({ verb: 'update', resource, ...(namespace && { namespace }), name, body })
  return isOk(answer) ? undefined : errorOf(answer)
}
