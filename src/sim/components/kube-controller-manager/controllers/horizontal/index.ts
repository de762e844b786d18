import type { Pod } from '../../../../api/types'
import { wallClock } from '../../../../kernel/clock'
import { listNamespace, lookup } from '../../caches'
import { enqueueAfter, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { later } from '../../sync'
import { nothingYet, type AutoscalerLook, type Learnt } from './look'
import { syncs } from '../later'

const name = 'horizontalpodautoscaler'
const setting = 'horizontal-pod-autoscaler-sync-period'

/**
 * Sizes workloads by what their pods use. Each autoscaler is looked at once in a sync period, the first time that long after it was
 * made. Models pkg/controller/podautoscaler/horizontal.go and rate_limiters.go.
 */
export const horizontal: Controller<AutoscalerLook> = {
  name,
  user: 'horizontal-pod-autoscaler',
  workers: 'concurrent-horizontal-pod-autoscaler-syncs',
  needs: ['horizontalpodautoscalers', 'pods'],

  observe(kcm, { resource, type, key }, out) {
    if (resource !== 'horizontalpodautoscalers') return
    if (type === 'delete') kcm.autoscalers.delete(key)
    else enqueueAfter(kcm, name, key, kcm.settings.autoscaling.syncPeriod, setting, out)
  },

  read(kcm, key) {
    const hpa = lookup(kcm.caches, 'horizontalpodautoscalers', key)
    if (!hpa) return null
    const { namespace = '' } = hpa.metadata
    const pods: readonly Pod[] = listNamespace(kcm.caches, 'pods', namespace)
    const selectors = [...kcm.autoscalers].flatMap(([other, { selector }]) =>
      selector !== undefined && other.startsWith(`${namespace}/`) ? [[other, selector] as const] : []
    )
    return {
      hpa,
      memory: kcm.autoscalers.get(key) ?? nothingYet,
      pods,
      selectors,
      settings: kcm.settings.autoscaling,
      now: wallClock(kcm)
    }
  },

  *sync(look) {
    yield* syncs().autoscaler(look)
    yield* later(podKey(look.hpa), look.settings.syncPeriod, setting)
  },

  conclude(kcm, conclusion) {
    const { key, memory } = conclusion as Learnt
    // It may be gone meanwhile.
    if (lookup(kcm.caches, 'horizontalpodautoscalers', key))
      kcm.autoscalers.set(key, Object.freeze({ ...(kcm.autoscalers.get(key) ?? nothingYet), ...memory }))
  }
}
