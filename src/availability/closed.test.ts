import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availabilityOf, hoursAway, kOfN, parallel, quorum, quorumOf, series, withRepair } from './closed'
import { documentFactors, documentLines } from './document'

/** Every way in which parts may work or not, with its chance: what the formulas sum up. */
function enumerated(parts: readonly number[], works: (up: number) => boolean): number {
  let sum = 0
  for (let mask = 0; mask < 1 << parts.length; mask++) {
    const up = parts.filter((_, i) => mask & (1 << i)).length
    if (works(up)) sum += parts.reduce((chance, part, i) => chance * (mask & (1 << i) ? part : 1 - part), 1)
  }
  return sum
}

const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 })

describe('closed forms', () => {
  it('are what an enumeration of all cases sums up to', () => {
    fc.assert(
      fc.property(parts, fc.nat(7), (some, k) => {
        expect(series(some)).toBeCloseTo(
          enumerated(some, (up) => up === some.length),
          12
        )
        expect(parallel(some)).toBeCloseTo(
          enumerated(some, (up) => up > 0),
          12
        )
        expect(kOfN(k, some)).toBeCloseTo(
          enumerated(some, (up) => up >= k),
          12
        )
        expect(quorum(some)).toBeCloseTo(
          enumerated(some, (up) => 2 * up > some.length),
          12
        )
      }),
      { numRuns: 100, seed: 1 }
    )
  })

  it('know that an even member adds a vote to wait for and nothing else', () => {
    expect([1, 2, 3, 4, 5].map(quorumOf)).toEqual([1, 2, 2, 3, 3])
    const of = (members: number) => quorum(new Array<number>(members).fill(0.999))
    expect(of(4)).toBeLessThan(of(3))
    expect(of(5)).toBeGreaterThan(of(3))
  })

  it('agree with independent repairs where everybody is repaired at once, and are worse with one crew', () => {
    const input = { members: 5, needed: 3, mtbf: 400, mttr: 40 }
    const a = availabilityOf(400, 40)
    expect(withRepair(input).availability).toBeCloseTo(kOfN(3, new Array<number>(5).fill(a)), 12)
    expect(withRepair({ ...input, crews: 1 }).availability).toBeLessThan(withRepair(input).availability)
    expect(withRepair({ members: 1, needed: 1, mtbf: 400, mttr: 40 })).toEqual({
      availability: expect.closeTo(a, 12),
      mttf: 400
    })
  })

  it('find the time until a majority is lost as a walk through the states does', () => {
    const { mttf } = withRepair({ members: 3, needed: 2, mtbf: 100, mttr: 10 })
    // 3 work: 1/(3λ). 2 work: either repaired (μ) or lost (2λ): the textbook's (5λ + μ) / 6λ².
    const [l, m] = [1 / 100, 1 / 10]
    expect(mttf).toBeCloseTo((5 * l + m) / (6 * l * l), 9)
  })
})

describe("the document's figures", () => {
  const lines = Object.fromEntries(documentLines().map((line) => [line.id, line]))

  it('are right for one master, and slip for three: in the nines of 0.001 cubed, and in the product', () => {
    expect(lines.single).toMatchObject({ agrees: true, hours: expect.closeTo(35, 1) })
    expect(lines['any-master']!.availability).toBeCloseTo(1 - 1e-9, 12)
    expect(lines['any-master']!.agrees).toBe(false)
    expect(lines.several).toMatchObject({ agrees: false, hours: expect.closeTo(26.3, 1) })
    expect(lines.several!.availability).toBeCloseTo(0.997, 4)
  })

  it('ask for any one master where etcd needs two, and leave the balancer out', () => {
    expect(lines.quorum!.hours * 3_600).toBeCloseTo(94.5, 0)
    expect(lines.balancer!.hours).toBeCloseTo(hoursAway(0.999), 1)
  })

  it('agree with themselves if its factors are such that they would', () => {
    const mended = documentLines({ ...documentFactors, worker: 0.9997 })
    expect(mended.find(({ id }) => id === 'several')!.agrees).toBe(true)
    expect(mended.find(({ id }) => id === 'single')!.agrees).toBe(false)
  })
})
