import { podInfo, type PodInfo } from '../../sim/components/kube-scheduler/framework/pod-info'
import type { Snapshot } from '../../sim/components/kube-scheduler/framework/types'
import { preempt, type Preemption } from '../../sim/components/kube-scheduler/preemption'
import {
  failureMessage,
  schedulePod,
  type Diagnosis,
  type Placement
} from '../../sim/components/kube-scheduler/schedule'
import { addPod, removePod, type NodeTable } from '../../sim/components/kube-scheduler/node-table'
import type { Listers } from '../../sim/components/kube-scheduler/framework/listers'
import type { Release } from '../../sim/releases'
import type { Case, Observed, Result } from './case'
import { completed, listersOf, nodesOf, snapshotOf } from './cluster'
import { explainPreemption, explainScores, sorted, verdictsOnAllNodes } from './explain'

/** percentageOfNodesToScore as in the recordings. */
const options = { percentageOfNodesToScore: 100, start: 0 }

/**
 * @param release whose behaviour to show
 * Schedules the pods of a case and says why, in the recordings' form.
 * Of the recorded results only what fell to chance is read (which of several equal nodes was taken), as the state in
 * which the case's next pod came; and only if this scheduler finds it possible.
 */
export function scheduleCase(one: Case, release: Release = '1.25'): Result[] {
  const table = nodesOf(one)
  const listers = listersOf(one)
  return one.pending.map((pod, i) => decide(completed(pod), table, listers, one.results?.[i] ?? {}, release))
}

/** Decides about one pod and carries the decision out on the table. */
function decide(pod: PodInfo, table: NodeTable, listers: Listers, observed: Observed, release: Release): Result {
  const snapshot = snapshotOf(table, listers, release)
  const decision = schedulePod(pod, snapshot, options)
  if (decision.kind === 'error') {
    const { reason, message } = decision
    const none = release === '1.25' ? {} : { feasible: [] }
    return { pod: pod.key, outcome: 'unschedulable', message, condition: { reason, message }, ...none }
  }
  return decision.kind === 'fits'
    ? schedule(pod, decision, snapshot, table, observed)
    : fail(pod, decision, snapshot, table, observed)
}

function schedule(
  pod: PodInfo,
  placement: Placement,
  snapshot: Snapshot,
  table: NodeTable,
  observed: Observed
): Result {
  const scored = explainScores(pod, placement, snapshot)
  const observedNode = choose(scored.acceptable!, observed.observedNode)
  addPod(table, observedNode, pod)
  return {
    pod: pod.key,
    outcome: 'scheduled',
    feasible: sorted(placement.feasible.map(({ name }) => name)),
    filter: verdictsOnAllNodes(pod, placement, snapshot),
    ...scored,
    observedNode,
    ...(placement.evaluatedNodes < snapshot.nodes.length && { prefilterNarrowedNodes: true as const }),
    evaluatedNodes: placement.evaluatedNodes,
    feasibleNodes: placement.feasible.length
  }
}

const choose = (acceptable: readonly string[], observed: string | undefined): string =>
  observed !== undefined && acceptable.includes(observed) ? observed : acceptable[0]!

function fail(pod: PodInfo, diagnosis: Diagnosis, snapshot: Snapshot, table: NodeTable, observed: Observed): Result {
  const preemption = preempt(pod, diagnosis, snapshot)
  const message = failureMessage(diagnosis, snapshot, preemption.message)
  const failed = { pod: pod.key, message, condition: { reason: 'Unschedulable', message } }
  // The newer recordings say of every pod that failed that no node fits.
  if (diagnosis.preFilter)
    return { ...failed, outcome: 'unschedulable', ...(snapshot.release !== '1.25' && { feasible: [] }) }
  const filter = verdictsOnAllNodes(pod, diagnosis, snapshot)
  const explained = {
    ...failed,
    feasible: [],
    filter,
    ...(diagnosis.statuses.size < snapshot.nodes.length && { prefilterNarrowedNodes: true as const }),
    preemption: explainPreemption(preemption, filter, snapshot)
  }
  return preemption.acceptable.length === 0
    ? { ...explained, outcome: 'unschedulable' }
    : { ...explained, outcome: 'preempting', ...carryOut(pod, preemption, table, snapshot, observed) }
}

type CarriedOut = Pick<Result, 'nominatedNode' | 'victims' | 'preemptedEventNote' | 'boundAfterPreemption'>

/** The victims go, and the pod is tried again with its nomination. */
function carryOut(
  pod: PodInfo,
  { acceptable }: Preemption,
  table: NodeTable,
  { listers, release }: Snapshot,
  observed: Observed
): CarriedOut {
  const { node, victims } = acceptable.find((each) => each.node === observed.nominatedNode) ?? acceptable[0]!
  for (const { key } of victims) removePod(table, node, key)
  const nominated = podInfo({ ...pod.pod, status: { ...pod.pod.status, nominatedNodeName: node } })
  const again = schedulePod(nominated, snapshotOf(table, listers, release), options)
  const bound = again.kind === 'fits' ? choose(again.acceptable, observed.boundAfterPreemption) : undefined
  if (bound !== undefined) addPod(table, bound, pod)
  return {
    nominatedNode: node,
    victims: sorted(victims.map(({ key }) => key)),
    preemptedEventNote: `Preempted by a pod on node ${node}`,
    ...(bound !== undefined && { boundAfterPreemption: bound })
  }
}
