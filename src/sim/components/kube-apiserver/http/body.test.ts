import { expect, it } from 'vitest'
import { isRead, readPatchBody } from './body'

it('takes ten thousand operations of a JSON patch and no more', () => {
  const patch = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ op: 'test', path: '/a' })))
  expect(isRead(readPatchBody('json', patch(10_000)))).toBe(true)
  expect(readPatchBody('json', patch(10_001))).toMatchObject({
    code: 413,
    message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001'
  })
  // A merge patch counts none.
  expect(isRead(readPatchBody('merge', patch(10_001)))).toBe(true)
})
