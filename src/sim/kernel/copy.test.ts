import { expect, test } from 'vitest'
import { presetOf } from '../../scenarios'
import { runScenario } from '../../rigs/scenario'
import { copy, longTable, save } from './copy'

/** Long arrays in a state, by path, that hold both frozen and mutable items. */
function mixed(value: unknown, path: string, found: string[]): string[] {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return found
  if (Array.isArray(value)) {
    const mutable = value.filter((item) => typeof item === 'object' && item !== null && !Object.isFrozen(item)).length
    if (value.length >= longTable && mutable > 0 && mutable < value.length) found.push(path)
    value.forEach((item, i) => mixed(item, `${path}[${i}]`, found))
  } else if (value instanceof Map) for (const [key, item] of value) mixed(item, `${path}.${String(key)}`, found)
  else for (const [key, item] of Object.entries(value)) mixed(item, `${path}.${key}`, found)
  return found
}

test('long tables in every component are of one kind, as a copy assumes', () => {
  const { history } = runScenario({ ...presetOf('ha-worker-fails')!, untilSeconds: 60 })
  const { processes } = history.head
  expect(
    processes.flatMap(({ id, context, disk }) => [...mixed(context, id, []), ...mixed(disk, `${id} disk`, [])])
  ).toEqual([])
  const longest = Math.max(
    ...processes.map(({ disk }) => Math.max(0, ...Object.values(disk).map(({ records }) => records?.length ?? 0)))
  )
  expect(longest).toBeGreaterThan(longTable)
})

test('a long table is copied: what is added to the copy is not in the original', () => {
  const log = Array.from({ length: 100 }, (_, index) => Object.freeze({ index }))
  const next = copy({ log })
  next.log.push(Object.freeze({ index: 100 }))
  expect([log.length, next.log.length, next.log[7] === log[7]]).toEqual([100, 101, true])
  const mutable = Array.from({ length: 100 }, (_, index) => ({ index }))
  copy(mutable)[3]!.index = 9
  expect(mutable[3]!.index).toBe(3)
})

test('a kept copy shares with the one before what is the same, order of keys included, and nothing else', () => {
  const pod = (name: string) => ({ name, tries: 0, none: {}, ports: [] as number[] })
  const live = { pods: new Map([...'abc'].map((name) => [name, pod(name)])), seen: new Set([1, 2]), now: 1 }
  const first = save(live, null)
  expect(first).toEqual(live)
  expect(first.pods.get('a')).not.toBe(live.pods.get('a'))
  expect(save(live, first)).toBe(first)
  live.pods.get('b')!.ports.push(80)
  const second = save(live, first)
  expect(second).toEqual(live)
  expect([second.pods === first.pods, second.seen === first.seen]).toEqual([false, true])
  expect([...'abc'].map((name) => second.pods.get(name) === first.pods.get(name))).toEqual([true, false, true])
  live.pods.delete('a')
  live.pods.set('a', pod('a'))
  const third = save(live, second)
  expect([...third.pods.keys()]).toEqual(['b', 'c', 'a'])
  expect(third.pods.get('a')).toBe(second.pods.get('a'))
  expect(save({ a: undefined }, {})).toEqual({ a: undefined })
  expect(Object.keys(save({ b: 1, a: 1 }, { a: 1, b: 1 }))).toEqual(['b', 'a'])
  expect(save({ a: 1 }, { a: 1, b: 2 })).toEqual({ a: 1 })
  expect(save({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1, b: 2 })
})
