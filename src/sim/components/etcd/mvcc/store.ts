import { Journal } from '../../../../base/journal'
import { Table } from '../../../../base/table'
import { bytesOf } from './bytes'
import type { Compare, EtcdEvent, KeyValue, TxnOp } from '../messages'

/**
 * etcd's multi-version store: every write transaction makes a revision; old revisions can be read and watched until they
 * are compacted. Models server/storage/mvcc (kvstore.go, index.go), with values by reference; of the backend file there is
 * its size, in which an object is as long as its JSON (upstream: protobuf, about half of it).
 */
export interface Store {
  revision: number
  compactRevision: number
  /** Latest state of each key. */
  readonly current: Table<KeyValue>
  /** Every change since the last compaction, oldest first. A deletion's `kv` has no value. */
  readonly history: Journal<EtcdEvent>
  /** Bytes of all revisions that are kept, and of the backend file, which grows and keeps free pages for later. */
  bytesInUse: number
  bytes: number
  /** Raft ids of members that have raised the NOSPACE alarm. */
  readonly alarms: Set<number>
}

/** Buckets and pages of a backend without keys. */
const emptyBytes = 20_480

export const createStore = (): Store => ({
  revision: 1,
  compactRevision: 0,
  current: new Table(),
  history: new Journal(),
  bytesInUse: emptyBytes,
  bytes: emptyBytes,
  alarms: new Set()
})

/** `mvcc.ErrCompacted`. */
export const compactedError = 'etcdserver: mvcc: required revision has been compacted'
/** `mvcc.ErrFutureRev`. */
export const futureRevisionError = 'etcdserver: mvcc: required revision is a future revision'

export interface TxnOutcome {
  readonly succeeded: boolean
  readonly responses: (KeyValue | null)[]
  readonly events: EtcdEvent[]
}

/** Applies one transaction. All its writes share one new revision; a transaction without writes makes none. */
export function applyTxn(
  store: Store,
  compares: readonly Compare[],
  success: readonly TxnOp[],
  failure: readonly TxnOp[]
): TxnOutcome {
  const succeeded = compares.every((compare) => holds(store, compare))
  const events: EtcdEvent[] = []
  const revision = store.revision + 1
  const responses = (succeeded ? success : failure).map((op): KeyValue | null => {
    const prev = store.current.get(op.key) ?? null
    if (op.op === 'range') return prev
    if (op.op === 'put') {
      const kv: KeyValue = Object.freeze({
        key: op.key,
        value: op.value,
        createRevision: prev ? prev.createRevision : revision,
        modRevision: revision,
        version: prev ? prev.version + 1 : 1,
        lease: op.lease ?? 0
      })
      events.push(Object.freeze({ type: 'put', kv, prev }))
      store.current.set(op.key, kv)
      return kv
    }
    if (!prev) return null
    const kv = Object.freeze({
      key: op.key,
      value: null,
      createRevision: 0,
      modRevision: revision,
      version: 0,
      lease: 0
    })
    events.push(Object.freeze({ type: 'delete', kv, prev }))
    store.current.delete(op.key)
    return prev
  })
  if (events.length > 0) {
    store.revision = revision
    for (const event of events) {
      store.history.push(event)
      store.bytesInUse += bytesOf(event.kv)
    }
    store.bytes = Math.max(store.bytes, store.bytesInUse)
  }
  return { succeeded, responses, events }
}

export interface RangeOptions {
  readonly prefix?: boolean
  readonly revision?: number
  readonly limit?: number
  readonly after?: string
  readonly countOnly?: boolean
}

export interface RangeOutcome {
  readonly kvs: KeyValue[]
  readonly count: number
  readonly more: boolean
  readonly error?: string
}

/** Keys with their values, in order of key, now or at an older revision. */
export function range(store: Store, key: string, options: RangeOptions = {}): RangeOutcome {
  const at = options.revision ?? 0
  if (at > store.revision) return { kvs: [], count: 0, more: false, error: futureRevisionError }
  if (at > 0 && at < store.compactRevision) return { kvs: [], count: 0, more: false, error: compactedError }
  const view = at > 0 && at < store.revision ? past(store, key, options.prefix === true, at) : null
  const get = (name: string) => (view ? view.get(name) : store.current.get(name))
  if (!options.prefix) {
    const found = get(key)
    return { kvs: found ? [found] : [], count: found ? 1 : 0, more: false }
  }
  const names = view ? [...view.keys()].sort() : store.current.keysUnder(key)
  const { after, limit = 0, countOnly } = options
  const kvs: KeyValue[] = []
  let count = 0
  for (const name of names) {
    if (after !== undefined && name <= after) continue
    count++
    if (!countOnly && (limit === 0 || kvs.length < limit)) kvs.push(get(name)!)
  }
  return { kvs, count, more: limit > 0 && count > limit }
}

/** Changes of keys under a prefix from a revision on. Null: that revision was compacted. */
export function changesSince(store: Store, prefix: string, startRevision: number): EtcdEvent[] | null {
  if (startRevision <= store.compactRevision && startRevision > 0) return null
  const found: EtcdEvent[] = []
  for (let i = indexOfRevision(store, startRevision); i < store.history.length; i++) {
    const event = store.history.at(i)!
    if (event.kv.key.startsWith(prefix)) found.push(event)
  }
  return found
}

/** Discards what lies before `revision`. Gives an error text, or null. */
export function compact(store: Store, revision: number): string | null {
  if (revision <= store.compactRevision) return compactedError
  if (revision > store.revision) return futureRevisionError
  const dropped = indexOfRevision(store, revision + 1)
  for (let i = 0; i < dropped; i++) {
    const { type, kv, prev } = store.history.at(i)!
    store.bytesInUse -= (prev ? bytesOf(prev) : 0) + (type === 'delete' ? bytesOf(kv) : 0)
  }
  store.history.dropFirst(dropped)
  store.compactRevision = revision
  return null
}

function holds(store: Store, compare: Compare): boolean {
  const kv = store.current.get(compare.key)
  if (compare.target === 'value') return kv !== undefined && relates(String(kv.value), compare.result, compare.value)
  const { target, result, revision } = compare
  const value = kv ? (target === 'create' ? kv.createRevision : target === 'mod' ? kv.modRevision : kv.version) : 0
  return relates(value, result, revision)
}

function relates<T extends number | string>(value: T, result: Compare['result'], revision: T): boolean {
  switch (result) {
    case '=':
      return value === revision
    case '!=':
      return value !== revision
    case '<':
      return value < revision
    case '>':
      return value > revision
  }
}

/** State of keys at an older revision: the present one with later changes undone. */
function past(store: Store, key: string, prefix: boolean, at: number): Map<string, KeyValue> {
  const view = new Map<string, KeyValue>()
  for (const name of prefix ? store.current.keysUnder(key) : [key]) {
    const kv = store.current.get(name)
    if (kv) view.set(name, kv)
  }
  for (let i = store.history.length - 1; i >= 0; i--) {
    const { kv, prev } = store.history.at(i)!
    if (kv.modRevision <= at) break
    if (prefix ? !kv.key.startsWith(key) : kv.key !== key) continue
    if (prev) view.set(kv.key, prev)
    else view.delete(kv.key)
  }
  return view
}

function indexOfRevision(store: Store, revision: number): number {
  let low = 0
  let high = store.history.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (store.history.at(middle)!.kv.modRevision < revision) low = middle + 1
    else high = middle
  }
  return low
}
