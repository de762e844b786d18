import { expect, test } from 'vitest'
import { seconds } from '../base/time'
import { slowestNear } from './slow-motion'

const timeline = { faults: [{ index: 0, at: seconds(10), text: 'crash master-1' }], milestones: [] }

test('real time slows to a fifth around a fault', () => {
  expect(slowestNear(seconds(9.5), 1, timeline)).toBe(1)
  expect(slowestNear(seconds(9.95), 1, timeline)).toBe(0.2)
  expect(slowestNear(seconds(10.2), 1, timeline)).toBe(0.2)
  expect(slowestNear(seconds(10.3), 1, timeline)).toBe(1)
})

test('sixty times real time slows to three, in a stretch that lasts as long for the viewer', () => {
  expect(slowestNear(seconds(8.9), 60, timeline)).toBe(3)
  expect(slowestNear(seconds(13.5), 60, timeline)).toBe(3)
  expect(slowestNear(seconds(14), 60, timeline)).toBe(60)
})

test('what is slower already is left alone', () => {
  expect(slowestNear(seconds(10), 0.1, timeline)).toBe(0.1)
})
