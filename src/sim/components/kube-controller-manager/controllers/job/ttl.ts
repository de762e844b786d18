import { seconds, type Micros } from '../../../../../base/time'
import { isFinished, jobCondition } from '../../../../api/kinds/job/conditions'
import { parseTime } from '../../../../api/timestamp'
import type { Job } from '../../../../api/types'
import { wallClock } from '../../../../kernel/clock'
import { lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { errorOf, isNotFound, isOk, later, objectOf, request } from '../../sync'

interface Input {
  readonly job: Job
  readonly now: Micros
}

const name = 'ttl-after-finished'

/** Deletes Jobs some time after their end. Models pkg/controller/ttlafterfinished. */
export const ttlAfterFinished: Controller<Input> = {
  name,
  user: 'ttl-after-finished-controller',
  workers: 5,
  needs: ['jobs'],

  observe(kcm, { type, key, object }) {
    if (type !== 'delete' && endOf(object as Job) !== null) enqueue(kcm, name, key)
  },

  read(kcm, key) {
    const job = lookup(kcm.caches, 'jobs', key)
    return job && endOf(job) !== null && !job.metadata.deletionTimestamp ? { job, now: wallClock(kcm) } : null
  },

  *sync({ job, now }) {
    const left = endOf(job)! - now
    if (left > 0) {
      yield* later(podKey(job), left, 'ttlSecondsAfterFinished')
      return undefined
    }
    const { namespace, name: its, uid } = job.metadata
    const at = { resource: 'jobs', namespace: namespace!, name: its }
    const live = yield* request({ verb: 'get', ...at })
    if (isNotFound(live)) return undefined
    if (!isOk(live)) return errorOf(live)
    if (endOf(objectOf<Job>(live)) === null) return undefined
    const options = { propagationPolicy: 'Foreground', preconditions: { uid: uid! } } as const
    const answer = yield* request({ verb: 'delete', ...at, options })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}

/** When its time is up; null: it has not ended, or may stay. */
function endOf(job: Job): Micros | null {
  const { ttlSecondsAfterFinished } = job.spec
  if (ttlSecondsAfterFinished === undefined || !isFinished(job)) return null
  const condition = jobCondition(job, 'Complete') ?? jobCondition(job, 'Failed')
  return parseTime(condition!.lastTransitionTime!) + seconds(ttlSecondsAfterFinished)
}
