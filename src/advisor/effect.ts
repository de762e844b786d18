import type { Measured } from './measure'
import type { Gauge } from './practices'
import { spoken } from './sentences'

/** How much was lost by a gauge: a number to compare, null for good, and its words. */
export interface Effect {
  readonly value: number | null
  readonly text: string
}

/** Whether a practice made no difference: the same was lost with it and without. */
export const isSame = (one: Effect, other: Effect): boolean => one.text === other.text

export function effectOf(gauge: Gauge, { users, writes, workloads, until_s }: Measured): Effect {
  switch (gauge) {
    case 'writes':
      return writes.lasting ? forGood(until_s) : { value: writes.longest_s, text: spoken(writes.longest_s) }
    case 'users': {
      const all = users.answered + users.failed
      const share = all === 0 ? 0 : (100 * users.failed) / all
      return { value: users.failed, text: `${users.failed} of ${all} (${share.toFixed(1)} %)` }
    }
    case 'pods-away': {
      if (workloads.some(({ back_s }) => back_s === null)) return forGood(until_s)
      const last = Math.max(0, ...workloads.map(({ back_s }) => back_s ?? 0))
      return { value: last, text: spoken(last) }
    }
    case 'pods-lost': {
      const lost = workloads.reduce((sum, { pods, least }) => sum + pods - least, 0)
      return { value: lost, text: `${lost} ${lost === 1 ? 'pod' : 'pods'}` }
    }
  }
}

const forGood = (until_s: number): Effect => ({ value: null, text: `more than ${spoken(until_s)}` })
