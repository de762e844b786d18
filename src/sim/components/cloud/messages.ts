import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'

/** What the provider is asked for; each is answered, after its latency. */
export type CloudAccepts =
  /** Which groups of machines are there, and how many machines each has. */
  | { readonly type: 'cloud.describe'; readonly id: number }
  /** So many machines more in a group. */
  | { readonly type: 'cloud.increase'; readonly id: number; readonly group: string; readonly delta: number }
  /** These machines are deleted, and their groups are that much smaller. */
  | { readonly type: 'cloud.delete'; readonly id: number; readonly instances: readonly string[] }

export type CloudAnswers =
  | { readonly type: 'cloud.groups'; readonly id: number; readonly groups: readonly GroupState[] }
  /** `error`: why it was not done; empty: it was accepted. */
  | { readonly type: 'cloud.done'; readonly id: number; readonly error: string }

/** A group as the provider tells it. */
export interface GroupState {
  readonly name: string
  readonly min: number
  readonly max: number
  /** How many machines it shall have. */
  readonly target: number
  /** What each of its machines has. */
  readonly cpu: number
  readonly memoryMib: number
  readonly instances: readonly InstanceState[]
}

export interface InstanceState {
  readonly name: string
  readonly state: 'running' | 'deleting' | 'failed'
  /** Why it could not be made; only of a failed one. */
  readonly error?: { readonly code: string; readonly message: string }
}

/** Whoever makes or takes away a machine by hand says so to its provider. */
export interface MachineChange {
  readonly type: 'cloud.came' | 'cloud.gone'
  readonly machine: string
}

/** A machine that is deleted has been shut down. */
export type CloudTimer = { readonly type: 'instance.off'; readonly name: string }
export type CloudInput = Delivered<CloudAccepts, CloudAnswers> | MachineChange | CloudTimer | KernelEvent
export type Outbox = OutboxOf<CloudTimer>
