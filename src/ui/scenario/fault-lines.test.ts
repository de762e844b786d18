import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { faultLines } from './fault-lines'

test('a fault without a time happens at the playhead', () => {
  expect(faultLines.withTime(' crash worker-2 ', seconds(12.3456))).toBe('12.346s crash worker-2')
  expect(faultLines.withTime('1m30s crash worker-2', seconds(5))).toBe('1m30s crash worker-2')
  expect(faultLines.withTime('250ms heal', 0)).toBe('250ms heal')
})

test('one line is replaced or taken away, the others stay', () => {
  expect(faultLines.replaced(['a', 'b', 'c'], 1, 'x')).toEqual(['a', 'x', 'c'])
  expect(faultLines.without(['a', 'b', 'c'], 0)).toEqual(['b', 'c'])
})
