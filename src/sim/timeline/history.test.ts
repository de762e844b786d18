import { describe, expect, it, vi } from 'vitest'
import { presetOf } from '../../scenarios'
import { runScenario } from '../../rigs/scenario'
import { seconds } from '../../base/time'
import { createSimulation, forkSimulation } from '../simulation'
import type { World } from '../kernel/world'
import { Timeline } from './timeline'

const scenario = { ...presetOf('single-master-fails')!, untilSeconds: 20 }

/** All that a world holds, as text. */
const textOf = ({ now, seq, entries, processes, queue, network }: World): string =>
  JSON.stringify(
    {
      world: [now, seq, entries, queue.items(), network],
      processes: processes.map(({ table: _table, shared: _shared, saved: _saved, ...rest }) => rest)
    },
    (_key, value: unknown) => (value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value)
  )

describe('a checkpoint', () => {
  it('stays as it was while the world goes on, and so does the world while the checkpoint does', () => {
    const { history } = runScenario({ ...scenario, untilSeconds: 9 })
    const running = history.head
    const checkpoint = running.clone()
    const before = textOf(checkpoint)
    history.advance(seconds(14))
    expect(textOf(checkpoint)).toBe(before)
    const after = textOf(running)
    history.seek(seconds(11))
    expect(textOf(running)).toBe(after)
    expect(textOf(checkpoint)).toBe(before)
  })
})

describe('a seek', () => {
  it('replays no more than what lies between two checkpoints, from time 0 on', () => {
    const { history } = runScenario({ ...presetOf('ha-master-fails')!, untilSeconds: 50 })
    const { timeline } = history
    const replayed = vi.spyOn(timeline, 'record')
    const costs = [1, 8, 15, 22, 29, 36, 43, 49].map((second) => {
      replayed.mockClear()
      history.seek(seconds(second))
      return replayed.mock.calls.length
    })
    expect(timeline.length - timeline.firstAt(0)).toBeGreaterThan(8_000)
    expect(Math.max(...costs)).toBeLessThan(6_500)
  })

  it('comes to the same in slices and by the marks of an earlier one, and back a little is not all of the way again', () => {
    const many = { ...scenario, cluster: { ...scenario.cluster, workers: 40 }, faults: [], untilSeconds: 0 }
    const { history } = runScenario(many)
    const slices = (at: number): number => {
      for (let count = 1; ; count++) if (history.approach(seconds(at), 1_000)) return count
    }
    expect(slices(-21)).toBeGreaterThan(20)
    const whole = textOf(history.seek(seconds(-21)))
    expect(slices(-20)).toBeLessThanOrEqual(7)
    expect(slices(-21)).toBeLessThanOrEqual(7)
    expect(textOf(history.seek(seconds(-21)))).toBe(whole)
  })
})

describe('forks', () => {
  it('share the past, each with what it added: a fork of a fork is a fresh run', () => {
    const { spec } = runScenario({ ...scenario, untilSeconds: 0 })
    const none = { ...spec, faults: [] }
    const origin = createSimulation(none)
    origin.history.advance(seconds(20))
    const before = [origin.history.timeline.digest(), textOf(origin.history.seek(seconds(12)))]
    const first = { kind: 'kill' as const, at: seconds(8), target: 'master-1/kube-scheduler' }
    const second = { kind: 'crash' as const, at: seconds(5), machine: 'worker-1' }
    const one = forkSimulation(origin, { faults: [first] })
    one.history.advance(seconds(20))
    const two = forkSimulation(one, { faults: [second] })
    two.history.advance(seconds(20))
    const fresh = createSimulation({ ...none, faults: [second, first] })
    fresh.history.advance(seconds(20))
    expect(two.history.timeline.digest()).toBe(fresh.history.timeline.digest())
    expect(two.history.seek(seconds(12)).entries).toBe(fresh.history.seek(seconds(12)).entries)
    // The origin is as it was.
    expect([origin.history.timeline.digest(), textOf(origin.history.seek(seconds(12)))]).toEqual(before)
  })
})

describe('the timeline', () => {
  it('replays events that it has forgotten', () => {
    const { timeline } = runScenario(scenario).history
    const events = Array.from({ length: timeline.length }, (_, seq) => JSON.stringify(timeline.get(seq).event))
    timeline.forget(timeline.length)
    expect(events.every((event, seq) => event === JSON.stringify(timeline.get(seq).event))).toBe(true)
  })

  it('hashes a branch as if it had been recorded alone', () => {
    const length = 150_000
    const record = (timeline: Timeline, from: number, to: number, type: string) => {
      for (let entry = from; entry < to; entry++) {
        timeline.record(entry, entry * 7, 'timer', entry % 5, -1, entry - 1, 'period', { type })
        if (entry % 1_000 === 0) timeline.note(entry, `note ${entry}`)
      }
    }
    const origin = new Timeline()
    record(origin, 0, length, 'tick')
    origin.digest()
    for (const at of [0, 1, 65_535, 65_536, 100_001]) {
      const branch = origin.fork(at)
      record(branch, at, at + 10_000, 'other')
      const alone = new Timeline()
      record(alone, 0, at, 'tick')
      record(alone, at, at + 10_000, 'other')
      expect(branch.digest()).toBe(alone.digest())
    }
  })
})
