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

/** The inspector's content for a component. */
export interface ComponentInspection {
  readonly numbers: readonly { readonly name: string; readonly value: string; readonly health?: Health }[]
  /** What it believes about others; the truth is found by whoever sees the whole world. */
  readonly beliefs: readonly { readonly about: string; readonly believes: string }[]
  /** Plain data shown as YAML: objects it holds, or its configuration. */
  readonly yaml: unknown
}

/** Every component folder's `view.ts` exports one of these as `view`. */
export interface ComponentViewer<C> {
  /** @param now the true time, for texts such as "lease 4 s ago" */
  readonly chip: (context: C, state: string, now: number) => ComponentView
  readonly inspect: (context: C, state: string, now: number) => ComponentInspection
}
