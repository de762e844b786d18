import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Journal } from './journal'

const step = fc.record({
  act: fc.constantFrom('push', 'push', 'push', 'dropFirst', 'truncate', 'clone'),
  count: fc.integer({ min: 0, max: 600 })
})

it('a journal is a list, and its copies go their own ways', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const all: { journal: Journal<number>; list: number[] }[] = []
      let journal = new Journal<number>()
      let list: number[] = []
      let next = 0
      for (const { act, count } of steps) {
        if (act === 'push') {
          for (let i = 0; i < count; i++) {
            journal.push(next)
            list.push(next++)
          }
        } else if (act === 'dropFirst') {
          journal.dropFirst(count)
          list.splice(0, count)
        } else if (act === 'truncate') {
          journal.truncate(count)
          list.length = Math.min(list.length, count)
        } else {
          all.push({ journal, list })
          // Either of the two goes on.
          const copy = journal.clone()
          if (count % 2 === 0) journal = copy
          else all[all.length - 1]!.journal = copy
          list = list.slice()
        }
      }
      for (const one of [...all, { journal, list }]) {
        const { length } = one.list
        expect(one.journal.slice()).toEqual(one.list)
        expect(one.journal.length).toBe(length)
        expect([0, length - 1, length].map((i) => one.journal.at(i))).toEqual([
          one.list[0],
          one.list[length - 1],
          undefined
        ])
      }
    }),
    { numRuns: 200 }
  )
})
