import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Table } from './table'

const step = fc.oneof(
  fc.record({ act: fc.constant('set' as const), key: fc.integer({ min: 0, max: 200 }), value: fc.nat() }),
  fc.record({ act: fc.constant('delete' as const), key: fc.integer({ min: 0, max: 200 }), value: fc.constant(0) }),
  fc.record({ act: fc.constant('clone' as const), key: fc.constant(0), value: fc.constant(0) })
)
const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

describe('a table', () => {
  it('is a map in order of key, and its copies go their own ways', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        let table = new Table<number>()
        let map = new Map<string, number>()
        const copies: [Table<number>, Map<string, number>][] = []
        for (const { act, key, value } of steps) {
          const name = `k${key}`
          if (act === 'set') {
            table.set(name, value)
            map.set(name, value)
          } else if (act === 'delete') expect(table.delete(name)).toBe(map.delete(name))
          else {
            copies.push([table, map])
            table = table.clone()
            map = new Map(map)
          }
        }
        for (const [copy, expected] of [...copies, [table, map] as const]) {
          expect([...copy]).toEqual(sorted(expected))
          expect(copy.size).toBe(expected.size)
          for (const [key, value] of expected) expect(copy.get(key)).toBe(value)
        }
      }),
      { numRuns: 50 }
    )
  })

  it('gives what lies under a prefix, in order', () => {
    const table = new Table<number>()
    for (const key of ['a/c', 'b/a', 'a/', 'a/b', 'a', 'a0']) table.set(key, table.size)
    expect(table.keysUnder('a/')).toEqual(['a/', 'a/b', 'a/c'])
    expect(table.under('b/')).toEqual([1])
    expect(table.under('z')).toEqual([])
  })

  it('may change while somebody goes through it', () => {
    const table = new Table([...Array(500).keys()].map((i) => [`k${i}`, i] as const))
    let seen = 0
    for (const [key] of table) {
      seen++
      table.delete(key)
    }
    expect([seen, table.size]).toEqual([500, 0])
  })
})
