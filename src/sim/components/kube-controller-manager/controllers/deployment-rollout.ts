import type { Deployment, Pod, ReplicaSet } from '../../../api/types'
import { errorOf, isNotFound, isOk, later, rateLimited, request, type Sync } from '../sync'
import {
  active,
  availableReplicas,
  byCreation,
  maxUnavailable,
  newReplicas,
  replicasOf,
  revisionOf,
  specReplicas,
  statusReplicas
} from './deployment-counts'
import { findSets, updateStatus, type Rollout } from './deployment-revision'
import { scaleSetTo } from './deployment-scale'
import { isComplete, rolloutStatus, sameStatus, stuckAfter } from './deployment-status'
import { parseTime } from '../../../api/timestamp'

/** One step of a rolling update. Models pkg/controller/deployment/rolling.go rolloutRolling. */
export function* rollingUpdate(rollout: Rollout): Sync<string | undefined> {
  const { newSet, oldSets, error } = yield* findSets(rollout, true)
  if (error !== undefined || !newSet) return error
  const all = [...oldSets, newSet]
  const { deployment, release } = rollout
  const size =
    replicasOf(newSet) > replicasOf(deployment)
      ? replicasOf(deployment)
      : newReplicas(deployment, all, replicasOf(newSet))
  if (replicasOf(newSet) !== replicasOf(deployment)) {
    const up = yield* scaleSetTo(deployment, newSet, size, release)
    if (up.error !== undefined) return up.error
    if (up.scaled) return yield* syncRolloutStatus(rollout, all, newSet)
  }
  const down = yield* scaleDownOld(rollout, newSet, active(oldSets), specReplicas(all))
  if (down.error !== undefined) return down.error
  if (down.scaled) return yield* syncRolloutStatus(rollout, all, newSet)
  if (isComplete(deployment, deployment.status)) {
    const failed = yield* cleanUp(deployment, oldSets)
    if (failed !== undefined) return failed
  }
  return yield* syncRolloutStatus(rollout, all, newSet)
}

/**
 * Takes from the old ReplicaSets what the deployment can spare: first pods that do not work anyway.
 * Models reconcileOldReplicaSets.
 */
function* scaleDownOld(
  { deployment, release }: Rollout,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
  total: number
): Sync<{ scaled: boolean; error?: string }> {
  if (specReplicas(oldSets) === 0) return { scaled: false }
  const minAvailable = replicasOf(deployment) - maxUnavailable(deployment)
  const newUnavailable = replicasOf(newSet) - (newSet.status.availableReplicas ?? 0)
  const spare = total - minAvailable - newUnavailable
  if (spare <= 0) return { scaled: false }
  const sets = oldSets.slice().sort(byCreation)
  let cleaned = 0
  for (const [i, set] of sets.entries()) {
    if (cleaned >= spare) break
    const unhealthy = replicasOf(set) - (set.status.availableReplicas ?? 0)
    if (replicasOf(set) === 0 || unhealthy === 0) continue
    const count = Math.min(spare - cleaned, unhealthy)
    const scaled = yield* scaleSetTo(deployment, set, replicasOf(set) - count, release)
    if (scaled.error !== undefined) return { scaled: false, error: scaled.error }
    cleaned += count
    sets[i] = scaled.set
  }
  const toRemove = availableReplicas([...sets, newSet]) - minAvailable
  let removed = 0
  for (const set of sets) {
    if (removed >= toRemove) break
    if (replicasOf(set) === 0) continue
    const count = Math.min(replicasOf(set), toRemove - removed)
    const scaled = yield* scaleSetTo(deployment, set, replicasOf(set) - count, release)
    if (scaled.error !== undefined) return { scaled: false, error: scaled.error }
    removed += count
  }
  return { scaled: cleaned + removed > 0 }
}

/** All old pods go before a new one comes. Models recreate.go rolloutRecreate. */
export function* recreate(rollout: Rollout, pods: readonly Pod[]): Sync<string | undefined> {
  let { newSet, oldSets, error } = yield* findSets(rollout, false)
  if (error !== undefined) return error
  const before = newSet ? [...oldSets, newSet] : oldSets
  let scaledDown = false
  for (const set of active(oldSets)) {
    const scaled = yield* scaleSetTo(rollout.deployment, set, 0, rollout.release)
    if (scaled.error !== undefined) return scaled.error
    scaledDown ||= scaled.scaled
  }
  if (scaledDown || oldPodsRun(newSet, oldSets, pods)) return yield* syncRolloutStatus(rollout, before, newSet)
  if (!newSet) {
    ;({ newSet, oldSets, error } = yield* findSets(rollout, true))
    if (error !== undefined || !newSet) return error
  }
  const up = yield* scaleSetTo(rollout.deployment, newSet, replicasOf(rollout.deployment), rollout.release)
  if (up.error !== undefined) return up.error
  if (isComplete(rollout.deployment, rollout.deployment.status)) {
    const failed = yield* cleanUp(rollout.deployment, oldSets)
    if (failed !== undefined) return failed
  }
  return yield* syncRolloutStatus(rollout, [...oldSets, newSet], newSet)
}

function oldPodsRun(newSet: ReplicaSet | null, oldSets: readonly ReplicaSet[], pods: readonly Pod[]): boolean {
  if (statusReplicas(oldSets) > 0) return true
  return pods.some((pod) => {
    const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller)
    return owner?.uid !== newSet?.metadata.uid && pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded'
  })
}

/** Deletes the oldest empty ReplicaSets beyond the history limit. Models sync.go cleanupDeployment. */
export function* cleanUp(deployment: Deployment, oldSets: readonly ReplicaSet[]): Sync<string | undefined> {
  const limit = deployment.spec.revisionHistoryLimit
  if (limit === undefined || limit === 2_147_483_647) return undefined
  const cleanable = oldSets.filter((set) => !set.metadata.deletionTimestamp)
  const surplus = cleanable
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b))
    .slice(0, Math.max(0, cleanable.length - limit))
  for (const { metadata, spec, status } of surplus) {
    const isEmpty = (status.replicas ?? 0) === 0 && spec.replicas === 0
    if (!isEmpty || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) continue
    const { namespace, name } = metadata
    const answer = yield* request({ verb: 'delete', resource: 'replicasets', namespace: namespace!, name })
    if (!isOk(answer) && !isNotFound(answer)) return errorOf(answer)
  }
  return undefined
}

/** Writes the status if it changed; a rollout that stands still is looked at again at its deadline. */
export function* syncRolloutStatus(
  rollout: Rollout,
  all: readonly ReplicaSet[],
  newSet: ReplicaSet | null
): Sync<string | undefined> {
  const { deployment, now } = rollout
  const status = rolloutStatus(deployment, all, newSet, now)
  if (sameStatus(deployment.status, status)) {
    const after = stuckAfter(deployment, status, parseTime(now))
    const { namespace, name } = deployment.metadata
    const key = `${namespace}/${name}`
    if (after === 0) yield* rateLimited(key)
    else if (after !== null) yield* later(key, after, 'progressDeadlineSeconds')
    return undefined
  }
  rollout.deployment = { ...deployment, status }
  return yield* updateStatus(rollout)
}
