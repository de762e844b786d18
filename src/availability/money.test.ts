import { describe, expect, it } from 'vitest'
import { breakEven, documentPayoff, measuredPayoff, mendedPayoff, savedAt, sparedBy, usualBusiness } from './money'
import type { Year } from './walk'

const year = (number: number, users: number, writes: number): Year => ({
  year: number,
  faults: 1,
  forgotten: 0,
  lost: { users: users * 3_600, writes: writes * 3_600, reads: 0 }
})

describe('what it pays', () => {
  it("is by the document's sums what it says, and by its own factors a third of that", () => {
    const said = documentPayoff(usualBusiness)
    expect(said).toMatchObject({ saved: 1_350_000, says: 27, returned: 26 })
    const mended = mendedPayoff(usualBusiness)
    expect(mended.saved / 1_000).toBeCloseTo(436, 0)
    expect(mended.returned).toBeCloseTo(7.72, 1)
  })

  it('is by measured years what users and the sales behind the API were spared, year by year', () => {
    const spared = sparedBy(
      [year(0, 2, 10), year(1, 4, 20), year(3, 100, 100)],
      [year(1, 1, 0), year(0, 1, 10), year(2, 9, 9)]
    )
    expect(spared).toEqual({ users: [1, 3], writes: [0, 20] })
    expect(savedAt(spared, 1_000, 0.1).mean).toBeCloseTo(1_000 * (2 + 0.1 * 10), 9)
    const business = { ...usualBusiness, hour: 1_000, needApi: 0.1 }
    expect(measuredPayoff(spared, business, 2_000)).toMatchObject({ saved: 3_000, cost: 2_000, returned: 0.5 })
  })

  it('breaks even where saved is what it costs: always, somewhere, or never', () => {
    const spared = { users: [1, 3], writes: [0, 20] }
    expect(breakEven(spared, 1_000, 2_000)).toBe(0)
    const share = breakEven(spared, 1_000, 5_000)!
    expect(savedAt(spared, 1_000, share).mean).toBeCloseTo(5_000, 9)
    expect(breakEven(spared, 1_000, 13_000)).toBe(null)
    expect(breakEven({ users: [0], writes: [-1] }, 1_000, 1)).toBe(null)
  })

  it('is nothing where nothing costs anything', () => {
    expect(measuredPayoff({ users: [0], writes: [0] }, usualBusiness, 0)).toMatchObject({ saved: 0, returned: 0 })
  })
})
