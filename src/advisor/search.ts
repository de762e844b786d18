import type { Micros } from '../base/time'
import type { Scenario } from '../scenarios'
import { better, shardOf, type Candidate } from './candidates'
import type { Goal } from './goal'
import type { Measured } from './measure'
import type { Pool, Watch } from './pool'

/** What a search is about. Equal searches find the same script, on however many cores. */
export interface Hunt {
  readonly scenario: Scenario
  readonly goals: readonly Goal[]
  readonly seed: number
  /** How many scripts are tried, and how many more the shrinking may try. */
  readonly budget: number
  readonly shrink: number
}

/** The smallest script that was found. */
export interface Found {
  readonly faults: readonly string[]
  /** The goal that it breaks. */
  readonly broken: string
  readonly measured: Measured
  /** The run, opened a second before. */
  readonly link: string
  /** Every simpler script that was tried keeps the goal; false: the budget for shrinking ended before all were tried. */
  readonly isLeast: boolean
}

export interface Prepared {
  readonly candidates: readonly Candidate[]
  readonly at: Micros
}

type Followed = Pick<Watch, 'progress' | 'signal'>

/**
 * Tries a shard of the scripts; gives the best that breaks a goal, or null. Scripts that cannot beat the best so far are left out,
 * which never changes which one that is.
 */
export async function hunt(
  { scenario, goals }: Pick<Hunt, 'scenario' | 'goals'>,
  { candidates }: Pick<Prepared, 'candidates'>,
  pool: Pool,
  watch: Followed = {},
  { shard, of } = { shard: 0, of: 1 }
): Promise<Candidate | null> {
  const mine = shardOf(candidates, shard, of)
  let best: Candidate | null = null
  await pool.all(
    mine.map(({ faults }) => ({ type: 'goal', scenario, goals, faults }) as const),
    { ...watch, needed: (index) => better(best, mine[index]!) !== best },
    (index, { broken }) => {
      if (broken !== null) best = better(best, mine[index]!)
    }
  )
  return best
}

/** Gives scripts that are a little simpler than a script, the simplest first (`simplerThan`); in the page a worker does. */
export type Simpler = (faults: readonly string[]) => Promise<readonly (readonly string[])[]>

/** Makes a script simpler for as long as it still breaks a goal. The first simpler script that does is taken, on any number of cores. */
export async function shrink(
  { scenario, goals, shrink: budget }: Pick<Hunt, 'scenario' | 'goals' | 'shrink'>,
  simpler: Simpler,
  candidate: Candidate,
  pool: Pool,
  { progress, signal }: Followed = {}
): Promise<Found> {
  const job = (faults: readonly string[]) => ({ type: 'goal', scenario, goals, faults }) as const
  let least = candidate.faults
  const tried = new Set<string>()
  let isLeast = false
  while (!isLeast) {
    const all = (await simpler(least)).filter((faults) => !tried.has(faults.join('\n')))
    const scripts = all.slice(0, budget - tried.size)
    let first = scripts.length
    const watch = { needed: (index: number) => index < first, ...(signal && { signal }) }
    await pool.all(scripts.map(job), watch, (index, { broken }) => {
      if (broken !== null && index < first) first = index
    })
    // However many cores went ahead, only those up to the first count.
    for (const faults of scripts.slice(0, first + 1)) tried.add(faults.join('\n'))
    progress?.({ done: tried.size, of: budget })
    isLeast = scripts.length === all.length && first === scripts.length
    if (first === scripts.length) break
    least = scripts[first]!
  }
  const [outcome] = await pool.all([job(least)])
  const { broken, measured, link } = outcome!
  return { faults: least, broken: broken ?? '', measured, link, isLeast }
}
