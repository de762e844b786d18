import { expect, test } from 'vitest'
import { presetOf, recordedTimes } from '../../src/scenarios'
import { milestonesOf } from '../../src/sim'
import { runScenario } from '../../src/rigs/scenario'
import { rangeOf } from './grade'

/** `lab sweep` does the same with 50; the ledger has the other failures. */
const seeds = 21

test(
  "the recorded release: medians of the preset's milestones lie within what was recorded",
  { timeout: 120_000 },
  () => {
    const runs = Array.from({ length: seeds }, (_, i) => {
      const preset = presetOf('ha-master-fails')!
      const { history } = runScenario({ ...preset, profile: 'kubernetes-1.25', seed: i + 1, untilSeconds: 45 })
      return milestonesOf(history.timeline, history.head)
    })
    const wrong = Object.entries(recordedTimes['ha-master-fails']!).flatMap(([milestone, recorded]) => {
      const found = runs.map((run) => run.find(({ id }) => id === milestone)?.at ?? NaN)
      const median = found.map((at) => at / 1_000_000 - 10).sort((a, b) => a - b)[seeds >> 1]!
      const [from, to] = rangeOf(recorded)
      return median >= from && median <= to ? [] : [`${milestone}: ${median} s, recorded ${from} to ${to} s`]
    })
    expect(wrong).toEqual([])
  }
)
