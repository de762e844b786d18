import { equal } from '../../../../api/equality'
import type { Micros } from '../../../../../base/time'
import { formatTime } from '../../../../api/timestamp'
import type { Job, Pod } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { isTerminal, podKey } from '../../pods'
import { conclude, errorOf, event, isNotFound, isOk, objectOf, request, requests, type Sync } from '../../sync'
import { verdictOf } from './failure-policy'
import { formatIndexes, indexOf, isIndexed } from './indexes'
import { isFailed, isTracked, untrackCall } from './pods'
import type { Count, Learnt, Outcome } from './look'

interface Tracking {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly count: Count
  readonly outcome: Outcome | undefined
  /** As it is to be, but for what is counted here. */
  readonly status: Job['status']
  readonly isSuspendedNews: boolean
  readonly untracked: readonly string[]
  readonly now: Micros
}

/**
 * Counts each pod's end exactly once, also over crashes: its UID is written down as uncounted, then its finalizer is taken away,
 * then it becomes a number. A Job ends when nothing is uncounted and nothing terminates.
 * Models trackJobStatusAndRemoveFinalizers and flushUncountedAndRemoveFinalizers.
 */
export function* track(tracking: Tracking): Sync<string | undefined> {
  const { job, pods, count, outcome, status: begun, now } = tracking
  const key = podKey(job)
  const ending = toUntrack(tracking)
  const before = job.status.uncountedTerminatedPods ?? {}
  const listed = new Set([...(before.succeeded ?? []), ...(before.failed ?? [])])
  const uidsOf = (its: readonly Pod[]) => its.map(({ metadata }) => metadata.uid!).filter((uid) => !listed.has(uid))
  const succeeded = isIndexed(job) ? [] : uidsOf(ending.filter(({ status }) => status.phase === 'Succeeded'))
  // Of a Job that has failed, what has not ended counts as failed; of one that was successful early, as nothing.
  const isLost = outcome !== undefined && outcome.type !== 'SuccessCriteriaMet'
  const failed = uidsOf(
    ending.filter(
      (pod) =>
        pod.status.phase !== 'Succeeded' && (isFailed(pod, job) || isLost) && verdictOf(job, pod).action !== 'Ignore'
    )
  )
  const uncounted = {
    succeeded: [...(before.succeeded ?? []), ...succeeded],
    failed: [...(before.failed ?? []), ...failed]
  }
  const indexed = isIndexed(job) ? { completedIndexes: formatIndexes(count.done), succeeded: count.succeeded } : {}
  let current: Job['status'] = {
    ...begun,
    active: count.active.length,
    ready: count.ready,
    terminating: count.terminating,
    ...indexed,
    ...(outcome && { conditions: withOutcome(begun, outcome, now) }),
    uncountedTerminatedPods: uncounted
  } as Job['status']
  let live = job
  const write = function* (next: Job['status']): Sync<string | undefined> {
    const wanted = compact(next)
    if (equal(wanted, compact(live.status))) return undefined
    const { namespace, name } = job.metadata
    const answer = yield* request({
      verb: 'update',
      resource: 'jobs',
      subresource: 'status',
      namespace: namespace!,
      name,
      body: { ...live, status: wanted }
    })
    if (!isOk(answer)) return errorOf(answer)
    live = objectOf<Job>(answer)
    return undefined
  }
  // What changes nothing that is looked at is not written: only a Job's counts, its end and its uncounted pods are.
  const problem = yield* write(current)
  if (problem !== undefined) return problem
  if (ending.length > 0) {
    const uids = ending.map(({ metadata }) => metadata.uid!)
    yield* conclude<Learnt>({ kind: 'untracked', key, uids })
    const answers = yield* requests(ending.map(untrackCall))
    const stuck = answers.find((answer) => !isOk(answer) && !isNotFound(answer))
    if (stuck) return errorOf(stuck)
  }
  const still = new Set(
    pods.filter((pod) => isTracked(pod) && !ending.includes(pod)).map(({ metadata }) => metadata.uid!)
  )
  const counted = (list: readonly string[]) => list.filter((uid) => !still.has(uid)).length
  current = {
    ...current,
    ...(!isIndexed(job) && { succeeded: (job.status.succeeded ?? 0) + counted(uncounted.succeeded) }),
    failed: (job.status.failed ?? 0) + counted(uncounted.failed),
    uncountedTerminatedPods: {
      succeeded: uncounted.succeeded.filter((uid) => still.has(uid)),
      failed: uncounted.failed.filter((uid) => still.has(uid))
    }
  } as Job['status']
  const isOver = outcome && still.size === 0 && count.terminating === 0
  const done = isOver ? withEnd(current, outcome, now) : current
  const unwritten = yield* write(done)
  if (unwritten !== undefined) return unwritten
  if (isOver) yield* ended(job, outcome)
  return undefined
}

/** Pods that are at their end, or that nobody will count any more. */
function toUntrack({ job, pods, count, outcome, untracked }: Tracking): Pod[] {
  const isHeld = (pod: Pod) => !outcome && !job.metadata.deletionTimestamp && count.held.get(indexOf(pod)) === pod
  return pods.filter(
    (pod) =>
      isTracked(pod) &&
      !untracked.includes(pod.metadata.uid!) &&
      !isHeld(pod) &&
      (isTerminal(pod) ||
        isFailed(pod, job) ||
        job.metadata.deletionTimestamp ||
        outcome?.type === 'SuccessCriteriaMet')
  )
}

const condition = (type: string, { reason, message }: Outcome, now: Micros) => {
  const at = formatTime(now)
  return { type, status: 'True', lastProbeTime: at, lastTransitionTime: at, reason, message }
}

const withOutcome = ({ conditions = [] }: Job['status'], outcome: Outcome, now: Micros) =>
  conditions.some(({ type, status }) => type === outcome.type && status === 'True')
    ? conditions
    : [...conditions, condition(outcome.type, outcome, now)]

function withEnd(status: Job['status'], outcome: Outcome, now: Micros): Job['status'] {
  const isSuccess = outcome.type === 'SuccessCriteriaMet'
  const conditions = [...(status.conditions ?? []), condition(isSuccess ? 'Complete' : 'Failed', outcome, now)]
  return { ...status, conditions, ...(isSuccess && { completionTime: formatTime(now) }) }
}

/** Go leaves out what is zero and optional. */
function compact(status: Job['status']): Job['status'] {
  const { active, succeeded, failed, uncountedTerminatedPods, completedIndexes, ...rest } = status
  const lists = uncountedTerminatedPods ?? {}
  return {
    ...rest,
    ...(active && { active }),
    ...(succeeded && { succeeded }),
    ...(failed && { failed }),
    ...(completedIndexes && { completedIndexes }),
    ...(uncountedTerminatedPods && {
      uncountedTerminatedPods: {
        ...(lists.succeeded?.length && { succeeded: lists.succeeded }),
        ...(lists.failed?.length && { failed: lists.failed })
      }
    })
  } as Job['status']
}

/** Models recordJobFinished. */
function* ended(job: Job, { type, reason, message }: Outcome): Sync<void> {
  if (type === 'SuccessCriteriaMet') yield* event(referenceTo(job), 'Normal', 'Completed', 'Job completed')
  else yield* event(referenceTo(job), 'Warning', reason, message)
}
