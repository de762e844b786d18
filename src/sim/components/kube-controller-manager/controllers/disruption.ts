import type { Micros } from '../../../../base/time'
import { selects } from '../../../api/labels'
import type { Pod, PodDisruptionBudget } from '../../../api/types'
import { controllerOf, listNamespace, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { podKey } from '../pods'
import { wallClock } from '../../../kernel/clock'
import { syncs } from './later'

/** What a sync of a budget begins with. */
export interface BudgetLook {
  readonly budget: PodDisruptionBudget
  readonly pods: readonly Pod[]
  /** Sum of the wanted replicas of the pods' controllers. */
  readonly scale: number
  readonly now: Micros
}

const name = 'disruption'
/** The status of PodDisruptionBudgets, which the eviction API obeys. Models pkg/controller/disruption/disruption.go. */
export const disruptionController: Controller<BudgetLook> = {
  name,
  user: 'disruption-controller',
  eventSource: () => 'controllermanager',
  workers: 1,
  needs: ['poddisruptionbudgets', 'pods', 'replicasets', 'deployments', 'statefulsets'],

  observe(kcm, { resource, type, key, object, old }) {
    if (resource === 'poddisruptionbudgets') {
      if (type !== 'delete') enqueue(kcm, name, key)
    } else if (resource === 'pods') {
      const labels = [object.metadata.labels, old?.metadata.labels]
      for (const budget of listNamespace(kcm.caches, 'poddisruptionbudgets', object.metadata.namespace!)) {
        if (labels.some((its) => selects(budget.spec.selector, its))) enqueue(kcm, name, podKey(budget))
      }
    }
  },

  read(kcm, key) {
    const budget = lookup(kcm.caches, 'poddisruptionbudgets', key)
    if (!budget) return null
    const pods = listNamespace(kcm.caches, 'pods', budget.metadata.namespace!).filter((pod) =>
      selects(budget.spec.selector, pod.metadata.labels)
    )
    return { budget, pods, scale: expectedScale(kcm, pods), now: wallClock(kcm) }
  },

  *sync(look) {
    return yield* syncs().budget(look)
  }
}

/** Models getExpectedScale: each controller counts once, a ReplicaSet of a Deployment as that Deployment. */
function expectedScale(kcm: ControllerManager, pods: readonly Pod[]): number {
  const scales = new Map<string, number>()
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (!owner) continue
    const key = `${pod.metadata.namespace}/${owner.name}`
    if (owner.kind === 'StatefulSet') scales.set(owner.uid, lookup(kcm.caches, 'statefulsets', key)?.spec.replicas ?? 0)
    if (owner.kind !== 'ReplicaSet') continue
    const set = lookup(kcm.caches, 'replicasets', key)
    const parent = set && controllerOf(set)
    const deployment = parent && lookup(kcm.caches, 'deployments', `${pod.metadata.namespace}/${parent.name}`)
    if (deployment) scales.set(deployment.metadata.uid!, deployment.spec.replicas ?? 1)
    else scales.set(owner.uid, set?.spec.replicas ?? 0)
  }
  return [...scales.values()].reduce((sum, scale) => sum + scale, 0)
}
