import { expect, test } from 'vitest'
import { slotsAfter } from './pod-slots'

test('who is there stays, who comes takes the first free place', () => {
  const first = slotsAfter([], ['a', 'b', 'c'])
  expect(first).toEqual(['a', 'b', 'c'])
  const gone = slotsAfter(first, ['a', 'c'])
  expect(gone).toEqual(['a', null, 'c'])
  expect(slotsAfter(gone, ['a', 'c', 'd'])).toEqual(['a', 'd', 'c'])
  expect(slotsAfter(gone, ['a'])).toEqual(['a'])
})
