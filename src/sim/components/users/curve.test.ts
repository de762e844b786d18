import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { problemOf } from '../../flag'
import { rateOn, readCurve } from './curve'
import { flags } from './flags'

describe('the curve of the users', () => {
  it('is straight between its points, and as they are before the first and after the last', () => {
    const curve = readCurve('30m 60, 10s 20,2h 0.5')
    const rates = [0, 10, 905, 1_800, 7_200, 90_000].map((at) => rateOn(curve, seconds(at)))
    expect(rates).toEqual([20, 20, 40, 60, 0.5, 0.5])
  })

  it.each(['20', '10s', '10 20', '10s -1', '10s 20;20s 30', '10s 20,', 'noon 5', '10s 1e9'])(
    "is refused with a sentence where it is written otherwise: '%s'",
    (text) => {
      expect(problemOf(flags['users-curve'], text)).toBe("expected times and rates such as '0s 20, 30m 60, 2h 10'")
    }
  )

  it.each(['', '0s 20', '0s 20, 1m30s 2.5', '1h 0'])("is taken as '%s'", (text) => {
    expect(problemOf(flags['users-curve'], text)).toBe('')
  })
})
