import { expect, test } from 'vitest'
import { median } from './median'

test.each([
  [[], NaN],
  [[3], 3],
  [[3, 1], 2],
  [[10, 9, 2], 9],
  [[NaN, 1, 2], 2],
  [[1, NaN, 2], 2],
  [[NaN, 5, NaN], NaN],
  [[5, NaN], NaN],
  [[NaN, NaN, NaN], NaN]
])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected))

test('what did not happen comes last, wherever it stands', () => {
  const times = [4, NaN, 2, 9, NaN, 1, 7]
  for (let i = 0; i < times.length; i++) expect(median([...times.slice(i), ...times.slice(0, i)])).toBe(7)
})
