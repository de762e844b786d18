import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { foldOf, quietStretches } from './fold'

const times = fc.array(fc.integer({ min: 0, max: seconds(600) }), { maxLength: 20 })

test('folding and unfolding lead back to the same instant, and never change an order', () => {
  fc.assert(
    fc.property(times, times, (marks, asked) => {
      const { fold, unfold } = foldOf(quietStretches(marks, seconds(600)))
      for (const at of asked) expect(unfold(fold(at))).toBeCloseTo(at, 3)
      const sorted = [...asked].sort((a, b) => a - b)
      sorted.slice(1).forEach((at, i) => {
        const distance = fold(at) - fold(sorted[i]!)
        // Never less than a quarter, never more than there is.
        expect(distance).toBeGreaterThanOrEqual((at - sorted[i]!) / 4 - 0.001)
        expect(distance).toBeLessThanOrEqual(at - sorted[i]! + 0.001)
      })
    })
  )
})

test('only stretches of more than two seconds without a mark are quiet, and what is around a mark keeps its room', () => {
  expect(quietStretches([seconds(10), seconds(11.2), seconds(13), seconds(20)], seconds(30))).toEqual([
    { from: 0, to: seconds(9.7) },
    { from: seconds(14), to: seconds(19.7) },
    { from: seconds(21), to: seconds(30) }
  ])
})

test('beyond the last mark time goes on unfolded: a run has no end', () => {
  const { fold } = foldOf(quietStretches([seconds(10)], seconds(30)))
  expect(fold(seconds(90)) - fold(seconds(60))).toBe(seconds(30))
})
