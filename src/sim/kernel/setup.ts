import type { Micros } from '../../base/time'
import type { Flags, ProcessId, SetupProcess, SimEvent } from './types'

/** What is scheduled from outside: a fault or something a person typed. Never changed once in the world. */
export interface Command {
  readonly at: Micros
  /** Applied by the door's `apply`; the kernel only keeps its time. */
  readonly body: unknown
  readonly text: string
}

/** What a world begins with. */
export interface Setup {
  readonly seed: number
  readonly startAt: Micros
  /** How far every machine's wall clock is ahead of the usual one, from the beginning on. */
  readonly clocksAhead?: Micros
  /** What every process is told of its surroundings when it starts, at the world's beginning. */
  readonly cluster: unknown
  readonly flags: Flags
  readonly processes: readonly SetupProcess[]
  /** What happens on machines while the cluster is built, told to one of their processes. */
  readonly happenings?: readonly { readonly at: Micros; readonly to: ProcessId; readonly event: SimEvent }[]
}
