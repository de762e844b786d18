import { expect, test } from 'vitest'
import { keepSame } from './keep-same'

test('an equal copy gives the old reference', () => {
  const before = { machines: [{ id: 'a', pods: [{ key: 'x' }] }], now: 1 }
  expect(keepSame(before, structuredClone(before))).toBe(before)
})

test('only the path to what changed is new', () => {
  const before = { a: { n: 1 }, b: [{ n: 1 }, { n: 2 }] }
  const after = keepSame(before, { a: { n: 1 }, b: [{ n: 1 }, { n: 3 }] })
  expect(after).toEqual({ a: { n: 1 }, b: [{ n: 1 }, { n: 3 }] })
  expect(after).not.toBe(before)
  expect(after.a).toBe(before.a)
  expect(after.b[0]).toBe(before.b[0])
  expect(after.b[1]).not.toBe(before.b[1])
})

test('a list that shrank and a field that went away are seen', () => {
  expect(keepSame([1, 2], [1])).toEqual([1])
  expect(keepSame<Record<string, number>>({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 })
})
