import { describe, expect, it } from 'vitest'
import { floorLog2, naturalLog, power } from './exact-math'
import { Prng } from './prng'

describe('exact mathematics', () => {
  it('gives the natural logarithm to the last bit or two', () => {
    const rng = Prng.fromSeed(1)
    const some = Array.from({ length: 2_000 }, () => (rng.float() + 1e-9) * 10 ** (rng.below(30) - 10))
    for (const x of [1, 2, 3, 5, 10, 1_000, 5_002, ...some]) {
      expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(Math.abs(Math.log(x)) * 2.3e-16)
    }
    expect(naturalLog(1)).toBe(0)
  })

  it('gives whole logarithms to base 2 exactly, at powers of two and beside them', () => {
    for (let n = 0; n < 53; n++) {
      expect(floorLog2(2 ** n)).toBe(n)
      if (n > 0) expect(floorLog2(2 ** n - 1)).toBe(n - 1)
    }
    expect(floorLog2(0.3)).toBe(-2)
  })

  it('multiplies powers out', () => {
    expect([power(1.6, 0), power(1.6, 1), power(3, 5)]).toEqual([1, 1.6, 243])
  })
})
