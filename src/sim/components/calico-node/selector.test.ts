import { expect, test } from 'vitest'
import { fitsSelector } from './selector'

const labels = { a: '1', 'node-role.kubernetes.io/master': '' }

test.each([
  ['all()', true],
  ['has(node-role.kubernetes.io/master)', true],
  ['!has(node-role.kubernetes.io/master)', false],
  ["a == '1'", true],
  ['a != "1"', false],
  ["has(a) && a == '2'", false],
  ["has(a) && !has(b) && b != '1'", true],
  ['', false],
  ['anything else', false]
])('%s', (selector, fits) => {
  expect(fitsSelector(selector, labels)).toBe(fits)
})
