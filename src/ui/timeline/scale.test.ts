import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { foldOf, quietStretches } from './fold'
import { scaleOf, ticksOf, tickText } from './scale'

const straight = foldOf([])

test('time and pixels lead to each other', () => {
  const scale = scaleOf({ from: seconds(10), to: seconds(20) }, 100, 1_100, straight)
  expect(scale.toX(seconds(15))).toBe(600)
  expect(scale.toTime(600)).toBe(seconds(15))
  expect(scale.toTime(0)).toBe(seconds(10))
  expect(scale.toTime(5_000)).toBe(seconds(20))
})

test('so they do where quiet time is folded', () => {
  const fold = foldOf(quietStretches([seconds(10), seconds(30)], seconds(60)))
  const scale = scaleOf({ from: 0, to: seconds(60) }, 100, 1_100, fold)
  for (const at of [0, 3, 9.8, 10.5, 20, 29.9, 31, 60])
    expect(scale.toTime(scale.toX(seconds(at)))).toBeCloseTo(seconds(at), -2)
  expect(scale.toX(seconds(11)) - scale.toX(seconds(10))).toBeCloseTo(
    4 * (scale.toX(seconds(21)) - scale.toX(seconds(20)))
  )
})

test('marks are round, counted from the fault, and do not crowd', () => {
  const ticks = ticksOf(scaleOf({ from: 0, to: seconds(130) }, 100, 1_100, straight), seconds(10))
  expect(ticks.map(({ at }) => at / 1_000_000)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130])
  const fold = foldOf(quietStretches([seconds(10), seconds(11), seconds(80)], seconds(130)))
  const folded = ticksOf(scaleOf({ from: 0, to: seconds(130) }, 100, 1_100, fold), seconds(10))
  expect(folded.length).toBeGreaterThan(5)
  folded.slice(1).forEach(({ x }, i) => expect(x - folded[i]!.x).toBeGreaterThanOrEqual(46))
})

test('marks are said from the fault on', () => {
  const fault = seconds(10)
  expect(tickText(seconds(11.5), fault, 0.5)).toBe('+1.5')
  expect(tickText(seconds(12), fault, 0.5)).toBe('+2')
  expect(tickText(seconds(20), fault, 10)).toBe('+10')
  expect(tickText(seconds(7), fault, 1)).toBe('−3')
  expect(tickText(fault, fault, 1)).toBe('0')
  expect(tickText(seconds(340), fault, 30)).toBe('+5:30')
})
