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
  /** A balancer with these machines behind it, and none of that name any more. */
  | { readonly type: 'cloud.balance'; readonly id: number; readonly name: string; readonly hosts: readonly string[] }
  | { readonly type: 'cloud.unbalance'; readonly id: number; readonly name: string }

export type CloudAnswers =
  /** `machines`: all that there are, in whatever group. */
  | {
      readonly type: 'cloud.groups'
      readonly id: number
      readonly groups: readonly GroupState[]
      readonly machines: readonly string[]
    }
  /** The balancer's address; empty: it is gone. */
  | { readonly type: 'cloud.balanced'; readonly id: number; readonly ip: string }
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
