import type { Facts } from './facts'
import type { Address, Message, Outbox as KernelOutbox, ProcessId, SendOptions, SimEvent } from './kernel/types'
import type { Micros } from '../base/time'

/**
 * What a component may say: the kernel's outbox as seen by one that keeps its contracts. `Own` are the events of its own
 * timers. One that may set more timers can stand where one that may set fewer is asked for, so a part (an informer, a work
 * queue) asks for its own events only.
 */
export interface OutboxOf<in Own extends SimEvent = never> extends Omit<
  KernelOutbox,
  'send' | 'timer' | 'fact' | 'raise'
> {
  /** Sends what the receiver accepts, and nothing else. */
  readonly send: <M extends Message>(to: Address<M>, message: NoInfer<M>, options?: SendOptions) => void
  readonly timer: (id: string, delay: Micros, setting: string, event: Own) => void
  readonly fact: <F extends keyof Facts>(fact: F, detail: Facts[F]) => void
  readonly raise: (event: Own) => void
  readonly connect: (to: ProcessId, ref: unknown, patience?: Micros, conn?: string) => void
}
