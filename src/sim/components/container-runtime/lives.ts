import type { ItemEvent, Item } from '../../kernel/chart'
import type { Micros } from '../../../base/time'

/*
 * What the daemon's charts take: of containers and sandboxes (by their ids; the records that CRI shows lie beside them) and of
 * pulls (by the image's name).
 */

/** A container or a sandbox: which one it is. */
export interface Record extends Item {
  readonly id: string
}

export type ContainerEvent =
  | { readonly type: 'container.created' | 'container.runs' | 'container.removed' }
  /** runc could not start it. */
  | { readonly type: 'container.failed'; readonly message: string }
  | ({ readonly type: 'container.ended' } & Exit)
  /** The daemon has started: whether its process runs, and how it ended while nobody looked, if its shim knows. */
  | { readonly type: 'container.found'; readonly runs: boolean; readonly exit: Exit | null }

export interface Exit {
  readonly exitCode: number
  readonly oomKilled: boolean
  /** The machine's clock. */
  readonly at: Micros
  /** Its last word, if it left one. */
  readonly message?: string
}

export interface SandboxEvent {
  readonly type: 'sandbox.created' | 'sandbox.ended' | 'sandbox.torn-down' | 'sandbox.removed'
}

export type PullEvent = { readonly type: 'pull.asked'; readonly call: number } | { readonly type: 'cri.pulled' }

type Addressed<E, Chart extends string> = E & { readonly chart: Chart; readonly item: string } & ItemEvent

export type ForLife =
  Addressed<ContainerEvent, 'container'> | Addressed<SandboxEvent, 'sandbox'> | Addressed<PullEvent, 'pull'>

export const toContainer = <E extends ContainerEvent>(item: string, event: E) =>
  ({ ...event, chart: 'container', item }) as const
export const toSandbox = (item: string, type: SandboxEvent['type']) => ({ type, chart: 'sandbox', item }) as const
export const toPull = <E extends PullEvent>(item: string, event: E) => ({ ...event, chart: 'pull', item }) as const
