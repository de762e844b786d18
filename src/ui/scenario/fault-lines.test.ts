import { expect, test } from 'vitest'
import { seconds } from '../../base/time'
import { lineWithTime } from './fault-lines'

test('a fault without a time happens at the playhead', () => {
  expect(lineWithTime(' crash worker-2 ', seconds(12.3456))).toBe('12.346s crash worker-2')
  expect(lineWithTime('1m30s crash worker-2', seconds(5))).toBe('1m30s crash worker-2')
  expect(lineWithTime('250ms heal', 0)).toBe('250ms heal')
})
