import type { Micros } from '../../../../../base/time'
import type { Pod, StatefulSet } from '../../../../api/types'
import type { Release } from '../../../../releases'
import type { Sync } from '../../sync'
import type { Revision } from '../history'
import { claimsFor, keepClaims, type Claims } from './claims'
import { firstOrdinal, isHealthy, isTerminating, ordinalOf, revisionOf, runsAvailable } from './identity'
import { create, remove } from './pods'

export interface State {
  readonly set: StatefulSet
  readonly pods: readonly Pod[]
  readonly current: Revision
  readonly update: Revision
  readonly claims: Claims
  readonly release: Release
  readonly now: Micros
}

/** What came of a sync: an error, and how many pods of the current revision it sent away for an update. */
export interface Step {
  readonly error?: string
  readonly replaced?: number
}

/** Something blocks, or was done: nothing more in this sync. */
type Blocked = { readonly error?: string } | undefined
const blocked: Blocked = {}
const failed = (error: string | undefined): Blocked => (error === undefined ? blocked : { error })

/**
 * One step in order of ordinals, or all that can be done at once with podManagementPolicy Parallel.
 * Models stateful_set_control.go updateStatefulSet.
 */
export function* nextStep(state: State): Sync<Step> {
  const { set, pods, update, release } = state
  const first = firstOrdinal(set)
  const wanted = set.spec.replicas ?? 1
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]))
  const replicas = Array.from({ length: wanted }, (_, i) => ({ ordinal: first + i, pod: byOrdinal.get(first + i) }))
  const condemned = pods
    .filter((pod) => ordinalOf(pod) >= 0 && (ordinalOf(pod) < first || ordinalOf(pod) >= first + wanted))
    .sort((a, b) => ordinalOf(b) - ordinalOf(a))
  const inOrder = set.spec.podManagementPolicy !== 'Parallel'
  let error: string | undefined
  for (const { ordinal, pod } of replicas) {
    const stop: Blocked = yield* processReplica(state, ordinal, pod, inOrder)
    error ??= stop?.error
    if (stop && (inOrder || stop.error !== undefined)) return stop
  }
  for (const pod of condemned) yield* keepClaims(set, pod.metadata.name, pod, claimsFor(set, pod, state.claims))
  const firstUnhealthy =
    replicas.find(({ pod }) => pod && !isHealthy(pod))?.pod ?? condemned.find((pod) => !isHealthy(pod))
  for (const pod of condemned) {
    const stop: Blocked = yield* processCondemned(state, pod, firstUnhealthy, inOrder)
    if (stop && (inOrder || stop.error !== undefined)) return stop
  }
  if (set.spec.updateStrategy?.type === 'OnDelete') return {}
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
  for (const { pod } of replicas.slice(partition).reverse()) {
    if (!pod) return {}
    if (revisionOf(pod) !== update.metadata.name && !isTerminating(pod)) {
      const refused = yield* remove(set, pod, release)
      return { replaced: 1, ...(refused !== undefined && { error: refused }) }
    }
    if (!isHealthy(pod) || !runsAvailable(set, pod, state.now)) return {}
  }
  return {}
}

function* processReplica(state: State, ordinal: number, pod: Pod | undefined, inOrder: boolean): Sync<Blocked> {
  const { set, claims, release, now } = state
  if (!pod) {
    const error = yield* create(set, ordinal, revisionFor(state, ordinal), claims, release)
    return inOrder || error !== undefined ? failed(error) : undefined
  }
  // The pod that takes its place comes when it is gone.
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded')
    return isTerminating(pod) ? blocked : failed(yield* remove(set, pod, release))
  if (inOrder && (isTerminating(pod) || !runsAvailable(set, pod, now))) return blocked
  const error = yield* keepClaims(set, pod.metadata.name, pod, claimsFor(set, pod, claims))
  return error === undefined ? undefined : failed(error)
}

function* processCondemned(
  { set, release, now }: State,
  pod: Pod,
  firstUnhealthy: Pod | undefined,
  inOrder: boolean
): Sync<Blocked> {
  if (isTerminating(pod)) return inOrder ? blocked : undefined
  if (inOrder && pod !== firstUnhealthy && !runsAvailable(set, pod, now)) return blocked
  const error = yield* remove(set, pod, release)
  return inOrder || error !== undefined ? failed(error) : undefined
}

/** Pods below the partition, or those that are not replaced yet, keep the current revision. Models newVersionedStatefulSetPod. */
function revisionFor({ set, current, update }: State, ordinal: number): Revision {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return update
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status.currentReplicas ?? 0)
  return ordinal < firstOrdinal(set) + kept ? current : update
}
