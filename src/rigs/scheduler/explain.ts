import { runFilterWithNominated, runScore } from '../../sim/components/kube-scheduler/framework/cycle'
import type { PodInfo } from '../../sim/components/kube-scheduler/framework/pod-info'
import type { Snapshot, Status } from '../../sim/components/kube-scheduler/framework/types'
import { byImportance } from '../../sim/components/kube-scheduler/framework/importance'
import type { Preemption } from '../../sim/components/kube-scheduler/preemption'
import { best, type Diagnosis, type Placement } from '../../sim/components/kube-scheduler/schedule'
import type { Result, Verdict } from './case'

export const sorted = (names: Iterable<string>): string[] => [...names].sort()

/**
 * Why each node was turned down, also those that a list of node names kept the scheduler from trying: the recordings
 * ran the filters on all nodes.
 */
export function verdictsOnAllNodes(
  pod: PodInfo,
  { statuses, states }: Placement | Diagnosis,
  snapshot: Snapshot
): Readonly<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {}
  for (const node of snapshot.nodes) {
    const status = statuses.get(node.name) ?? runFilterWithNominated(node, pod, states, snapshot)
    if (status) verdicts[node.name] = verdict(status)
  }
  return verdicts
}

const verdict = ({ code, plugin, reasons }: Status): Verdict => ({ code, plugin, reasons })

type Scored = Pick<Result, 'scores' | 'total' | 'acceptable' | 'scoredByScheduler'>

/** The recordings score a single feasible node too, although the scheduler itself does not. */
export function explainScores(pod: PodInfo, { feasible, scores: made }: Placement, snapshot: Snapshot): Scored {
  const scores = made ?? runScore(pod, feasible, snapshot)
  const byNode = (values: readonly number[]) => Object.fromEntries(feasible.map(({ name }, i) => [name, values[i]!]))
  return {
    scores: Object.fromEntries([...scores.plugins].map(([plugin, values]) => [plugin, byNode(values)])),
    total: byNode(scores.total),
    acceptable: sorted(best(feasible, scores)),
    scoredByScheduler: made !== undefined
  }
}

/** Is there a pod on the node that might as well have been chosen? The real one's order of equal pods is arbitrary. */
const haveEquals = (victims: readonly PodInfo[], node: string, { byName }: Snapshot): boolean =>
  byName
    .get(node)!
    .pods.some((pod) => !victims.includes(pod) && victims.some((victim) => byImportance(pod, victim) === 0))

export function explainPreemption(
  { eligible, reason, candidates, acceptable, statuses }: Preemption,
  filter: Readonly<Record<string, Verdict>>,
  snapshot: Snapshot
): NonNullable<Result['preemption']> {
  const tried = [...statuses].filter(([node]) => filter[node]?.code === 'Unschedulable')
  return {
    eligible,
    ...(reason !== undefined && { reason }),
    candidates: Object.fromEntries(
      candidates.map(({ node, victims, numPDBViolations }) => [
        node,
        {
          victims: victims.map(({ key }) => key),
          numPDBViolations,
          ...(haveEquals(victims, node, snapshot) && { victimsInterchangeable: true as const })
        }
      ])
    ),
    ...(tried.length > 0 && {
      dryRunStatuses: Object.fromEntries(tried.map(([node, status]) => [node, verdict(status)]))
    }),
    ...(acceptable.length > 0 && { acceptableNodes: sorted(acceptable.map(({ node }) => node)) })
  }
}
