import { median } from '../../src/base/median'
import type { Recorded } from '../../src/scenarios'
import type { Fact } from '../../src/sim'
import { runScenario } from '../../src/rigs/scenario'
import type { Observation, RecordedTimeline } from './recordings'

/** One recorded time, beside the median of as many runs as there are seeds. */
export interface GradedTime {
  readonly name: string
  readonly recorded: Recorded
  /** Seconds after the recording's zero; NaN if it did not happen in half of the runs or more. */
  readonly medianS: number
  readonly within: boolean
}

export interface GradedTimeline {
  readonly id: string
  readonly title: string
  readonly times: readonly GradedTime[]
  /** What happened and should not have. */
  readonly wrong: readonly string[]
}

/** Runs a recorded failure with so many seeds. */
export function gradeTimeline(
  { id, title, scenario, zeroS, times, never }: RecordedTimeline,
  seeds: number
): GradedTimeline {
  const found = new Map<string, number[]>(Object.keys(times).map((name) => [name, []]))
  const wrong = new Set<string>()
  for (let seed = 1; seed <= seeds; seed++) {
    const { facts } = runScenario({ ...scenario, seed }).history.timeline
    const since = facts.filter(({ at }) => at >= zeroS * 1_000_000)
    const first = (seen: Observation) => since.find((fact) => isSeen(fact, seen))
    for (const [name, { seen }] of Object.entries(times)) {
      const fact = first(seen)
      found.get(name)!.push(fact ? fact.at / 1_000_000 - zeroS + (seen.pollingS ?? 0) : NaN)
    }
    for (const seen of never) {
      const fact = first(seen)
      if (fact) wrong.add(`${fact.fact} ${JSON.stringify(fact.detail)} with seed ${seed}`)
    }
  }
  return {
    id,
    title,
    times: Object.entries(times).map(([name, { recorded }]) => {
      const medianS = median(found.get(name)!)
      const [from, to] = rangeOf(recorded)
      return { name, recorded, medianS, within: medianS >= from && medianS <= to }
    }),
    wrong: [...wrong]
  }
}

const isSeen = ({ fact, detail }: Fact, seen: Observation): boolean => {
  const stated: Readonly<Record<string, unknown>> = detail
  return fact === seen.fact && Object.entries(seen.where ?? {}).every(([name, value]) => stated[name] === value)
}

/** What was recorded fewer than five times counts as its median, give or take a tenth. */
export const rangeOf = ({ n, min, max, median: middle }: Recorded): readonly [from: number, to: number] =>
  n < 5 ? [Math.min(min, 0.9 * middle), Math.max(max, 1.1 * middle)] : [min, max]
