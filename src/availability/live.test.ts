import { describe, expect, it } from 'vitest'
import { fnv1a } from '../base/prng'
import { usualInputs } from './inputs'
import { live, type Asking } from './live'
import { merge, readReport, reportOf } from './report'
import { Study, type Shard } from './study'
import { keyOf, type Measured, type Way } from './transition'

/** Hands whose answers hang on the way alone, as a simulator's do; each takes its own time. */
const hands = (count: number): Asking[] =>
  Array.from({ length: count }, (_, i) => ({
    ask: async (way) => {
      for (let turns = fnv1a(keyOf(way) + String(i)) % 4; turns > 0; turns--) await Promise.resolve()
      return made(way)
    }
  }))

function made(way: Way): Measured {
  const number = fnv1a(keyOf(way)) % 1_000
  const broken = way.from.length + way.script.length > 1 ? (number % 7) / 7 : 0
  return {
    durationS: 24 + (number % 400),
    lost: { reads: number / 10, writes: number / 5, users: number / 50 },
    share: { reads: broken, writes: broken, users: broken / 10 },
    settled: true,
    loops: number % 11 === 0
  }
}

async function report(years: number, shard?: Shard, count = 2) {
  const study = new Study(usualInputs(3), years, shard)
  expect(await live(study, hands(count))).toBe(true)
  expect(study.years).toHaveLength(study.total)
  return reportOf(study.inputs, years, study.years)
}

describe('years on several hands', () => {
  it('are the same years, however many hands there are', async () => {
    const one = await report(30, undefined, 1)
    expect(await report(30, undefined, 2)).toEqual(one)
    expect(await report(30, undefined, 7)).toEqual(one)
  })

  it('merge from shards to what the whole gives, in any order and through files', async () => {
    const whole = await report(31)
    for (const of of [2, 3, 5]) {
      const shards = await Promise.all(Array.from({ length: of }, (_, index) => report(31, { index, of })))
      const read = shards.reverse().map((shard) => readReport(JSON.stringify(shard)))
      expect(merge(read.map((one) => (one.ok ? one.value : fail(one.error))))).toEqual({ ok: true, value: whole })
    }
  })

  it('are refused if they are of other inputs, or come twice', async () => {
    const [a, b] = await Promise.all([report(4, { index: 0, of: 2 }), report(6, { index: 1, of: 2 })])
    expect(merge([a, b]).ok).toBe(false)
    expect(merge([a, a])).toEqual({ ok: false, error: expect.stringContaining('two reports') })
    expect(readReport('{}').ok).toBe(false)
    expect(readReport('').ok).toBe(false)
  })

  it('can be paused, and ended', async () => {
    const study = new Study(usualInputs(1), 1_000)
    let asked = 0
    expect(await live(study, hands(2), { mayGoOn: async () => ++asked < 50 })).toBe(false)
    expect(study.measured).toBeLessThan(51)
  })
})

const fail = (error: string): never => {
  throw new Error(error)
}
