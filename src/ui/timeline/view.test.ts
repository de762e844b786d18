import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { follow, zoomed } from './view'

const until = seconds(130)

test('zooming keeps the instant under the pointer where it is', () => {
  const window = zoomed({ from: 0, to: until }, 0.5, seconds(13), until)!
  expect(window.to - window.from).toBe(seconds(65))
  expect((seconds(13) - window.from) / (window.to - window.from)).toBeCloseTo(0.1)
})

test('zooming out as far as it goes shows all', () => {
  expect(zoomed({ from: seconds(10), to: seconds(80) }, 2, seconds(20), until)).toBeNull()
})

test('the window follows a playhead that leaves it, and stays within the run', () => {
  expect(follow({ from: 0, to: seconds(10) }, seconds(5), until)).toEqual({ from: 0, to: seconds(10) })
  expect(follow({ from: 0, to: seconds(10) }, seconds(11), until)).toEqual({ from: seconds(10), to: seconds(20) })
  expect(follow({ from: 0, to: seconds(10) }, seconds(129), until)).toEqual({ from: seconds(120), to: seconds(130) })
})
