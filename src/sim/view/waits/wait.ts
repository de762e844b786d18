import type { Micros } from '../../../base/time'
import { clockAtStart } from '../../kernel/types'
import type { Pending } from '../../kernel/queue'
import type { Process, World } from '../../kernel/world'
import type { WaitView } from '../types'

/** What whoever finds countdowns is given: the world, and a process's own timers. */
export interface Waiters {
  readonly world: World
  /** When the process's timer of that id fires; undefined if it has none. */
  readonly timerOf: (process: Process, id: string) => Pending | undefined
}

/** A process's even clock as the run's time. */
export const onRunClock = (own: Micros): Micros => own - clockAtStart

export type Found = Omit<WaitView, 'id' | 'process'>
