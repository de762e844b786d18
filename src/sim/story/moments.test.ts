import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { prepare, presetOf, type Scenario } from '../../scenarios'
import { createSimulation } from '../simulation'
import { momentsOf } from './moments'

function run(changes: Partial<Scenario>, until: number) {
  const spec = prepare({ ...presetOf('ha-master-fails')!, ...changes })
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(until))
  return { history, moments: momentsOf(history.timeline, history.head) }
}

describe('moments', () => {
  it('tell the second failure as the first: each leader, each time', () => {
    const { moments } = run({ faults: ['10s crash master-1', '40s restart master-1', '60s kill master-3'] }, 75)
    const elected = moments.flatMap(({ said }) => said.filter(({ key }) => key === 'etcd-elected'))
    expect(elected.length).toBeGreaterThanOrEqual(2)
    expect(moments.filter(({ isFault }) => isFault).map(({ at }) => at)).toEqual([
      seconds(10),
      seconds(40),
      seconds(60)
    ])
    expect(moments.some(({ said }) => said.some(({ key }) => key === 'lb-up'))).toBe(true)
  })

  it('are in order, are told once, and all that one says has happened at its instant', () => {
    const { history, moments } = run(
      { faults: ['10s crash master-1', '12s crash worker-2', '30s restart worker-2'] },
      120
    )
    const { timeline } = history
    expect(moments.map(({ at }) => at)).toEqual(moments.map(({ at }) => at).sort((a, b) => a - b))
    expect(new Set(moments.map(({ id }) => id)).size).toBe(moments.length)
    for (const { at, entry } of moments) expect(timeline.at(entry)).toBeLessThanOrEqual(at)
    // More of the run changes nothing of what was told of its beginning, but for a procession under way.
    const before = run({ faults: ['10s crash master-1', '12s crash worker-2', '30s restart worker-2'] }, 60).moments
    expect(moments.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
  })

  it('are none where nothing happens', () => {
    expect(run({ faults: [] }, 30).moments).toEqual([])
  })
})
