import { seconds, type Micros } from '../../../../../base/time'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../../../api/types'
import type { Release } from '../../../../releases'
import { claim } from '../../claim'
import { podKey } from '../../pods'
import { later, type Sync } from '../../sync'
import { presentRevision, truncateHistory, type Revision } from '../history'
import { isMember, revisionOf } from './identity'
import { statusOf, writeStatus } from './status'
import { nextStep } from './step'

/** What a sync of a StatefulSet begins with. */
export interface StatefulSetLook {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly revisions: readonly Revision[]
  /** Its claims that exist, by name. */
  readonly claims: ReadonlyMap<string, PersistentVolumeClaim>
  readonly release: Release
  readonly now: Micros
}

/** Models StatefulSetController.sync and defaultStatefulSetControl.UpdateStatefulSet. */
export function* syncStatefulSet({ set, pods, revisions: known, claims, release, now }: StatefulSetLook): Sync {
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
