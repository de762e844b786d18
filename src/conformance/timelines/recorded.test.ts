import { describe, expect, it } from 'vitest'
import { presetOf, recordedTimes } from '../../scenarios'
import { milestonesOf } from '../../sim'
import { runScenario } from '../stories/story'

/** Seeds and seconds of each story: few, as `lab sweep` does the same with 50. */
const runsOf: Readonly<Record<string, { seeds: number; untilSeconds: number }>> = {
  'ha-master-fails': { seeds: 15, untilSeconds: 45 },
  'single-worker-fails': { seeds: 5, untilSeconds: 380 },
  'ha-worker-fails': { seeds: 5, untilSeconds: 380 }
}

describe('the recorded release', () => {
  for (const [id, times] of Object.entries(recordedTimes)) {
    it(`${id}: medians lie within what was recorded`, { timeout: 120_000 }, () => {
      const { seeds, untilSeconds } = runsOf[id]!
      const runs = Array.from({ length: seeds }, (_, i) => {
        const scenario = { ...presetOf(id)!, flags: {}, profile: 'kubernetes-1.25', untilSeconds } as const
        const { history } = runScenario({ ...scenario, seed: i + 1 })
        return milestonesOf(history.timeline, history.head)
      })
      const wrong = Object.entries(times).flatMap(([milestone, recorded]) => {
        const found = runs.map((run) => run.find((one) => one.id === milestone)?.at ?? NaN)
        const median = found.map((at) => at / 1_000_000 - 10).sort((a, b) => a - b)[seeds >> 1]!
        const [from, to] = range(recorded)
        return median >= from && median <= to ? [] : [`${milestone}: ${median} s, recorded ${from} to ${to} s`]
      })
      expect(wrong).toEqual([])
    })
  }
})

/** What was recorded fewer than five times counts as its median, give or take a tenth. */
const range = ({
  n,
  min,
  max,
  median
}: (typeof recordedTimes)[string][keyof (typeof recordedTimes)[string]] & object) =>
  n < 5 ? [Math.min(min, 0.9 * median), Math.max(max, 1.1 * median)] : [min, max]
