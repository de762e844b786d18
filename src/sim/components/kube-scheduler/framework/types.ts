import type { Release } from '../../../releases'
import type { NodeInfo } from './node-info'
import type { PodInfo } from './pod-info'
import type { Listers } from './listers'
import type { Namespace } from '../../../api/types'
import type { ClusterEvent, EventResource } from './cluster-event'

/**
 * `Unschedulable`: evicting pods might help. `UnschedulableAndUnresolvable`: it would not.
 * Models pkg/scheduler/framework/interface.go Code.
 */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error'

/** Why a plugin turned a node (or the whole pod) down. No status means success. */
export interface Status {
  readonly code: Code
  /** Empty where no plugin is to blame, as in preemption's own verdicts. */
  readonly plugin: string
  readonly reasons: readonly string[]
}

/** A plugin's refusal; the framework adds the plugin's name. */
export type Refusal = Omit<Status, 'plugin'>

export const unschedulable = (...reasons: string[]): Refusal => ({ code: 'Unschedulable', reasons })
export const unresolvable = (...reasons: string[]): Refusal => ({ code: 'UnschedulableAndUnresolvable', reasons })

/** The cluster as one scheduling cycle sees it. */
export interface Snapshot {
  readonly release: Release
  /** Nodes that exist, in the order in which they are tried. */
  readonly nodes: readonly NodeInfo[]
  readonly byName: ReadonlyMap<string, NodeInfo>
  /** Pods that preempted others on a node and wait to take the place. */
  readonly nominated: ReadonlyMap<string, readonly PodInfo[]>
  readonly listers: Listers
}

export interface PreFilterResult<F> {
  readonly state?: F
  /** The only nodes worth trying; missing means all. */
  readonly nodeNames?: ReadonlySet<string>
  readonly refusal?: Refusal
}

/** What can have made a pod schedulable that this plugin had turned down. */
export type Wakes = readonly EventResource[]

/**
 * A scheduling plugin: pure functions over a snapshot. `F` is what PreFilter computed for Filter, `S` what PreScore
 * computed for Score. Models pkg/scheduler/framework/interface.go.
 */
export interface Plugin<F = unknown, S = unknown> {
  readonly name: string
  /** Events after which a pod rejected by this plugin is worth another try. Models EventsToRegister. */
  readonly wakes?: Wakes
  /**
   * Can this news, to which the plugin listens, have made the pod schedulable? Missing: it can. Newer releases look that
   * closely before a pod is tried again. Models QueueingHintFn (gate SchedulerQueueingHints).
   */
  hint?(news: ClusterEvent, pod: PodInfo, namespaces: ReadonlyMap<string, Namespace>): boolean
  preFilter?(pod: PodInfo, snapshot: Snapshot): PreFilterResult<F>
  filter?(node: NodeInfo, pod: PodInfo, state: F, snapshot: Snapshot): Refusal | undefined
  /** PreFilterExtensions: a state that counts pods is copied and corrected when pods are added to or removed from a node for a trial. */
  cloneState?(state: F): F
  changeState?(state: F, changed: PodInfo, node: NodeInfo, delta: 1 | -1, pod: PodInfo, snapshot: Snapshot): void
  preScore?(pod: PodInfo, feasible: readonly NodeInfo[], snapshot: Snapshot): S
  score?(node: NodeInfo, pod: PodInfo, state: S, snapshot: Snapshot): number
  /** Brings the scores to 0…100; missing means they are already. */
  normalize?(scores: readonly number[], feasible: readonly NodeInfo[], state: S, snapshot: Snapshot): number[]
  readonly weight?: number
}

export const maxNodeScore = 100
