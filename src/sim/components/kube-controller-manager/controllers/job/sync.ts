import { isPodReady } from '../../../../api/kinds/pod/conditions'
import { hasCondition, jobCondition } from '../../../../api/kinds/job/conditions'
import { seconds, type Micros } from '../../../../../base/time'
import { formatTime, parseTime } from '../../../../api/timestamp'
import type { Job, Pod } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { claim } from '../../claim'
import { podKey } from '../../pods'
import { conclude, event, later, type Sync } from '../../sync'
import { after } from './backoff'
import { verdictOf } from './failure-policy'
import { formatIndexes, indexOf, isIndexed, parseIndexes } from './indexes'
import { failedIndexes, heldBack, limitPerIndex } from './per-index'
import { metRule } from './success-policy'
import { deletePods, managePods } from './manage'
import type { Count, JobLook, Learnt, Outcome } from './look'
import { activeOf, isFailed, isTerminating, isTracked } from './pods'
import { track } from './track'

/** Models syncJob. */
export function* syncJob(look: JobLook): Sync {
  const { job, now } = look
  const key = podKey(job)
  const { claimed: pods, error } = yield* claim(job, 'jobs', 'pods', look.pods)
  if (error !== undefined) return error
  const count = countOf({ ...look, pods })
  const backoff = after(look.backoff, count.newSucceeded, count.newFailed, now)
  const status: Job['status'] = { ...job.status }
  if (status.startTime === undefined && !job.spec.suspend) {
    status.startTime = formatTime(now)
    const { activeDeadlineSeconds } = job.spec
    if (activeDeadlineSeconds !== undefined) yield* deadline(key, seconds(activeDeadlineSeconds))
  }
  if (limitPerIndex(job) !== undefined) status.failedIndexes = formatIndexes(count.givenUp)
  let outcome = failureOf(job, pods, count, status, now) ?? policyOf(job, count)
  let problem: string | undefined
  let isSuspendedNews = false
  if (outcome) {
    const deleted = yield* deletePods(job, count.active, false)
    count.terminating += deleted.gone.length
    count.active = count.active.filter((pod) => !deleted.gone.includes(pod))
    count.ready = count.active.filter((pod) => isPodReady(pod.status)).length
    problem = deleted.error
  } else {
    const left = activeDeadlineLeft(job, status, now)
    if (left !== null && left > 0 && job.status.startTime !== undefined) yield* deadline(key, left)
    if (look.needsSync && !job.metadata.deletionTimestamp) problem = yield* managePods(job, pods, count, backoff, now)
    outcome = successOf(job, count)
    if (!outcome && look.needsSync) isSuspendedNews = yield* suspension(job, status, now)
  }
  const failed = yield* track({ job, pods, count, outcome, status, isSuspendedNews, untracked: look.untracked, now })
  if (failed !== undefined) return failed
  if (backoff !== look.backoff) yield* conclude<Learnt>({ kind: 'backoff', key, backoff })
  return problem
}

const deadline = (key: string, left: Micros): Sync<void> => later(key, left, 'activeDeadlineSeconds')

function countOf({ job, pods, untracked, now }: JobLook): Count {
  const { status, spec } = job
  const known = new Set([
    ...untracked,
    ...(status.uncountedTerminatedPods?.succeeded ?? []),
    ...(status.uncountedTerminatedPods?.failed ?? [])
  ])
  const fresh = pods.filter((pod) => isTracked(pod) && !known.has(pod.metadata.uid!))
  const newSucceeded = fresh.filter((pod) => pod.status.phase === 'Succeeded')
  const newFailed = fresh.filter((pod) => isFailed(pod, job))
  const heeded = newFailed.filter((pod) => verdictOf(job, pod).action !== 'Ignore')
  const done = isIndexed(job) ? doneIndexes(job, newSucceeded) : new Set<number>()
  const uncounted = status.uncountedTerminatedPods
  const succeeded = isIndexed(job)
    ? done.size
    : (status.succeeded ?? 0) + newSucceeded.length + (uncounted?.succeeded?.length ?? 0)
  const active = activeOf(pods)
  const givenUp = failedIndexes(job, pods)
  return {
    active,
    ready: active.filter((pod) => isPodReady(pod.status)).length,
    terminating: pods.filter(isTerminating).length,
    newSucceeded,
    newFailed,
    succeeded,
    failed: (status.failed ?? 0) + heeded.length + (uncounted?.failed?.length ?? 0),
    done: spec.completions === undefined ? new Set() : done,
    givenUp,
    held: heldBack(job, pods, done, givenUp, untracked, now)
  }
}

function doneIndexes({ status, spec }: Job, succeeded: readonly Pod[]): Set<number> {
  const completions = spec.completions ?? 0
  const done = parseIndexes(status.completedIndexes, completions)
  for (const pod of succeeded) if (indexOf(pod) >= 0 && indexOf(pod) < completions) done.add(indexOf(pod))
  return done
}

/** Why the Job fails, if it does. */
function failureOf(
  job: Job,
  pods: readonly Pod[],
  count: Count,
  status: Job['status'],
  now: Micros
): Outcome | undefined {
  const type = 'FailureTarget'
  const known = jobCondition(job, type)
  if (known?.status === 'True') return { type, reason: known.reason ?? '', message: known.message ?? '' }
  if (hasCondition(job, 'SuccessCriteriaMet')) return undefined
  for (const pod of pods) {
    const verdict = pod.status.phase === 'Failed' && isTracked(pod) ? verdictOf(job, pod) : undefined
    if (verdict?.action === 'FailJob') return { type, reason: 'PodFailurePolicy', message: verdict.message }
  }
  const { backoffLimit = 6, completions = 0 } = job.spec
  const { givenUp, done } = count
  if (job.spec.maxFailedIndexes !== undefined && givenUp.size > job.spec.maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return { type, reason: 'MaxFailedIndexesExceeded', message }
  }
  if (givenUp.size > 0 && givenUp.size + done.size >= completions)
    return { type, reason: 'FailedIndexes', message: 'Job has failed indexes' }
  if (count.failed > backoffLimit || restartsOf(job, pods) > backoffLimit)
    return { type, reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' }
  const left = activeDeadlineLeft(job, status, now)
  if (left !== null && left <= 0)
    return { type, reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' }
  return undefined
}

/** Restarts on the node count where pods are not replaced. 0 restarts are no failure. Models pastBackoffLimitOnFailure. */
function restartsOf({ spec }: Job, pods: readonly Pod[]): number {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return 0
  return pods
    .filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending')
    .flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0)
}

/** Microseconds until the Job has been active for too long; null: it may for ever, or is suspended. */
function activeDeadlineLeft({ spec }: Job, { startTime }: Job['status'], now: Micros): Micros | null {
  const { activeDeadlineSeconds, suspend } = spec
  if (activeDeadlineSeconds === undefined || suspend || startTime === undefined) return null
  return parseTime(startTime) + seconds(activeDeadlineSeconds) - now
}

/** The Job has succeeded before all of it has. */
function policyOf(job: Job, { done }: Count): Outcome | undefined {
  const type = 'SuccessCriteriaMet'
  const known = jobCondition(job, type)
  if (known?.status === 'True' && known.reason === 'SuccessPolicy')
    return { type, reason: known.reason, message: known.message ?? '' }
  const message = known ? undefined : metRule(job, done)
  return message === undefined ? undefined : { type, reason: 'SuccessPolicy', message }
}

function successOf(job: Job, { succeeded, active }: Count): Outcome | undefined {
  const { completions } = job.spec
  const known = jobCondition(job, 'SuccessCriteriaMet')
  const complete = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions
  if (known?.status === 'True')
    return { type: 'SuccessCriteriaMet', reason: known.reason ?? '', message: known.message ?? '' }
  if (!complete) return undefined
  return {
    type: 'SuccessCriteriaMet',
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods'
  }
}

/** Says that the Job was suspended, or goes on. True: its status changes. */
function* suspension(job: Job, status: Job['status'], now: Micros): Sync<boolean> {
  const { suspend } = job.spec
  const was = hasCondition(job, 'Suspended')
  if (Boolean(suspend) === was || (!suspend && !jobCondition(job, 'Suspended'))) return false
  const [reason, text, what] = suspend
    ? (['JobSuspended', 'Job suspended', 'Suspended'] as const)
    : (['JobResumed', 'Job resumed', 'Resumed'] as const)
  const at = formatTime(now)
  const condition = {
    type: 'Suspended',
    status: suspend ? 'True' : 'False',
    lastProbeTime: at,
    lastTransitionTime: at,
    reason,
    message: text
  }
  status.conditions = [...(status.conditions ?? []).filter(({ type }) => type !== 'Suspended'), condition]
  if (suspend) delete status.startTime
  else status.startTime = at
  yield* event(referenceTo(job), 'Normal', what, text)
  return true
}
