import { selects } from '../../../../api/labels'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../../../api/types'
import type { Change } from '../../../../client-go/informer'
import { wallClock } from '../../../../kernel/clock'
import { controllerOf, listControlled, listNamespace, listOrphans, lookup } from '../../caches'
import type { ControllerManager } from '../../context'
import { enqueue, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { revisionsOf } from '../history'
import { syncs } from '../later'
import { claimsOf } from './claims'
import { isMember } from './identity'
import type { StatefulSetLook } from './sync'

const name = 'statefulset'

/** Pods with identities, one after the other. Models pkg/controller/statefulset/stateful_set.go and stateful_set_control.go. */
export const statefulset: Controller<StatefulSetLook> = {
  name,
  user: 'statefulset-controller',
  workers: 'concurrent-statefulset-syncs',
  needs: ['statefulsets', 'pods', 'controllerrevisions', 'persistentvolumeclaims'],

  observe(kcm, change) {
    if (change.resource === 'statefulsets') enqueue(kcm, name, change.key)
    else if (change.resource === 'pods') observePod(kcm, change)
  },

  read(kcm, key) {
    const set = lookup(kcm.caches, 'statefulsets', key)
    if (!set) return null
    const { namespace, uid } = set.metadata
    const orphans = listOrphans(kcm.caches, 'pods', namespace!).filter(
      (pod) => isMember(set, pod) && isSelected(set, pod)
    )
    const pods = [...listControlled(kcm.caches, 'pods', uid!), ...orphans]
    const claims = new Map<string, PersistentVolumeClaim>()
    for (const wanted of claimsOf(set, pods)) {
      const found = lookup(kcm.caches, 'persistentvolumeclaims', `${namespace}/${wanted}`)
      if (found) claims.set(wanted, found)
    }
    return {
      set,
      pods,
      revisions: revisionsOf(kcm.caches, set),
      claims,
      release: kcm.settings.release,
      now: wallClock(kcm)
    }
  },

  *sync(look) {
    return yield* syncs().statefulSet(look)
  }
}

const isSelected = (set: StatefulSet, pod: Pod): boolean => selects(set.spec.selector, pod.metadata.labels)

function observePod(kcm: ControllerManager, { object, old }: Change): void {
  for (const pod of old ? [old, object] : [object]) {
    const owner = controllerOf(pod)
    if (owner?.kind === 'StatefulSet') {
      const key = `${pod.metadata.namespace}/${owner.name}`
      if (lookup(kcm.caches, 'statefulsets', key)?.metadata.uid === owner.uid) enqueue(kcm, name, key)
    } else if (!owner) {
      for (const set of listNamespace(kcm.caches, 'statefulsets', pod.metadata.namespace!)) {
        if (isSelected(set, pod as Pod)) enqueue(kcm, name, podKey(set))
      }
    }
  }
}
