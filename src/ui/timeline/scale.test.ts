import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { scaleOf, ticksOf } from './scale'

test('time and pixels lead to each other', () => {
  const scale = scaleOf({ from: seconds(10), to: seconds(20) }, 100, 1_100)
  expect(scale.toX(seconds(15))).toBe(600)
  expect(scale.toTime(600)).toBe(seconds(15))
  expect(scale.toTime(0)).toBe(seconds(10))
  expect(scale.toTime(5_000)).toBe(seconds(20))
})

test('marks are round and do not crowd', () => {
  const ticks = ticksOf(scaleOf({ from: 0, to: seconds(130) }, 100, 1_100))
  expect(ticks.map(({ at }) => at / 1_000_000)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120])
  const close = ticksOf(scaleOf({ from: seconds(10), to: seconds(10.1) }, 100, 1_100))
  expect(close).toHaveLength(11)
  expect(close[1]!.at).toBe(seconds(10.01))
})
