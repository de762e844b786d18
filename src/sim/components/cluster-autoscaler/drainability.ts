import { selects } from '../../api/labels'
import type { Pod, PodDisruptionBudget } from '../../api/types'
import type { Options } from './options'
import { controllerOf, isMirror, isOfDaemonSet, isOver, keyOf } from './simulate'

export const safeToEvict = 'cluster-autoscaler.kubernetes.io/safe-to-evict'
const safeVolumes = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes'

/**
 * Why a pod keeps its node from being removed; null: it moves with its node's end; `stays`: it goes with its node.
 * Models simulator/drainability/rules, in their order.
 */
export function drainability(
  pod: Pod,
  budgets: readonly PodDisruptionBudget[],
  options: Options
): string | null | 'stays' {
  if (isMirror(pod)) return 'stays'
  if (isOver(pod) || pod.metadata.deletionTimestamp !== undefined) return 'stays'
  const safe = pod.metadata.annotations?.[safeToEvict]
  if (isOfDaemonSet(pod))
    return safe === 'false' ? `pod annotated as not safe to evict present: ${pod.metadata.name}` : 'stays'
  const covering = budgets.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.metadata.namespace && selects(spec.selector, pod.metadata.labels ?? {})
  )
  if (safe === 'false') return `pod annotated as not safe to evict present: ${pod.metadata.name}`
  if (safe !== 'true') {
    if (controllerOf(pod) === '') return `${keyOf(pod)} is not replicated`
    if (options.skipSystemPods && pod.metadata.namespace === 'kube-system' && covering.length === 0)
      return `non-daemonset, non-mirrored, non-pdb-assigned kube-system pod present: ${pod.metadata.name}`
    if (options.skipLocalStorage && hasLocalStorage(pod)) return `pod with local storage present: ${pod.metadata.name}`
  }
  const tight = covering.some(({ status }) => (status?.disruptionsAllowed ?? 0) < 1)
  return tight ? `not enough pod disruption budget to move ${keyOf(pod)}` : null
}

/** Models utils/drain/drain.go HasBlockingLocalStorage. */
function hasLocalStorage({ spec, metadata }: Pod): boolean {
  const safe = new Set((metadata.annotations?.[safeVolumes] ?? '').split(','))
  return (spec.volumes ?? []).some(
    ({ name, hostPath, emptyDir }) =>
      !safe.has(name) && (hostPath !== undefined || (emptyDir !== undefined && emptyDir.medium !== 'Memory'))
  )
}
