import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { chipAt, placeFlags } from './flag-layout'
import { foldOf } from './fold'
import { scaleOf } from './scale'

const scale = scaleOf({ from: 0, to: seconds(100) }, 0, 1_000, foldOf([]))
const fault = (index: number, at: number, what: string) => ({ index, at: seconds(at), text: `${at}s ${what}` })
const widthOf = (text: string) => text.length * 6

test('a flag says what it is where that has room before the next one', () => {
  const placed = placeFlags(
    [fault(0, 10, 'crash master-1'), fault(1, 12, 'heal'), fault(2, 99, 'crash worker-1')],
    scale,
    widthOf
  )
  expect(placed.map(({ room }) => room)).toEqual([false, true, false])
  expect(Math.max(...placed.map(({ x }) => x))).toBeLessThanOrEqual(1_000 - 18)
})

test('a flag that is moved stays the same one, also among equals', () => {
  const keys = (at: number) =>
    placeFlags([fault(0, 10, 'crash master-1'), fault(1, at, 'crash master-1')], scale, widthOf).map(({ key }) => key)
  expect(keys(20)).toEqual(keys(30))
  expect(new Set(keys(20)).size).toBe(2)
})

test('the playhead’s time stands beside a flag that it would cover, and its words', () => {
  const flag = (from: number, words = 0) => ({ from, to: from + 20 + words })
  expect(chipAt(300, [], 100, 900)).toBe(300)
  expect(chipAt(300, [flag(300)], 100, 900)).toBe(274)
  expect(chipAt(300, [flag(310), flag(500)], 100, 900)).toBe(284)
  expect(chipAt(300, [flag(400)], 100, 900)).toBe(300)
  expect(chipAt(340, [flag(300, 90)], 100, 900)).toBe(274)
  expect(chipAt(380, [flag(300, 90)], 100, 900)).toBe(436)
  // Between two flags it has no room.
  expect(chipAt(340, [flag(300, 40), flag(370)], 100, 900)).toBe(274)
  // Left of it there is no room.
  expect(chipAt(101, [flag(101, 90)], 100, 900)).toBe(237)
  // Nowhere near is room: words give way, flags do not.
  expect(chipAt(101, [flag(101, 200)], 100, 900)).toBe(147)
})
