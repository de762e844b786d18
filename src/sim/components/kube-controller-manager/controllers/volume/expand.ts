import type { PersistentVolumeClaim } from '../../../../api/types'
import { compareQuantities } from '../../../../api/quantity'
import { referenceTo } from '../../../../client-go/events'
import { lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { errorOf, event, isNotFound, isOk, request } from '../../sync'

interface Input {
  readonly claim: PersistentVolumeClaim
}

const name = 'persistentvolume-expander'

/**
 * A claim asks for more than its volume has: nothing here can make volumes larger, so it is said who must.
 * Models pkg/controller/volume/expand/expand_controller.go.
 */
export const volumeExpander: Controller<Input> = {
  name,
  user: 'expand-controller',
  eventSource: () => 'volume_expand',
  workers: 10,
  needs: ['persistentvolumeclaims', 'persistentvolumes'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'persistentvolumeclaims' && type !== 'delete' && asksMore(object as PersistentVolumeClaim))
      enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const claim = lookup(kcm.caches, 'persistentvolumeclaims', key)
    return claim && asksMore(claim) ? { claim } : null
  },

  *sync({ claim }) {
    const answer = yield* request({ verb: 'get', resource: 'persistentvolumes', name: claim.spec.volumeName! })
    if (isNotFound(answer)) return undefined
    if (!isOk(answer)) return errorOf(answer)
    const text = 'waiting for an external controller to expand this PVC'
    yield* event(referenceTo(claim), 'Normal', 'ExternalExpanding', text)
    return undefined
  }
}

/** It is bound, and wants more than it has. */
function asksMore({ spec, status }: PersistentVolumeClaim): boolean {
  const [wanted, has] = [spec.resources?.requests?.storage, status?.capacity?.storage]
  if (!spec.volumeName || status?.phase !== 'Bound' || wanted === undefined || has === undefined) return false
  return compareQuantities(wanted, has) > 0
}
