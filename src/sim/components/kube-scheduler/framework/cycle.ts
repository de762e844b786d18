import { defaultPlugins } from '../plugins'
import type { NodeInfo } from './node-info'
import { withPod } from './node-info'
import type { PodInfo } from './pod-info'
import type { Plugin, Snapshot, Status } from './types'

/** What the plugins computed for one pod against one snapshot, by plugin name. */
export type FilterStates = ReadonlyMap<string, unknown>

export interface PreFiltered {
  readonly states: FilterStates
  /** The only nodes to try; missing means all. */
  readonly nodeNames?: ReadonlySet<string>
  /** The pod fits nowhere, whatever the node. */
  readonly status?: Status
}

const withFilter = defaultPlugins.filter((plugin) => plugin.filter)
const withState = defaultPlugins.filter((plugin) => plugin.changeState)
const withScore = defaultPlugins.filter((plugin) => plugin.score)

/** Models framework/runtime/framework.go RunPreFilterPlugins. */
export function runPreFilter(pod: PodInfo, snapshot: Snapshot): PreFiltered {
  const states = new Map<string, unknown>()
  let nodeNames: ReadonlySet<string> | undefined
  const narrowing: string[] = []
  for (const plugin of defaultPlugins) {
    const result = plugin.preFilter?.(pod, snapshot)
    if (!result) continue
    if (result.refusal) return { states, status: { ...result.refusal, plugin: plugin.name } }
    states.set(plugin.name, result.state)
    const names = result.nodeNames
    if (!names) continue
    narrowing.push(plugin.name)
    nodeNames = nodeNames ? new Set([...nodeNames].filter((name) => names.has(name))) : names
    if (nodeNames.size === 0) {
      const who =
        narrowing.length === 1 ? `plugin ${narrowing[0]}` : `plugin(s) [${narrowing.join(' ')}] simultaneously`
      return { states, status: { code: 'Unschedulable', plugin: '', reasons: [`node(s) didn't satisfy ${who}`] } }
    }
  }
  return { states, ...(nodeNames && { nodeNames }) }
}

/** The first plugin that turns the node down decides. Models RunFilterPlugins. */
export function runFilter(node: NodeInfo, pod: PodInfo, states: FilterStates, snapshot: Snapshot): Status | undefined {
  for (const plugin of withFilter) {
    const refusal = plugin.filter!(node, pod, states.get(plugin.name), snapshot)
    if (refusal) return { code: refusal.code, plugin: plugin.name, reasons: refusal.reasons }
  }
  return undefined
}

/**
 * As runFilter, but pods nominated to the node with at least the same priority count as already there. The pod must
 * fit both with them and without them, since they might go elsewhere and it might need them (affinity).
 * Models RunFilterPluginsWithNominatedPods.
 */
export function runFilterWithNominated(
  node: NodeInfo,
  pod: PodInfo,
  states: FilterStates,
  snapshot: Snapshot
): Status | undefined {
  const nominated = (snapshot.nominated.get(node.name) ?? []).filter(
    (each) => each.priority >= pod.priority && each.key !== pod.key
  )
  if (nominated.length > 0) {
    const trial = new Trial(node, pod, states, snapshot)
    for (const each of nominated) trial.add(each)
    const status = runFilter(trial.node, pod, trial.states, snapshot)
    if (status) return status
  }
  return runFilter(node, pod, states, snapshot)
}

/** A node and the plugins' states under "what if": pods are added and removed without touching the originals. */
export class Trial {
  readonly states: Map<string, unknown>

  constructor(
    public node: NodeInfo,
    private readonly pod: PodInfo,
    states: FilterStates,
    private readonly snapshot: Snapshot
  ) {
    this.states = new Map(states)
    for (const { name, cloneState } of withState)
      if (states.has(name)) this.states.set(name, cloneState!(states.get(name)))
  }

  add(pod: PodInfo): void {
    this.node = withPod(this.node, pod)
    this.change(pod, 1)
  }

  /** @param without the node as it is after the removal */
  remove(pod: PodInfo, without: NodeInfo): void {
    this.node = without
    this.change(pod, -1)
  }

  private change(changed: PodInfo, delta: 1 | -1): void {
    for (const { name, changeState } of withState)
      if (this.states.has(name)) changeState!(this.states.get(name), changed, this.node, delta, this.pod, this.snapshot)
  }
}

export interface Scores {
  /** Weighted, normalised score of each feasible node, per plugin. */
  readonly plugins: ReadonlyMap<string, readonly number[]>
  readonly total: readonly number[]
}

/** Models RunPreScorePlugins and RunScorePlugins: score, normalise to 0…100, multiply by the weight, add. */
export function runScore(pod: PodInfo, feasible: readonly NodeInfo[], snapshot: Snapshot): Scores {
  const plugins = new Map<string, readonly number[]>()
  const total = feasible.map(() => 0)
  for (const plugin of withScore) {
    const scores = scoreWith(plugin, pod, feasible, snapshot)
    plugins.set(plugin.name, scores)
    scores.forEach((score, i) => (total[i]! += score))
  }
  return { plugins, total }
}

function scoreWith(plugin: Plugin, pod: PodInfo, feasible: readonly NodeInfo[], snapshot: Snapshot): number[] {
  const state = plugin.preScore?.(pod, feasible, snapshot)
  const raw = feasible.map((node) => plugin.score!(node, pod, state, snapshot))
  const normal = plugin.normalize?.(raw, feasible, state, snapshot) ?? raw
  return normal.map((score) => score * (plugin.weight ?? 1))
}
