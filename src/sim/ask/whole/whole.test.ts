import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { prepare, presetOf } from '../../../scenarios'
import { createSimulation } from '../../simulation'
import '../../whole'
import { firstDifference } from './difference'
import { Whole, wholeOf } from './whole'

/** A master is cut off for 20 s, in a cluster of one and in one of three. */
function run(masters: 1 | 3) {
  const preset = presetOf(masters === 1 ? 'single-master-fails' : 'ha-master-fails')!
  const spec = prepare({
    ...preset,
    seed: 8,
    flags: { 'revenue-per-request': 2 },
    faults: ['5s partition master-1 | all', '25s heal', '30s crash worker-2']
  })
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(45))
  return simulation
}

describe('what came of a whole run', () => {
  const [one, three] = [run(1), run(3)]
  const [single, ha] = [wholeOf(one, seconds(45)), wholeOf(three, seconds(45))]
  const away = ({ away }: typeof single, id: string) => away.find((row) => row.id === id)!

  it('is for how long nothing could be read, written, scheduled and healed, tried on forks', () => {
    for (const id of ['reads', 'writes', 'new-pods', 'healing']) {
      const alone = away(single, id)
      expect(alone.noneFor, id).toBeGreaterThan(seconds(19))
      expect(alone.noneFor, id).toBeLessThan(seconds(40))
      expect(alone.since! - seconds(5), id).toBeLessThan(seconds(1))
      // Of three two go on: what is tried at one of them fails no longer than failing over takes.
      expect(away(ha, id).noneFor, id).toBeLessThan(alone.noneFor)
    }
    expect(single.open).toBe(false)
  })

  it('counts what users gave up, as the run goes and in money', () => {
    expect(single.failed).toBeGreaterThan(0)
    expect(single.lostRevenue).toBe(2 * single.failed)
    const { failed, pods } = single.curve
    expect(failed[0]).toBe(0)
    expect([...failed].sort((a, b) => a - b)).toEqual(failed)
    expect(failed.at(-1)).toBeLessThanOrEqual(single.failed)
    expect(failed.at(-1)).toBeGreaterThan(single.failed - 30)
    expect(single.podSecondsAway).toBeGreaterThan(0)
    // The pods of worker-2 answer until it dies.
    expect(pods).toHaveLength(failed.length)
    expect(pods.at(-1)).toBeLessThan(pods[28]!)
  })

  it('says nothing of what is not simulated yet', () => {
    const early = new Whole(one, seconds(600))
    expect(early.step(Infinity)).toBe(false)
    expect(early.view()).toMatchObject({ away: [], open: true, end: seconds(45) })
  })

  it('has a first difference: what one run has and the other has not, after what both have', () => {
    const difference = firstDifference([single, ha])!
    expect(difference.at).toBeGreaterThan(seconds(5))
    const twins = [single, ha].map(({ events }) => events.filter(({ what }) => what === difference.event.what))
    expect(twins[1 - difference.run]!.some(({ at }) => Math.abs(at - difference.at) < seconds(0.5))).toBe(false)
    // A run that states nothing any more is different from one that goes on.
    const silent = { ...single, events: single.events.slice(0, 1) }
    expect(firstDifference([silent, ha])!.run).toBe(1)
    expect(firstDifference([single, single])).toBeNull()
  })
})
