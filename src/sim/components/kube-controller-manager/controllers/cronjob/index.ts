import { wallClock } from '../../../../kernel/clock'
import { controllerOf, listControlled, lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { syncs } from '../later'
import type { CronLook } from './sync'

const name = 'cronjob'

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
    return yield* syncs().cronJob(look)
  }
}
