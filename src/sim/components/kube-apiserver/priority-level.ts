import type { Micros } from '../../../base/time'
import type { ApiServer } from './context'

/** A priority level at work: who has a seat, who waits, and what became of the others. */
export interface Level {
  /** Requests that are worked on, and the seats that they take. */
  executing: number
  seats: number
  /** Seats that are waited for. */
  awaited: number
  /** Seats that it has since seats were lent last; missing: those of its share. */
  limit?: number
  /** Requests that wait, by the number of their queue. */
  readonly queues: Map<number, readonly Waits[]>
  /** The queue that was served last. */
  last: number
  dispatched: number
  rejected: number
  timedOut: number
  cancelled: number
  /** Seats that were taken or waited for since `since`: over time until `at` (also squared), and at most. */
  readonly needs: { since: Micros; at: Micros; area: number; squares: number; peak: number; smoothed: number }
}

interface Waits {
  /** `conn#id` */
  readonly item: string
  readonly seats: number
}

/** What a request holds of a level, or waits for. */
export interface Seat {
  readonly level: string
  readonly schema: string
  /** Who it is told apart as. */
  readonly flow: string
  /** How many it takes. */
  readonly seats: number
  readonly state: 'waits' | 'seated'
  /** When it got its seat. */
  readonly seatedAt?: Micros
}

export function levelOf(server: ApiServer, name: string): Level {
  let level = server.levels.get(name)
  if (!level) {
    const { now } = server
    level = {
      executing: 0,
      seats: 0,
      awaited: 0,
      queues: new Map(),
      last: -1,
      dispatched: 0,
      rejected: 0,
      timedOut: 0,
      cancelled: 0,
      needs: { since: now, at: now, area: 0, squares: 0, peak: 0, smoothed: 0 }
    }
    server.levels.set(name, level)
  }
  return level
}
