import { describe, expect, it } from 'vitest'
import { isDryRun } from './dry-run'

describe('whether a write is only tried', () => {
  const all = { dryRun: ['All'] }
  it.each([
    ['any write by its query', { verb: 'update', options: { dryRun: true } }, true],
    ['a deletion by its body', { verb: 'delete', body: all }, true],
    ['a deletion of many by its body', { verb: 'deletecollection', body: all }, true],
    [
      "an eviction by its deletion's options",
      { verb: 'create', subresource: 'eviction', body: { deleteOptions: all } },
      true
    ],
    ['not an object that has such a field', { verb: 'create', body: all }, false],
    ['not a deletion with other options', { verb: 'delete', body: { gracePeriodSeconds: 0 } }, false]
  ] as const)('%s', (_, asked, expected) => {
    expect(isDryRun(asked as Parameters<typeof isDryRun>[0])).toBe(expected)
  })
})
