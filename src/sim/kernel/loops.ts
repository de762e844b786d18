import { seconds, type Micros } from '../../base/time'
import type { Process, World } from './world'

/**
 * What a process may do before it counts as a loop that nobody notices. A process that breaks one of them but the last is ended, so
 * that a run ends and memory holds; the last is only told.
 */
export const limits = {
  /** Timers of 0 in one instant. */
  timersInAnInstant: 10_000,
  /** Events that a step raises for itself and its items. */
  raisedInAStep: 100_000,
  /** Steps in one second: 40 times what any process takes in a cluster of 4 or of 400 processes, and more for each further one. */
  stepsInASecond: (processes: number) => 10_000 + 500 * processes,
  /** Times in one second that it turned to the same peer again in the very step that told it of a refusal or a reset. */
  retriesInASecond: 25
} as const

/** What a process did lately, for the limits. Part of the world, so that every replay finds the same. */
export interface Pace {
  instant: Micros
  timers: number
  second: Micros
  steps: number
  /** By peer: the second of retries that is counted, and how many there were. */
  readonly retries: Map<string, { readonly since: Micros; readonly count: number }>
}

export const createPace = (): Pace => ({
  instant: -Infinity,
  timers: 0,
  second: -Infinity,
  steps: 0,
  retries: new Map()
})

/** A process goes round in a circle: ends it like any exception, under this name. */
export class Runaway extends Error {}

export function countStep(world: World, process: Process): void {
  const { pace } = process
  if (world.now - pace.second >= seconds(1)) {
    pace.second = world.now
    pace.steps = 0
  }
  const limit = limits.stepsInASecond(world.processes.length)
  if (++pace.steps > limit) throw new Runaway(`${process.id} took more than ${limit} steps within a second`)
}

export function countTimer(world: World, process: Process, setting: string): void {
  const { pace } = process
  if (pace.instant !== world.now) {
    pace.instant = world.now
    pace.timers = 0
  }
  if (++pace.timers > limits.timersInAnInstant)
    throw new Runaway(`${process.id} set more than ${limits.timersInAnInstant} timers of 0 in one instant (${setting})`)
}

/** Gives a text when a process has turned to a peer that refuses again and again without a pause. */
export function countRetry(world: World, process: Process, peer: string): string | null {
  const { retries } = process.pace
  const known = retries.get(peer)
  const goesOn = known !== undefined && world.now - known.since < seconds(1)
  const count = goesOn ? known.count + 1 : 1
  retries.set(peer, Object.freeze({ since: goesOn ? known.since : world.now, count }))
  if (count !== limits.retriesInASecond + 1) return null
  return `${process.id} turned to ${peer} again ${count} times within a second, each time at once after a refusal or a reset`
}
