import { describe, expect, it } from 'vitest'
import { documentTimes, presets, type Scenario } from '../../src/scenarios'
import { milestonesOf } from '../../src/sim'
import { runScenario } from '../../src/rigs/scenario'

const stories = presets.filter((preset) => preset.faults.length > 0)

describe("the document's profile", () => {
  for (const preset of stories) {
    const scenario: Scenario = { ...preset, profile: 'document', untilSeconds: 100 }
    it(`${preset.id}: what the document says happens within a second of when it says so`, () => {
      const { history, breaches } = runScenario(scenario)
      const found = milestonesOf(history.timeline, history.head)
      const fault = found.find(({ id }) => id === 'fault-injected')!.at
      const late = Object.entries(documentTimes[preset.id] ?? {}).flatMap(([id, documentS]) => {
        const at = found.find((milestone) => milestone.id === id)?.at
        const after = at === undefined ? NaN : (at - fault) / 1_000_000
        return Math.abs(after - documentS) <= 1 ? [] : [`${id}: ${after.toFixed(2)} s, document ${documentS} s`]
      })
      expect(late).toEqual([])
      expect(breaches).toEqual([])
    })
  }

  it('single-master-fails: nothing heals while the master is away', () => {
    const { history } = runScenario({ ...stories.find(({ id }) => id === 'single-master-fails')!, profile: 'document' })
    const healed = [
      'node-not-ready',
      'pod-evicted',
      'pod-created',
      'pod-scheduled',
      'api-read-ok',
      'cluster-operational'
    ]
    const found = milestonesOf(history.timeline, history.head).map(({ id }) => id as string)
    expect(found.filter((id) => healed.includes(id))).toEqual([])
  })
})
