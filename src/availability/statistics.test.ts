import { describe, expect, it } from 'vitest'
import { Prng } from '../base/prng'
import { draw, gamma, readDistribution, type Distribution } from './distribution'
import { formatHours, readDollars, readHours, readShare } from './quantity'
import { bootstrap, histogram, meanOf } from './statistics'

describe('distributions', () => {
  const rng = Prng.fromSeed(7)
  const sample = (distribution: Distribution) => Array.from({ length: 20_000 }, () => draw(distribution, rng))

  it.each<[Distribution, number]>([
    [{ shape: 'exponential', mean: 40 }, 1],
    [{ shape: 'weibull', mean: 40, k: 2 }, 0.5227],
    [{ shape: 'lognormal', mean: 40, k: 0.6 }, 0.6583],
    [{ shape: 'fixed', mean: 40 }, 0]
  ])('have the mean that is asked for, and their own spread: %o', (distribution, variation) => {
    const values = sample(distribution)
    const mean = meanOf(values)
    expect(mean).toBeGreaterThan(38.8)
    expect(mean).toBeLessThan(41.2)
    expect(Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2))) / mean).toBeCloseTo(variation, 1)
  })

  it('never come where they never come', () => {
    expect(draw({ shape: 'weibull', mean: Infinity }, rng)).toBe(Infinity)
    expect(gamma(5)).toBeCloseTo(24, 10)
    expect(gamma(1.5)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12)
  })
})

describe('what people write', () => {
  it.each([
    ['4,000 h', 4_000],
    ['4000h', 4_000],
    ['2 y', 17_520],
    ['10 s', 10 / 3_600],
    ['30 min', 0.5],
    ['1.5 days', 36],
    ['never', Infinity]
  ])('%s is a time', (text, hours) => expect(readHours(text)).toEqual({ ok: true, value: expect.closeTo(hours, 9) }))

  it.each(['', '4', 'h', '4,00 h', '-4 h', '0 h', '4 parsecs', '1e9 h', '4 h 5'])(
    '%s is none, and a sentence says so',
    (text) => {
      const read = readHours(text)
      expect(read.ok).toBe(false)
      expect(!read.ok && read.error).toMatch(/expected/)
    }
  )

  it('is read back as it is shown', () => {
    for (const hours of [4_000, 4, 17_520, 1 / 60, 10 / 3_600, 0.5, 8_760, Infinity]) {
      const back = readHours(formatHours(hours))
      expect(back).toEqual({ ok: true, value: hours === Infinity ? Infinity : expect.closeTo(hours, 6) })
    }
  })

  it('is money, a share, or a distribution', () => {
    expect(readDollars('$50k')).toEqual({ ok: true, value: 50_000 })
    expect(readDollars('1,350,000')).toEqual({ ok: true, value: 1_350_000 })
    expect(readDollars('$1.35M')).toEqual({ ok: true, value: 1_350_000 })
    expect(readDollars('many').ok).toBe(false)
    expect(readShare('5 %')).toEqual({ ok: true, value: 0.05 })
    expect(readShare('101%').ok).toBe(false)
    expect(readDistribution('2 y weibull 1.5')).toEqual({ ok: true, value: { shape: 'weibull', mean: 17_520, k: 1.5 } })
    expect(readDistribution('4 h', 'lognormal')).toEqual({ ok: true, value: { shape: 'lognormal', mean: 4 } })
    expect(readDistribution('4 h fixed 3').ok).toBe(false)
  })
})

describe('intervals', () => {
  it('cover the true mean about as often as they say', () => {
    const rng = Prng.fromSeed(3)
    const trials = 200
    let covered = 0
    for (let i = 0; i < trials; i++) {
      const { low, high } = bootstrap(
        Array.from({ length: 100 }, () => draw({ shape: 'exponential', mean: 10 }, rng)),
        i
      )
      if (low <= 10 && 10 <= high) covered++
    }
    expect(covered / trials).toBeGreaterThan(0.88)
    expect(covered / trials).toBeLessThan(0.99)
  })

  it('are as wide from batches as from single years', () => {
    const rng = Prng.fromSeed(4)
    const values = Array.from({ length: 1_000 }, () => draw({ shape: 'exponential', mean: 10 }, rng))
    const { low, high } = bootstrap(values)
    expect((high - low) / 2).toBeCloseTo((1.96 * 10) / Math.sqrt(1_000), 0)
  })

  it('stand beside a histogram that holds every year once, those without loss apart', () => {
    const bins = histogram([0, 0.4, 1, 5, 9.99, 10, 3_600, 36_000])
    expect(bins[0]).toEqual({ from: 0, to: 1, count: 2 })
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(8)
    for (const { from, to, count } of bins.slice(1)) expect([to > from, count >= 0]).toEqual([true, true])
    expect(bins.find(({ from }) => Math.abs(from - 10) < 1e-9)!.count).toBe(1)
  })
})
