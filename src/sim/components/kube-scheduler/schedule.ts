import { fitError, noNodesAvailable } from './framework/fit-error'
import { runFilterWithNominated, runPreFilter, runScore, type FilterStates, type Scores } from './framework/cycle'
import type { NodeInfo } from './framework/node-info'
import type { PodInfo } from './framework/pod-info'
import type { Snapshot, Status } from './framework/types'

/** What the filters said: the status of each node that was turned down. */
interface Filtered {
  readonly statuses: ReadonlyMap<string, Status>
  readonly states: FilterStates
  readonly nextStart: number
}

/** Why no node fits. */
export interface Diagnosis extends Filtered {
  readonly kind: 'unfit'
  /** Set if PreFilter failed: then every node has this one status and no node was tried. */
  readonly preFilter?: Status
  /** Plugins that turned nodes down: only events they listen to can help. */
  readonly plugins: ReadonlySet<string>
}

export interface Placement extends Filtered {
  readonly kind: 'fits'
  readonly feasible: readonly NodeInfo[]
  /** Missing when there was a single feasible node: the real one does not score then. */
  readonly scores?: Scores
  /** Nodes with the highest total; any of them may be taken. */
  readonly acceptable: readonly string[]
  readonly evaluatedNodes: number
}

export type Decision =
  | Placement
  | Diagnosis
  | { readonly kind: 'error'; readonly reason: 'Unschedulable' | 'SchedulerError'; readonly message: string }

export interface ScheduleOptions {
  /** `percentageOfNodesToScore`: 0 adapts to the cluster's size. */
  readonly percentageOfNodesToScore: number
  /** Index of the node to begin with; rotates so that all nodes get their turn in big clusters. */
  readonly start: number
}

const minFeasibleNodes = 100
const minFeasiblePercentage = 5

/** Models schedule_one.go numFeasibleNodesToFind. */
export function numFeasibleNodesToFind(percentage: number, nodes: number): number {
  if (nodes < minFeasibleNodes || percentage >= 100) return nodes
  const adaptive = percentage > 0 ? percentage : Math.max(50 - Math.trunc(nodes / 125), minFeasiblePercentage)
  return Math.max(Math.trunc((nodes * adaptive) / 100), minFeasibleNodes)
}

/** Finds the nodes that fit a pod and the best of them. Models pkg/scheduler/schedule_one.go schedulePod. */
export function schedulePod(pod: PodInfo, snapshot: Snapshot, options: ScheduleOptions): Decision {
  if (snapshot.nodes.length === 0) return { kind: 'error', reason: 'Unschedulable', message: noNodesAvailable }
  const { states, nodeNames, status: refused } = runPreFilter(pod, snapshot)
  const statuses = new Map<string, Status>()
  if (refused) {
    for (const { name } of snapshot.nodes) statuses.set(name, refused)
    const plugins = new Set(refused.plugin ? [refused.plugin] : [])
    return { kind: 'unfit', statuses, preFilter: refused, states, plugins, nextStart: options.start }
  }

  const fits = (node: NodeInfo): boolean => {
    const status = runFilterWithNominated(node, pod, states, snapshot)
    if (status) statuses.set(node.name, status)
    return !status
  }
  const found = (feasible: readonly NodeInfo[], nextStart: number): Decision => {
    const evaluatedNodes = feasible.length + statuses.size
    const common = { kind: 'fits', feasible, statuses, states, evaluatedNodes, nextStart } as const
    if (feasible.length === 1) return { ...common, acceptable: [feasible[0]!.name] }
    const scores = runScore(pod, feasible, snapshot)
    return { ...common, scores, acceptable: best(feasible, scores) }
  }

  // A pod that made room for itself goes where it made room, if it fits there now.
  const nominated = snapshot.byName.get(pod.pod.status.nominatedNodeName ?? '')
  if (nominated?.node && fits(nominated)) return found([nominated], options.start)

  const candidates: NodeInfo[] = []
  if (nodeNames)
    for (const name of nodeNames) {
      const node = snapshot.byName.get(name)
      if (node?.node) candidates.push(node)
      else if (snapshot.release === '1.25')
        return { kind: 'error', reason: 'SchedulerError', message: `nodeinfo not found for node name "${name}"` }
    }
  const nodes = nodeNames ? candidates : snapshot.nodes
  const wanted = numFeasibleNodesToFind(options.percentageOfNodesToScore, nodes.length)
  const feasible: NodeInfo[] = []
  let tried = 0
  for (; tried < nodes.length && feasible.length < wanted; tried++) {
    const node = nodes[(options.start + tried) % nodes.length]!
    if (fits(node)) feasible.push(node)
  }
  const nextStart = nodes.length === 0 ? options.start : (options.start + tried) % nodes.length
  if (feasible.length > 0) return found(feasible, nextStart)
  if (snapshot.release === '1.36' && nodeNames) reportLeftOut(statuses, snapshot)
  const plugins = new Set([...statuses.values()].map(({ plugin }) => plugin).filter(Boolean))
  return { kind: 'unfit', statuses, states, plugins, nextStart }
}

/** Newer releases also report the nodes that a list of node names kept from being tried. */
function reportLeftOut(statuses: Map<string, Status>, { nodes }: Snapshot): void {
  for (const { name } of nodes)
    if (!statuses.has(name))
      statuses.set(name, {
        code: 'UnschedulableAndUnresolvable',
        plugin: 'NodeAffinity',
        reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"]
      })
}

export function best(feasible: readonly NodeInfo[], { total }: Scores): readonly string[] {
  const max = Math.max(...total)
  return feasible.filter((_, i) => total[i] === max).map(({ name }) => name)
}

/** The text of FailedScheduling and of the condition PodScheduled. */
export function failureMessage(diagnosis: Diagnosis, snapshot: Snapshot, postFilterMessage: string): string {
  const { preFilter, statuses } = diagnosis
  if (!preFilter || snapshot.release === '1.25')
    return fitError(snapshot.nodes.length, statuses.values(), postFilterMessage)
  // Newer releases say once what concerns all nodes.
  const message = `0/${snapshot.nodes.length} nodes are available: ${preFilter.reasons.join(', ')}.`
  return postFilterMessage ? `${message} ${postFilterMessage}` : message
}
