import type { Micros } from '../../../../../base/time'
import type { Pod, StatefulSet } from '../../../../api/types'
import { omitEmpty } from '../../omitempty'
import { errorOf, isOk, request, type Sync } from '../../sync'
import type { Revision } from '../history'
import { isTerminating, revisionOf, runsAvailable, runsReady } from './identity'
import type { Step } from './step'

/** Counts of what the cache holds. Models stateful_set_control.go updateStatus and completeRollingUpdate. */
export function statusOf(
  set: StatefulSet,
  pods: readonly Pod[],
  current: Revision,
  update: Revision,
  { replaced = 0 }: Step,
  now: Micros
): StatefulSet['status'] {
  const count = (test: (pod: Pod) => boolean) => pods.filter(test).length
  const ofRevision = (name: string) => count((pod) => !isTerminating(pod) && revisionOf(pod) === name)
  const wanted = set.spec.replicas ?? 1
  const replicas = count(({ status: { phase } }) => phase !== undefined)
  const readyReplicas = count(runsReady)
  const updatedReplicas = ofRevision(update.metadata.name)
  const isDone =
    set.spec.updateStrategy?.type !== 'OnDelete' &&
    updatedReplicas === wanted &&
    readyReplicas === wanted &&
    replicas === wanted
  return {
    replicas,
    readyReplicas,
    availableReplicas: count((pod) => runsAvailable(set, pod, now)),
    currentReplicas: isDone ? updatedReplicas : ofRevision(current.metadata.name) - replaced,
    updatedReplicas,
    currentRevision: isDone ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: set.status.collisionCount ?? 0,
    observedGeneration: set.metadata.generation!
  }
}

export function* writeStatus(set: StatefulSet, status: StatefulSet['status']): Sync<string | undefined> {
  const before: Readonly<Record<string, unknown>> = { ...set.status }
  const differs = Object.entries(status).some(([key, value]) => (before[key] ?? 0) !== value)
  if (!differs) return undefined
  const { namespace, name } = set.metadata
  const body = { ...set, status: omitEmpty(status, 'replicas', 'availableReplicas', 'collisionCount') }
  const answer = yield* request({
    verb: 'update',
    resource: 'statefulsets',
    subresource: 'status',
    namespace: namespace!,
    name,
    body
  })
  return isOk(answer) ? undefined : errorOf(answer)
}
