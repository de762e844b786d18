import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hoursOfYear } from './closed'
import { begins, machinesOf, unitsOf } from './faults'
import { usualInputs, type Inputs } from './inputs'
import { checkFault, parseFault } from '../sim/first'
import { scheduleOf } from './schedule'
import { Study } from './study'
import { keyOf, type Measured } from './transition'
import { rounded, walk, wayTo } from './walk'

const all: Inputs = {
  ...usualInputs(3, 1),
  faults: {
    ...usualInputs(3).faults,
    rack: { every: { shape: 'weibull', mean: 3_000, k: 1.5 }, lasts: { shape: 'lognormal', mean: 2 } },
    network: { every: { shape: 'exponential', mean: 2_000 }, lasts: { shape: 'exponential', mean: 0.1 } },
    operator: { every: { shape: 'exponential', mean: 3_000 }, lasts: { shape: 'fixed', mean: 1 } },
    upgrade: { every: { shape: 'fixed', mean: 2_900 }, lasts: { shape: 'fixed', mean: 1 } }
  }
}
const cluster = { ...all.cluster, racks: 2 }

describe("a year's faults", () => {
  it('are ones that the simulator knows, each effect begins and ends in turn, and no two years are alike', () => {
    const spec = { masters: 3, workers: 3, zones: 3, runtime: 'containerd', loadBalancer: true } as const
    for (let year = 0; year < 20; year++) {
      const happenings = scheduleOf(cluster, all.faults, 1, year)
      const broken = new Set<string>()
      for (const { at, line, cause, effect, begins: comes } of happenings) {
        expect(Number.isInteger(at) && at >= 0 && at < hoursOfYear * 3_600).toBe(true)
        const fault = parseFault(`0s ${line}`)
        const known = cause === 'certificate' || cause === 'data' || (fault.ok && checkFault(fault.value, spec, {}).ok)
        expect(known, line).toBe(true)
        if (effect === null) continue
        expect(broken.has(effect), `${effect} at ${at}`).toBe(!comes)
        if (comes) broken.add(effect)
        else broken.delete(effect)
      }
      expect(scheduleOf(cluster, all.faults, 1, year)).toEqual(happenings)
      expect(scheduleOf(cluster, all.faults, 1, year + 1)).not.toEqual(happenings)
    }
  })

  it('of one thing stay where they are when another fails more often', () => {
    const only = (faults: Inputs['faults']) =>
      scheduleOf(cluster, faults, 1, 3).filter(({ cause }) => cause === 'machine')
    const { machine, disk } = all.faults
    expect(only({ machine: machine!, disk: disk! })).toEqual(only({ machine: machine! }))
  })

  it('come about as often as they should', () => {
    const years = 200
    let count = 0
    for (let year = 0; year < years; year++)
      count += scheduleOf(cluster, { machine: all.faults.machine! }, 5, year).filter((one) => one.begins).length
    const expected = (machinesOf(cluster).length * hoursOfYear) / 4_004
    expect(count / years).toBeGreaterThan(expected * 0.94)
    expect(count / years).toBeLessThan(expected * 1.06)
  })
})

/** A law that is easy to sum up by hand: while it is broken a part fails, and nothing is lost beside that. */
const lawful = (after: number): Measured => ({
  durationS: 30,
  lost: { reads: 30 * after, writes: 30 * after, users: 0 },
  share: { reads: after, writes: after, users: 0 },
  settled: true,
  loops: false
})

describe('a walk through a year', () => {
  it('counts the time between two faults by what fails in it: the whole year without a jump gives the same', () => {
    for (let year = 0; year < 10; year++) {
      const happenings = scheduleOf(cluster, { machine: all.faults.machine! }, 2, year).filter(({ line }) =>
        line.endsWith('lb')
      )
      let broken = 0
      let expected = 0
      let at = 0
      for (const { at: next, begins: comes } of happenings) {
        expected += broken * (next - at)
        broken = comes ? 1 : 0
        at = next
      }
      expected += broken * (hoursOfYear * 3_600 - at)
      const result = walk(all, happenings, year, (key) => lawful(/crash lb$/.test(key) ? 1 : 0))
      expect('lost' in result && result.lost.reads).toBeCloseTo(expected, 6)
    }
  })

  it('asks for each way once, for many years', () => {
    const study = new Study(usualInputs(3), 40)
    const seen = new Set<string>()
    const queue = study.wanted(40)
    for (let way = queue.pop(); way; way = queue.pop()) {
      expect(seen.has(keyOf(way))).toBe(false)
      seen.add(keyOf(way))
      queue.push(...study.learn(way, lawful(0)))
    }
    expect(study.done).toBe(true)
    expect(seen.size).toBeLessThan(study.years.reduce((sum, { faults }) => sum + faults, 0) / 5)
  })

  it('makes every broken cluster by one order of steps', () => {
    const broken = unitsOf(cluster).flatMap(({ effects }) => effects)
    for (const effect of broken) {
      expect(wayTo([effect], cluster)).toEqual({ from: [], script: [{ afterS: 0, line: begins(effect, cluster) }] })
    }
  })

  it('rounds no time by more than an eighth, and none of the first twelve seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (seconds) => {
        const off = Math.abs(rounded(seconds) - seconds)
        expect(off).toBeLessThanOrEqual(seconds <= 12 ? 0 : Math.max(0.6, seconds / 8))
      }),
      { seed: 1 }
    )
  })
})
