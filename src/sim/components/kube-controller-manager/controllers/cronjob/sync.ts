import { ms, seconds, type Micros } from '../../../../../base/time'
import { nextAfter, zonedTime, parseSchedule, type Schedule } from '../../../../api/kinds/cronjob/schedule'
import { hasCondition, isFinished } from '../../../../api/kinds/job/conditions'
import { formatTime, parseTime, unixMicros } from '../../../../api/timestamp'
import type { CronJob, Job } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { equal } from '../../../../api/equality'
import { controllerReference } from '../../claim'
import { podKey } from '../../pods'
import {
  errorOf,
  event,
  isAlreadyExists,
  isNamespaceTerminating,
  isNotFound,
  isOk,
  later,
  objectOf,
  request,
  type Sync
} from '../../sync'

/** What a sync of a CronJob begins with. */
export interface CronLook {
  readonly cron: CronJob
  readonly jobs: readonly Job[]
  readonly now: Micros
}

type Status = CronJob['status']

/** A run is never begun before its second. Models nextScheduleDelta. */
const delta = ms(100)

/** Once, and again when it is due next. */
export function* syncCronJob(look: CronLook): Sync {
  const error = yield* settleCronJob(look)
  if (error !== undefined) return error
  const next = nextIn(look.cron, look.now)
  if (next !== null) yield* later(podKey(look.cron), next - look.now + delta, 'schedule')
  return undefined
}

/** When it is due next; null: suspended, or its schedule cannot be read. */
function nextIn({ spec, metadata }: CronJob, now: Micros): Micros | null {
  const schedule = parseSchedule(spec.schedule)
  return !schedule.ok || spec.suspend || metadata.deletionTimestamp
    ? null
    : nextAfter(schedule.value, now, spec.timeZone)
}

/** Models syncCronJob and cleanupFinishedJobs; the status is written once, at the end. */
function* settleCronJob(look: CronLook): Sync {
  const { cron } = look
  const status = yield* takeStock(look)
  const problem = yield* startDue(look, status)
  yield* cleanUp(look, status)
  if (!equal(compact(status), compact(cron.status))) {
    const { namespace, name } = cron.metadata
    const body = { ...cron, status: compact(status) } as CronJob
    const at = { resource: 'cronjobs', subresource: 'status', namespace: namespace!, name }
    const answer = yield* request({ verb: 'update', ...at, body })
    if (!isOk(answer)) return errorOf(answer)
  }
  return problem
}

const compact = ({ active = [], ...rest }: Status): Status => ({ ...rest, ...(active.length > 0 && { active }) })

const about = ({ cron }: CronLook) => referenceTo(cron)

/** Which of its Jobs run, have ended or are missing. */
function* takeStock(look: CronLook): Sync<Status> {
  const { cron, jobs } = look
  const status: Status = { ...cron.status, active: [...(cron.status.active ?? [])] }
  for (const job of jobs) {
    const listed = status.active!.some(({ uid }) => uid === job.metadata.uid)
    const over = isFinished(job)
    if (!listed && !over) {
      const { namespace, name } = cron.metadata
      const live = yield* request({ verb: 'get', resource: 'cronjobs', namespace: namespace!, name })
      const isListed =
        isOk(live) && (objectOf<CronJob>(live).status.active ?? []).some(({ uid }) => uid === job.metadata.uid)
      if (!isListed)
        yield* event(
          about(look),
          'Warning',
          'UnexpectedJob',
          `Saw a job that the controller did not create or forgot: ${job.metadata.name}`
        )
    } else if (listed && over) {
      status.active = status.active!.filter(({ uid }) => uid !== job.metadata.uid)
      const end = hasCondition(job, 'Complete') ? 'Complete' : 'Failed'
      yield* event(
        about(look),
        'Normal',
        'SawCompletedJob',
        `Saw completed job: ${job.metadata.name}, condition: ${end}`
      )
    }
    const { completionTime } = job.status
    if (over && completionTime && String(completionTime) > String(status.lastSuccessfulTime ?? ''))
      status.lastSuccessfulTime = completionTime
  }
  for (const ref of [...status.active!]) {
    if (jobs.some(({ metadata }) => metadata.uid === ref.uid)) continue
    const at = { resource: 'jobs', namespace: ref.namespace ?? '', name: ref.name ?? '' }
    if (!isNotFound(yield* request({ verb: 'get', ...at }))) continue
    yield* event(about(look), 'Normal', 'MissingJob', `Active job went missing: ${ref.name}`)
    status.active = status.active!.filter(({ uid }) => uid !== ref.uid)
  }
  return status
}

/** Starts the run that is due, if there is one and nothing is against it. */
function* startDue(look: CronLook, status: Status): Sync {
  const { cron, now } = look
  const { spec, metadata } = cron
  const schedule = parseSchedule(spec.schedule)
  if (metadata.deletionTimestamp || spec.suspend || !schedule.ok) return undefined
  const { due, tooMany } = dueAt(cron, schedule.value, now)
  if (tooMany)
    yield* event(
      about(look),
      'Warning',
      'TooManyMissedTimes',
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    )
  if (due === null) return undefined
  const name = `${metadata.name}-${Math.floor(unixMicros(due) / 60e6)}`
  const { startingDeadlineSeconds } = spec
  if (startingDeadlineSeconds !== undefined && due + seconds(startingDeadlineSeconds) < now) {
    const text = `Missed scheduled time to start a job: ${formatTime(due)}`
    yield* event(about(look), 'Warning', 'MissSchedule', text)
    return undefined
  }
  const isStarted = status.active!.some((ref) => ref.name === name)
  if (isStarted || status.lastScheduleTime === formatTime(due)) return undefined
  if (spec.concurrencyPolicy === 'Forbid' && status.active!.length > 0) {
    const text = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    yield* event(about(look), 'Normal', 'JobAlreadyActive', text)
    return undefined
  }
  if (spec.concurrencyPolicy === 'Replace') {
    const problem = yield* replaceActive(look, status)
    if (problem !== undefined) return problem
  }
  return yield* create(look, status, name, due)
}

/** The last time that was missed, counted from the last run. Models mostRecentScheduleTime. */
function dueAt(
  { spec, status, metadata }: CronJob,
  schedule: Schedule,
  now: Micros
): { due: Micros | null; tooMany: boolean } {
  const { startingDeadlineSeconds, timeZone } = spec
  const since = parseTime(status.lastScheduleTime ?? metadata.creationTimestamp)
  const begin = startingDeadlineSeconds === undefined ? since : Math.max(since, now - seconds(startingDeadlineSeconds))
  let due: Micros | null = null
  let missed = 0
  let next = nextAfter(schedule, begin, timeZone)
  while (next !== null && next <= now && missed <= most) {
    due = next
    missed++
    next = nextAfter(schedule, due, timeZone)
  }
  if (missed <= most) return { due, tooMany: missed > tooManyMissed }
  // Many were missed: those before the last hours count as such, without a look at each.
  for (next = nextAfter(schedule, now - lookBack, timeZone); next !== null && next <= now;) {
    due = next
    next = nextAfter(schedule, due, timeZone)
  }
  return { due, tooMany: true }
}

const tooManyMissed = 100
const most = 1_500
const lookBack = seconds(3_600)

function* replaceActive(look: CronLook, status: Status): Sync {
  for (const ref of [...status.active!]) {
    const at = { resource: 'jobs', namespace: ref.namespace ?? '', name: ref.name ?? '' }
    const live = yield* request({ verb: 'get', ...at })
    if (!isOk(live)) {
      yield* event(about(look), 'Warning', 'FailedGet', `Get job: ${errorOf(live)}`)
      return errorOf(live)
    }
    const failed = yield* remove(look, status, objectOf<Job>(live))
    if (failed !== undefined) return failed
  }
  return undefined
}

function* remove(look: CronLook, status: Status, { metadata }: Job): Sync {
  const at = { resource: 'jobs', namespace: metadata.namespace!, name: metadata.name }
  const answer = yield* request({ verb: 'delete', ...at, options: { propagationPolicy: 'Background' } })
  if (!isOk(answer)) {
    yield* event(about(look), 'Warning', 'FailedDelete', `Deleted job: ${errorOf(answer)}`)
    return errorOf(answer)
  }
  status.active = (status.active ?? []).filter(({ uid }) => uid !== metadata.uid)
  yield* event(about(look), 'Normal', 'SuccessfulDelete', `Deleted job ${metadata.name}`)
  return undefined
}

function* create(look: CronLook, status: Status, name: string, due: Micros): Sync {
  const { cron } = look
  const { namespace } = cron.metadata
  const { metadata: meta, spec } = cron.spec.jobTemplate
  const body = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: namespace!,
      ...(meta?.labels && { labels: meta.labels }),
      annotations: {
        ...meta?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': zonedTime(due, cron.spec.timeZone)
      },
      creationTimestamp: formatTime(due),
      ownerReferences: [controllerReference(cron)]
    },
    spec
  }
  const answer = yield* request({ verb: 'create', resource: 'jobs', namespace: namespace!, body })
  if (isNamespaceTerminating(answer) || isAlreadyExists(answer)) return undefined
  if (!isOk(answer)) {
    yield* event(about(look), 'Warning', 'FailedCreate', `Error creating job: ${errorOf(answer)}`)
    return errorOf(answer)
  }
  const { metadata } = objectOf<Job>(answer)
  const ref = {
    kind: 'Job',
    namespace: namespace!,
    name,
    uid: metadata.uid!,
    apiVersion: 'batch/v1',
    resourceVersion: metadata.resourceVersion!
  }
  status.active = [...(status.active ?? []), ref]
  status.lastScheduleTime = formatTime(due)
  yield* event(about(look), 'Normal', 'SuccessfulCreate', `Created job ${name}`)
  return undefined
}

/** Ended runs beyond the limits go, the oldest first. Models cleanupFinishedJobs. */
function* cleanUp(look: CronLook, status: Status): Sync<void> {
  const { successfulJobsHistoryLimit: kept, failedJobsHistoryLimit: keptFailed } = look.cron.spec
  const over = (type: string) => look.jobs.filter((job) => hasCondition(job, type) && !job.metadata.deletionTimestamp)
  for (const [jobs, limit] of [
    [over('Complete'), kept],
    [over('Failed'), keptFailed]
  ] as const) {
    if (limit === undefined || jobs.length <= limit) continue
    const byStart = [...jobs].sort((a, b) => (String(a.status.startTime) < String(b.status.startTime) ? -1 : 1))
    for (const job of byStart.slice(0, jobs.length - limit)) yield* remove(look, status, job)
  }
}
