import { floorLog2 } from '../../../../base/exact-math'
import { isPodReady, podCondition } from '../../../api/kinds/pod/conditions'
import type { Micros } from '../../../../base/time'
import { parseTime } from '../../../api/timestamp'
import type { Pod } from '../../../api/types'

/**
 * Which pods a ReplicaSet deletes first.
 * Models pkg/controller/controller_utils.go ActivePodsWithRanks.Less with LogarithmicScaleDown (on since 1.22).
 */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, now: Micros): Pod[] {
  if (count >= pods.length) return pods.slice()
  const siblings = new Map<string, number>()
  for (const pod of related) {
    if (isPodReady(pod.status)) siblings.set(nodeOf(pod), (siblings.get(nodeOf(pod)) ?? 0) + 1)
  }
  const rankOf = (pod: Pod) => siblings.get(nodeOf(pod)) ?? 0
  return pods
    .slice()
    .sort((a, b) => compare(a, b, rankOf, now))
    .slice(0, count)
}

/** Negative: `a` goes first. */
export function compare(a: Pod, b: Pod, rankOf: (pod: Pod) => number, now: Micros): number {
  const assigned = Number(nodeOf(a) !== '') - Number(nodeOf(b) !== '')
  if (assigned !== 0) return assigned
  const phase = phaseOrder(a) - phaseOrder(b)
  if (phase !== 0) return phase
  const ready = Number(isPodReady(a.status)) - Number(isPodReady(b.status))
  if (ready !== 0) return ready
  const cost = deletionCost(a) - deletionCost(b)
  if (cost !== 0) return cost
  const rank = rankOf(b) - rankOf(a)
  if (rank !== 0) return rank
  if (isPodReady(a.status) && isPodReady(b.status)) {
    const readyFor = byAge(readySince(a), readySince(b), a, b, now)
    if (readyFor !== 0) return readyFor
  }
  const restarts = maxRestarts(b) - maxRestarts(a)
  if (restarts !== 0) return restarts
  return byAge(parseTime(a.metadata.creationTimestamp), parseTime(b.metadata.creationTimestamp), a, b, now)
}

const nodeOf = (pod: Pod): string => pod.spec.nodeName ?? ''
const phaseOrder = ({ status: { phase } }: Pod): number => (phase === 'Running' ? 2 : phase === 'Unknown' ? 1 : 0)
const deletionCost = (pod: Pod): number =>
  Number.parseInt(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? '0', 10) || 0
const readySince = (pod: Pod): Micros => parseTime(podCondition(pod.status, 'Ready')?.lastTransitionTime)
const maxRestarts = (pod: Pod): number =>
  (pod.status.containerStatuses ?? []).reduce((max, { restartCount }) => Math.max(max, restartCount), 0)

/** The younger first, but ages of the same power of two count as equal, and then the UID decides. */
function byAge(a: Micros, b: Micros, first: Pod, second: Pod, now: Micros): number {
  if (a === b) return 0
  const difference = logarithm(a, now) - logarithm(b, now)
  if (difference !== 0) return difference
  const x = first.metadata.uid ?? ''
  const y = second.metadata.uid ?? ''
  return x < y ? -1 : x > y ? 1 : 0
}

/** int(log2(age in nanoseconds)); a time that is missing is as old as can be. Models logarithmicRankDiff. */
function logarithm(at: Micros, now: Micros): number {
  const nanoseconds = (now - at) * 1_000
  return nanoseconds > 0 ? floorLog2(nanoseconds) : -1
}
