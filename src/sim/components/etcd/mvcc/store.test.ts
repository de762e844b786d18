import { describe, expect, it } from 'vitest'
import {
  applyTxn,
  changesSince,
  compact,
  compactedError,
  createStore,
  futureRevisionError,
  range,
  type Store
} from './store'

const put = (store: Store, key: string, value: unknown) => applyTxn(store, [], [{ op: 'put', key, value }], [])
const remove = (store: Store, key: string) => applyTxn(store, [], [{ op: 'delete', key }], [])
const keys = (store: Store, prefix: string, revision = 0) =>
  range(store, prefix, { prefix: true, revision }).kvs.map((kv) => kv.key)

describe('the multi-version store', () => {
  it('gives all writes of a transaction one revision and counts versions per key', () => {
    const store = createStore()
    applyTxn(
      store,
      [],
      [
        { op: 'put', key: '/registry/pods/a', value: 1 },
        { op: 'put', key: '/registry/pods/b', value: 2 }
      ],
      []
    )
    put(store, '/registry/pods/a', 3)
    expect(store.revision).toBe(3)
    expect(range(store, '/registry/pods/a').kvs[0]).toMatchObject({
      createRevision: 2,
      modRevision: 3,
      version: 2,
      value: 3
    })
    expect(range(store, '/registry/pods/b').kvs[0]).toMatchObject({ createRevision: 2, modRevision: 2, version: 1 })
  })

  it('compares and swaps', () => {
    const store = createStore()
    const create = (value: unknown) =>
      applyTxn(
        store,
        [{ key: '/registry/x/a', target: 'mod', result: '=', revision: 0 }],
        [{ op: 'put', key: '/registry/x/a', value }],
        [{ op: 'range', key: '/registry/x/a' }]
      )
    expect(create(1).succeeded).toBe(true)
    const second = create(2)
    expect(second.succeeded).toBe(false)
    expect(second.responses[0]).toMatchObject({ value: 1, modRevision: 2 })
    expect(store.revision).toBe(2)
  })

  it('starts a key anew after its deletion', () => {
    const store = createStore()
    put(store, '/registry/x/a', 1)
    remove(store, '/registry/x/a')
    put(store, '/registry/x/a', 2)
    expect(range(store, '/registry/x/a').kvs[0]).toMatchObject({ createRevision: 4, version: 1 })
    expect(remove(store, '/registry/x/none').events).toEqual([])
    expect(store.revision).toBe(4)
  })

  it('lists prefixes in order, in pages, and as they were', () => {
    const store = createStore()
    for (const name of ['c', 'a', 'b']) put(store, `/registry/pods/${name}`, name)
    put(store, '/registry/podtemplates/z', 'z')
    remove(store, '/registry/pods/b')
    expect(keys(store, '/registry/pods/')).toEqual(['/registry/pods/a', '/registry/pods/c'])
    expect(keys(store, '/registry/pods/', 5)).toEqual(['/registry/pods/a', '/registry/pods/b', '/registry/pods/c'])
    expect(keys(store, '/registry/pods/', 2)).toEqual(['/registry/pods/c'])
    const page = range(store, '/registry/pods/', { prefix: true, limit: 1 })
    expect([page.kvs.length, page.count, page.more]).toEqual([1, 2, true])
    expect(range(store, '/registry/pods/', { prefix: true, after: '/registry/pods/a' }).kvs[0]!.key).toBe(
      '/registry/pods/c'
    )
  })

  it('replays changes for a watch until they are compacted', () => {
    const store = createStore()
    for (let i = 0; i < 5; i++) put(store, `/registry/pods/${i % 2}`, i)
    expect(changesSince(store, '/registry/pods/1', 3)!.map((event) => event.kv.modRevision)).toEqual([3, 5])
    expect(compact(store, 4)).toBe(null)
    expect(changesSince(store, '/registry/pods/', 4)).toBe(null)
    expect(changesSince(store, '/registry/pods/', 5)!.map((event) => event.kv.modRevision)).toEqual([5, 6])
    expect(range(store, '/registry/pods/', { prefix: true, revision: 3 }).error).toBe(compactedError)
    expect(range(store, '/registry/pods/', { prefix: true, revision: 9 }).error).toBe(futureRevisionError)
    expect(compact(store, 4)).toBe(compactedError)
    expect(compact(store, 7)).toBe(futureRevisionError)
  })
})
