import type { EtcdEvent, EtcdPeer, KeyValue } from './messages'
import { createStore, type Store } from './mvcc/store'

/** The store as a frozen value: for the disk, and for members that lag too far behind. */
export interface StoreSnapshot {
  readonly revision: number
  readonly compactRevision: number
  readonly kvs: readonly KeyValue[]
  readonly history: readonly EtcdEvent[]
  readonly bytesInUse: number
  readonly bytes: number
  readonly alarms: readonly number[]
  readonly leases: readonly (readonly [id: number, ttlSeconds: number, keys: readonly string[]])[]
  /** Members by their numbers, if they are not those that the cluster began with; empty: removed. */
  readonly peers?: readonly (EtcdPeer | '')[]
  readonly unstarted?: readonly number[]
}

export function snapshotStore(
  store: Store,
  leases: ReadonlyMap<number, { ttlSeconds: number; keys: Set<string> }>,
  membership: Pick<StoreSnapshot, 'peers' | 'unstarted'> = {}
): StoreSnapshot {
  return Object.freeze({
    ...membership,
    revision: store.revision,
    compactRevision: store.compactRevision,
    kvs: Object.freeze([...store.current.values()]),
    history: Object.freeze(store.history.slice()),
    bytesInUse: store.bytesInUse,
    bytes: store.bytes,
    alarms: Object.freeze([...store.alarms]),
    leases: Object.freeze([...leases].map(([id, lease]) => [id, lease.ttlSeconds, [...lease.keys]] as const))
  })
}

export function restoreStore(data: unknown): Store {
  const snapshot = data as StoreSnapshot
  const store = createStore()
  store.revision = snapshot.revision
  store.compactRevision = snapshot.compactRevision
  store.bytesInUse = snapshot.bytesInUse
  store.bytes = snapshot.bytes
  for (const member of snapshot.alarms) store.alarms.add(member)
  for (const event of snapshot.history) store.history.push(event)
  for (const kv of snapshot.kvs) store.current.set(kv.key, kv)
  return store
}
