import type { MachineId, ProcessId } from '../kernel/types'
import type { LoopRow, PlacementView } from './inspect/types'
import type { Health } from './types'

/** What a component shows of itself: made by its own `view.ts` from its context and its statechart's state. */
export interface ComponentView {
  /** Short title of the chip, such as `etcd-2`, `apiserver`, `controllers`. */
  readonly title: string
  /** One line, such as `leader · term 3`. */
  readonly detail: string
  readonly health: Health
  /** Raft leader, or holder of the leader lease. */
  readonly leads: boolean
}

export interface Belief {
  readonly about: string
  readonly believes: string
  /** What it is about, so that the truth can be put beside it; without, there is none to be had. */
  readonly subject?: Subject
}

/** What a belief is about, with the believed in a form that can be compared. */
export type Subject =
  | { readonly is: 'etcd-leader' }
  | { readonly is: 'process'; readonly id: ProcessId; readonly up: boolean }
  | { readonly is: 'node'; readonly name: string; readonly ready: boolean }
  | { readonly is: 'pod'; readonly uid: string; readonly machine: MachineId; readonly running: boolean }
  /** All pods, or those that are bound to a node. */
  | { readonly is: 'pods'; readonly node: string; readonly count: number }
  | { readonly is: 'endpoints'; readonly ips: readonly string[] }

/** The inspector's content for a component. */
export interface ComponentInspection {
  readonly numbers: readonly { readonly name: string; readonly value: string; readonly health?: Health }[]
  /** What it believes about others; the truth is found by whoever sees the whole world. */
  readonly beliefs: readonly Belief[]
  /** Plain data shown as YAML: objects it holds, or its configuration. */
  readonly yaml: unknown
  /** Of a scheduler: what it decided last, the latest first. */
  readonly placements?: readonly PlacementView[]
  /** Of a controller manager: what its loops look after. */
  readonly loops?: readonly LoopRow[]
  /** Of a proxy: its rules, as the tool of its mode prints them. */
  readonly rules?: string
}

/** Every component folder's `view.ts` exports one of these as `view`. */
export interface ComponentViewer<C> {
  /** @param now the true time, for texts such as "lease 4 s ago" */
  readonly chip: (context: C, state: string, now: number) => ComponentView
  readonly inspect: (context: C, state: string, now: number) => ComponentInspection
}
