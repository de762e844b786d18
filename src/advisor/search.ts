import { fail, ok, type Result } from '../base/result'
import type { Micros } from '../base/time'
import type { Scenario } from '../scenarios'
import { better, candidatesOf, shardOf, type Candidate, type Search } from './chaos'
import type { Goal } from './goal'
import { groundOf } from './ground'
import type { Measured } from './measure'
import type { Pool, Progress, Watch } from './pool'
import { simplerThan } from './simpler'

/** What a search is about. */
export interface Hunt extends Search {
  readonly scenario: Scenario
  readonly goals: readonly Goal[]
  /** How many scripts the shrinking may try. */
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
}

export interface Prepared {
  readonly candidates: readonly Candidate[]
  readonly at: Micros
}

/** The scripts of a search, or why the scenario cannot be run. */
export function prepareHunt({ scenario, seed, budget }: Hunt): Result<Prepared> {
  const ground = groundOf(scenario)
  if (!ground.ok) return ground
  const { at, simulation } = ground.value
  const candidates = candidatesOf(scenario, simulation.spec.flags, at, { seed, budget })
  return candidates.length > 0 ? ok({ candidates, at }) : fail('The cluster has nothing that could fail.')
}

/**
 * Tries a shard of the scripts; gives the best that breaks a goal, or null. Scripts that cannot beat the best so far are left out,
 * which never changes which one that is.
 */
export async function hunt(
  { scenario, goals }: Hunt,
  { candidates }: Prepared,
  pool: Pool,
  watch: Pick<Watch, 'progress' | 'signal'> = {},
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

/** Makes a script simpler for as long as it still breaks a goal. The first simpler script that does is taken, on any number of cores. */
export async function shrink(
  { scenario, goals, shrink: budget }: Hunt,
  { at }: Prepared,
  candidate: Candidate,
  pool: Pool,
  { progress, signal }: { progress?: (progress: Progress) => void; signal?: AbortSignal } = {}
): Promise<Found> {
  const job = (faults: readonly string[]) => ({ type: 'goal', scenario, goals, faults }) as const
  let least = candidate.faults
  const tried = new Set<string>()
  let left = budget
  let of = 0
  for (let again = true; again && left > 0;) {
    again = false
    const simpler = simplerThan(least, at)
      .filter((faults) => !tried.has(faults.join('\n')))
      .slice(0, left)
    let first = simpler.length
    await pool.all(
      simpler.map(job),
      { needed: (index) => index < first, ...(signal && { signal }) },
      (index, { broken }) => {
        if (broken !== null && index < first) first = index
      }
    )
    // However many cores went ahead, only those up to the first count.
    const counted = simpler.slice(0, first + 1)
    for (const faults of counted) tried.add(faults.join('\n'))
    left -= counted.length
    of += counted.length
    progress?.({ done: of, of: budget })
    if (first === simpler.length) break
    least = simpler[first]!
    again = true
  }
  const [outcome] = await pool.all([job(least)])
  const { broken, measured, link } = outcome!
  return { faults: least, broken: broken ?? '', measured, link }
}
