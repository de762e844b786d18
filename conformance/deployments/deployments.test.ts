import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectWritten } from '../ledger/test-written'
import { deploymentRows, gradeDeployments } from './grade'
import { agrees, runDeploymentCase } from './run'

const rolled = gradeDeployments()

describe('rolling updates as recorded from the real controllers', () => {
  it('come out as the page says', () => expectWritten(deploymentRows(rolled)))

  it.each(rolled)('$recorded.id', ({ recorded, ours }) => {
    expect(ours.firstPlateau).toEqual(recorded.firstPlateau)
    expect(
      agrees(recorded, ours),
      `${JSON.stringify(ours.steps)}\n${JSON.stringify(recorded.stepsOneReadyAtATime)}`
    ).toBe(true)
  })
})

const nothing = { firstPlateau: { newSpec: 0, oldSpec: 0 }, stepsOneReadyAtATime: [] }
const share = fc.oneof(
  fc.integer({ min: 0, max: 6 }),
  fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`)
)

describe('rolling updates with any settings', () => {
  it('never exceed the surge, never fall below what must stay, and end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), share, share, (replicas, maxSurge, maxUnavailable) => {
        const { steps } = runDeploymentCase({ id: 'any', replicas, maxSurge, maxUnavailable, ...nothing })
        const rounded = (value: number | string, round: (x: number) => number) =>
          typeof value === 'number' ? value : round((Number.parseInt(value, 10) * replicas) / 100)
        const surge = rounded(maxSurge, Math.ceil)
        for (const { newSpec, oldSpec } of steps) expect(newSpec + oldSpec).toBeLessThanOrEqual(replicas + surge)
        expect(steps.at(-1)).toEqual({ newSpec: replicas, oldSpec: 0 })
        const unavailable = Math.min(replicas, rounded(maxUnavailable, Math.floor) || (surge === 0 ? 1 : 0))
        // No new pod is ready at the first plateau: all that must be available is old.
        expect(steps[0]!.oldSpec).toBe(replicas - unavailable)
      }),
      { numRuns: 12, seed: 5 }
    )
  }, 60_000)
})
