import { seconds, type Micros } from '../../../../../base/time'
import { selects } from '../../../../api/labels'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../../../api/types'
import type { Change } from '../../../../client-go/informer'
import { wallClock } from '../../../../kernel/clock'
import type { Release } from '../../../../releases'
import { controllerOf, listControlled, listNamespace, listOrphans, lookup } from '../../caches'
import { claim } from '../../claim'
import type { ControllerManager } from '../../context'
import { enqueue, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { later } from '../../sync'
import { presentRevision, revisionsOf, truncateHistory, type Revision } from '../history'
import { claimsOf } from './claims'
import { isMember, revisionOf } from './identity'
import { statusOf, writeStatus } from './status'
import { nextStep } from './step'

interface Input {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly revisions: readonly Revision[]
  /** Its claims that exist, by name. */
  readonly claims: ReadonlyMap<string, PersistentVolumeClaim>
  readonly release: Release
  readonly now: Micros
}

const name = 'statefulset'

/** Pods with identities, one after the other. Models pkg/controller/statefulset/stateful_set.go and stateful_set_control.go. */
export const statefulset: Controller<Input> = {
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

  *sync({ set, pods, revisions: known, claims, release, now }) {
    const { claimed: revisions, error: unclaimed } = yield* claim(set, 'statefulsets', 'controllerrevisions', known)
    if (unclaimed !== undefined) return unclaimed
    const { claimed, error } = yield* claim(set, 'statefulsets', 'pods', pods, (pod) => isMember(set, pod))
    if (error !== undefined) return error
    const update = yield* presentRevision(set, revisions)
    if (typeof update === 'string') return update
    const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update
    const step = set.metadata.deletionTimestamp
      ? {}
      : yield* nextStep({ set, pods: claimed, current, update, claims, release, now })
    const status = statusOf(set, claimed, current, update, step, now)
    const live = new Set([current.metadata.name, update.metadata.name, ...claimed.map(revisionOf)])
    yield* truncateHistory(set, revisions, ({ metadata }) => live.has(metadata.name))
    const notWritten = yield* writeStatus(set, status)
    if (notWritten !== undefined) return notWritten
    const { minReadySeconds = 0 } = set.spec
    if (step.error === undefined && minReadySeconds > 0 && status.readyReplicas !== status.availableReplicas) {
      yield* later(podKey(set), seconds(minReadySeconds), 'minReadySeconds')
    }
    return step.error
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
