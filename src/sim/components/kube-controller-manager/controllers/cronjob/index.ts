import { ms, type Micros } from '../../../../../base/time'
import { nextAfter, parseSchedule } from '../../../../api/kinds/cronjob/schedule'
import type { CronJob } from '../../../../api/types'
import { wallClock } from '../../../../kernel/clock'
import { controllerOf, listControlled, lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { later } from '../../sync'
import { syncs } from '../later'
import type { CronLook } from './sync'

const name = 'cronjob'
/** A run is never begun before its second. Models nextScheduleDelta. */
const delta = ms(100)

/** Makes Jobs at their times. Models pkg/controller/cronjob/cronjob_controllerv2.go. */
export const cronjobController: Controller<CronLook> = {
  name,
  user: 'cronjob-controller',
  workers: 5,
  needs: ['cronjobs', 'jobs'],

  observe(kcm, { resource, type, key, object, old }) {
    if (resource === 'cronjobs') {
      if (type !== 'delete') enqueue(kcm, name, key)
      return
    }
    for (const job of [object, old]) {
      const owner = job && controllerOf(job)
      if (owner?.kind === 'CronJob') enqueue(kcm, name, `${object.metadata.namespace}/${owner.name}`)
    }
  },

  read(kcm, key) {
    const cron = lookup(kcm.caches, 'cronjobs', key)
    if (!cron) return null
    const jobs = listControlled(kcm.caches, 'jobs', cron.metadata.uid!)
    return { cron, jobs, now: wallClock(kcm) }
  },

  *sync(look) {
    const error = yield* syncs().cronJob(look)
    if (error !== undefined) return error
    const next = nextIn(look.cron, look.now)
    if (next !== null) yield* later(podKey(look.cron), next - look.now + delta, 'schedule')
    return undefined
  }
}

/** When it is due next; null: suspended, or its schedule cannot be read. */
function nextIn({ spec, metadata }: CronJob, now: Micros): Micros | null {
  const schedule = parseSchedule(spec.schedule)
  return !schedule.ok || spec.suspend || metadata.deletionTimestamp
    ? null
    : nextAfter(schedule.value, now, spec.timeZone)
}
