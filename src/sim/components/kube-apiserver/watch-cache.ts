import { Journal } from '../../../base/journal'
import { Table } from '../../../base/table'
import type { Micros } from '../../../base/time'
import { unborn, type Item } from '../../kernel/chart'
import { sameLength, sizeOf } from '../../api/size'
import type { KubeObject } from '../../api/types'
import type { EtcdEvent, KeyValue } from '../etcd/messages'
import type { RequestOptions, WatchEvent } from './messages'
import type { Endpoint } from './etcd-client/client'
import { fieldOf, filterOf } from './selectors'
import { Watchers } from './watchers'

/** A change of one object, as the cache keeps it for watches that resume. */
export interface Change {
  readonly revision: number
  readonly object: KubeObject
  /** The object before; null if it was created. */
  readonly old: KubeObject | null
  readonly deleted: boolean
}

/**
 * All objects of one resource, with its latest changes: serves lists with resourceVersion=0 and every watch.
 * Its chart is in `cacher.ts`. Models apiserver/pkg/storage/cacher (cacher.go, watch_cache.go).
 */
export interface WatchCache extends Item {
  readonly resource: string
  /** By which etcd's watch of it is numbered. */
  readonly number: number
  objects: Table<KubeObject>
  /** Pods that are bound, by `node key`. */
  onNode: Table<KubeObject>
  /** Oldest first. */
  changes: Journal<Change>
  /** Revision up to which the cache is complete. */
  revision: number
  /** Revision of the last change of one of its objects, as far as it knows. */
  lastChange: number
  /** Changes at or before this revision are not known any more: 410. */
  oldest: number
  /** Those that are open. */
  watchers: Watchers
  /** Of its objects as JSON. */
  bytes: number
  /** It has been filled in this life; it follows etcd. */
  filled: boolean
  ready: boolean
  /** When it ceased to follow. */
  readyUntil: Micros
  /** The member that its watch is at; empty before the first. */
  watchedAt: Endpoint | ''
}

export const createCache = (resource: string, number: number): WatchCache => ({
  ...unborn,
  resource,
  number,
  objects: new Table(),
  onNode: new Table(),
  changes: new Journal(),
  revision: 0,
  lastChange: 0,
  oldest: 0,
  watchers: new Watchers(),
  bytes: 0,
  filled: false,
  ready: false,
  readyUntil: 0,
  watchedAt: ''
})

/** An object with its resourceVersion, which etcd's revision gives. Stored objects have none. */
export function decode(kv: KeyValue): KubeObject {
  const value = kv.value as KubeObject
  return withVersion(value, kv.modRevision)
}

/** Stored values are decoded once: the same kv is the same object for lists, watches and responses. */
const decoded = new WeakMap<object, KubeObject>()

function withVersion(value: KubeObject, revision: number): KubeObject {
  const known = decoded.get(value)
  if (known && known.metadata.resourceVersion === String(revision)) return known
  const object = Object.freeze({
    ...value,
    metadata: Object.freeze({ ...value.metadata, resourceVersion: String(revision) })
  })
  decoded.set(value, object)
  sameLength(object, value)
  return object
}

/** Fills the cache anew from a list of etcd. */
export function fill(cache: WatchCache, kvs: readonly KeyValue[], revision: number): void {
  cache.objects = new Table(kvs.map((kv) => [kv.key, decode(kv)]))
  cache.onNode = new Table()
  cache.bytes = 0
  for (const [key, object] of cache.objects) {
    cache.bytes += sizeOf(object)
    place(cache, key, null, object)
  }
  cache.changes = new Journal()
  cache.revision = revision
  cache.lastChange = revision
  cache.oldest = revision
  cache.filled = true
  cache.ready = true
}

function place(
  { resource, onNode }: WatchCache,
  key: string,
  before: KubeObject | null,
  after: KubeObject | null
): void {
  if (resource !== 'pods') return
  const [from, to] = [nodeOf(before), nodeOf(after)]
  if (from !== '' && from !== to) onNode.delete(`${from} ${key}`)
  if (to !== '' && after) onNode.set(`${to} ${key}`, after)
}
/** Of what is no pod at all, too: somebody may have written into etcd. */
const nodeOf = (object: KubeObject | null): string => (object ? fieldOf(object, 'spec.nodeName') : '')

/** Takes a change from etcd's watch. Gives it for the watchers. */
export function take(cache: WatchCache, event: EtcdEvent, size: number): Change {
  const { kv } = event
  const old = cache.objects.get(kv.key) ?? null
  const deleted = event.type === 'delete'
  const object = deleted ? withVersion(old ?? (event.prev!.value as KubeObject), kv.modRevision) : decode(kv)
  if (deleted) cache.objects.delete(kv.key)
  else cache.objects.set(kv.key, object)
  cache.bytes += (deleted ? 0 : sizeOf(object)) - (old ? sizeOf(old) : 0)
  place(cache, kv.key, old, deleted ? null : object)
  const change: Change = Object.freeze({ revision: kv.modRevision, object, old, deleted })
  cache.changes.push(change)
  if (cache.changes.length > size * 1.25) {
    const dropped = cache.changes.length - size
    cache.oldest = cache.changes.at(dropped - 1)!.revision
    cache.changes.dropFirst(dropped)
  }
  cache.revision = kv.modRevision
  cache.lastChange = kv.modRevision
  return change
}

/** What a watcher sees of a change: an object that begins or ceases to match is added or deleted for it. */
export function visible(
  change: Change,
  namespace: string | undefined,
  options: RequestOptions | undefined
): WatchEvent | null {
  const matches = filterOf(namespace, options)
  const was = change.old !== null && matches(change.old)
  const is = !change.deleted && matches(change.object)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: change.object }
  if (!was) return null
  return { type: 'DELETED', object: change.deleted ? change.object : withVersion(change.old!, change.revision) }
}

/** Changes after a revision, for a watch that resumes. Null: some are forgotten. */
export function since(cache: WatchCache, revision: number): Change[] | null {
  if (revision < cache.oldest) return null
  let low = 0
  let high = cache.changes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (cache.changes.at(middle)!.revision <= revision) low = middle + 1
    else high = middle
  }
  return cache.changes.slice(low)
}
