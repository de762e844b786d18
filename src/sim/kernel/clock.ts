import type { Micros } from '../../base/time'

/**
 * A machine's two clocks, as Go's `time.Now()` reads them at once. Durations, deadlines, leases and back-offs are measured on
 * `now`, which goes on evenly (CLOCK_MONOTONIC). What is written into an object or a log, or compared with a timestamp that was
 * read from one, is on the wall clock: `now + skew`, where `skew` is how far somebody has set the machine's clock off.
 */
export interface Clocks {
  readonly now: Micros
  /** Missing: 0, the clock is right. */
  readonly skew?: Micros
}

/** What the machine's wall clock shows (CLOCK_REALTIME): for timestamps, and for comparing with them. */
export const wallClock = ({ now, skew = 0 }: Clocks): Micros => now + skew

/** A timestamp of the wall clock as a reading of the even one, by how far the wall clock is off at this moment. */
export const evenClock = (timestamp: Micros, { skew = 0 }: Clocks): Micros => timestamp - skew
