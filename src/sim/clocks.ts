import type { Micros } from '../base/time'
import { parseTime } from './api/timestamp'
import { clockAtStart } from './kernel/types'

/** How far wall clocks are ahead of the usual ones, if they shall read this at time 0. */
export const clocksAhead = (startsAt: string): Micros => parseTime(startsAt) - clockAtStart
