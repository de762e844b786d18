import { expect, test } from 'vitest'
import { median } from '../../src/base/median'
import { presetOf, recordedTimes, type Recorded } from '../../src/scenarios'
import { milestonesOf, type Fact } from '../../src/sim'
import { runScenario } from '../../src/rigs/scenario'
import { rangeOf } from './grade'
import { instrument } from './recordings'

/** `lab sweep` does the same with 50; the ledger has the other failures. */
const seeds = 21

/** What the recorded lab's instrument saw: the end of the longest outage of a kind. */
const probed: Readonly<Record<string, Recorded>> = {
  'probe-write-ok': { median: 1.316, min: 1.002, max: 1.846, n: 7 },
  'probe-read-ok': { median: 2.74, min: 1.441, max: 8.659, n: 7 }
}

test(
  "the recorded release: medians of the preset's milestones lie within what was recorded",
  { timeout: 120_000 },
  () => {
    const runs = Array.from({ length: seeds }, (_, i) => {
      const preset = presetOf('ha-master-fails')!
      const flags = { ...preset.flags, ...instrument }
      const { history } = runScenario({ ...preset, profile: 'kubernetes-1.25', flags, seed: i + 1, untilSeconds: 45 })
      const { timeline, head } = history
      const seen = new Map<string, number>(milestonesOf(timeline, head).map(({ id, at }) => [id, at]))
      for (const fact of Object.keys(probed)) seen.set(fact, longestOutage(timeline.facts, fact))
      return seen
    })
    const wrong = Object.entries({ ...recordedTimes['ha-master-fails'], ...probed }).flatMap(
      ([milestone, recorded]) => {
        const found = runs.map((run) => run.get(milestone) ?? NaN)
        const after = median(found.map((at) => at / 1_000_000 - 10))
        const [from, to] = rangeOf(recorded)
        return after >= from && after <= to ? [] : [`${milestone}: ${after} s, recorded ${from} to ${to} s`]
      }
    )
    expect(wrong).toEqual([])
  }
)

/** When the probes' longest outage ended; NaN if they saw none. */
function longestOutage(facts: readonly Fact[], name: string): number {
  const after = facts.filter(({ fact, at }) => fact === name && at >= 10_000_000)
  const outage = ({ detail }: Fact) => ('outageSeconds' in detail ? detail.outageSeconds : 0)
  return (
    after.reduce<Fact | null>((best, fact) => (best && outage(best) >= outage(fact) ? best : fact), null)?.at ?? NaN
  )
}
