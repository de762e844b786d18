import { toSeconds } from '../../../base/time'
import type { KubeList, KubeObject } from '../../api/types'
import type { EtcdResponse, KeyValue } from '../etcd/messages'
import type { ApiServer, Request } from './context'
import { asCalled, badRequest, expired, notFound, tooLargeVersion, tooManyRequests } from './errors'
import { makeToken, readToken } from './continue'
import { call } from './etcd-client/calls'
import { toRequest, watchItem } from './events'
import type { Outbox, WatchEvent } from './messages'
import { keyOf, type Kind } from '../../api/scheme'
import { exchangeOf } from './flight'
import { candidates, matching } from './matching'
import { respond } from './respond'
import { releaseOf } from '../../releases'
import { revisionOf } from './revision'
import { filterOf } from './selectors'
import { decode, visible, type WatchCache } from './watch-cache'
import { send, startWatch } from './watch'
import { scaleIfAsked } from './scale'

/** GET of one object: from etcd by quorum, or from the cache with resourceVersion=0 (or one it has reached). */
export function get(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const cache = server.caches.get(resource.directory)!
  const version = request.options?.resourceVersion
  const key = keyOf(resource, request.namespace, request.name)
  if (cache.ready && version !== undefined && version !== '' && Number(version) <= cache.revision) {
    const object = cache.objects.get(key)
    if (object) respond(server, out, request, 200, scaleIfAsked(request, object, resource))
    else respond(server, out, request, 404, notFound(asCalled(resource, request), request.name ?? ''))
    return
  }
  if (request.wire && Number(version ?? 0) > revisionOf(server))
    return respond(server, out, request, 504, tooLargeVersion(version ?? '', revisionOf(server)))
  quorumRead(server, out, request, { key })
}

/**
 * LIST: resourceVersion unset = the cache, once etcd has said how far it is (ConsistentListFromCache); 0 = the cache as it is; exact = etcd at that
 * revision. Models apiserver/pkg/storage/cacher GetList.
 */
export function list(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const cache = server.caches.get(resource.directory)!
  const { resourceVersion: version = '', limit = 0, continue: token } = request.options ?? {}
  const prefix = keyOf(resource, request.namespace)
  // A page holds so many that match, however many are looked at.
  const looked = selects(request) ? {} : { limit }
  if (token !== undefined && token !== '') {
    if (version !== '' && version !== '0')
      return respond(
        server,
        out,
        request,
        400,
        badRequest('specifying resource version is not allowed when using continue')
      )
    const page = readToken(token, prefix)
    if (typeof page === 'string') return respond(server, out, request, 400, badRequest(page))
    if (!selects(request) && listsFromCache(server) && isAsOf(server, cache, page.revision))
      return respondFrom(server, out, request, resource, cache, page.revision, page.after)
    return quorumRead(server, out, request, {
      key: prefix,
      prefix: true,
      ...(page.revision > 0 && { revision: page.revision }),
      after: page.after,
      ...looked
    })
  }
  // A page of what matches goes on behind the last object that was looked at: etcd gives them in order.
  const isPaged = limit > 0 && selects(request)
  if (version === '')
    return cache.ready && !isPaged && listsFromCache(server)
      ? askCurrent(server, out, request)
      : fromEtcd(server, out, request, resource)
  const asked = Number(version)
  if (asked > revisionOf(server) && request.wire)
    return respond(server, out, request, 504, tooLargeVersion(version, revisionOf(server)))
  if (asked > 0 && isExact(request))
    return quorumRead(server, out, request, { key: prefix, prefix: true, revision: asked, ...looked })
  if (asked > cache.revision && asked > revisionOf(server)) {
    return respond(server, out, request, 504, tooLargeVersion(version, revisionOf(server)))
  }
  if (!cache.ready) {
    if (limit > 0 && !selects(request)) return quorumRead(server, out, request, { key: prefix, prefix: true, limit })
    return refuseUnready(server, out, request, cache)
  }
  look(server, request, cache, resource)
  const items = matching(cache, resource, request.namespace, request.options)
  respond(server, out, request, 200, listOf(resource, items, revisionOf(server)))
}

/** Gates ConsistentListFromCache and ListFromCacheSnapshot: before them such lists were read from etcd. */
const listsFromCache = ({ config }: ApiServer): boolean => releaseOf(config) !== '1.25'

/** Objects that a list looks at cost time, whether they match or not. */
function look(server: ApiServer, request: Request, cache: WatchCache, resource: Kind): void {
  const exchange = exchangeOf(server, request)
  if (exchange) exchange.scanned = candidates(cache, resource, request.namespace, request.options).length
}

/**
 * Whether nothing of the resource has changed since a revision that is not compacted yet. Models the snapshots of storage/cacher/store_btree.go,
 * of which this is the last.
 */
function isAsOf({ etcd, compactAt }: ApiServer, { ready, lastChange, watchedAt }: WatchCache, asked: number): boolean {
  const known = watchedAt === '' ? 0 : (etcd.peers.get(watchedAt)?.revision ?? 0)
  return ready && asked >= Math.max(lastChange, compactAt, 1) && asked <= known
}

/** Lists all from etcd. */
function fromEtcd(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const { limit = 0 } = request.options ?? {}
  const key = keyOf(resource, request.namespace)
  quorumRead(server, out, request, { key, prefix: true, ...(selects(request) ? {} : { limit }) })
}

/** Etcd is asked for its revision alone. Models storage/etcd3 GetCurrentResourceVersion. */
function askCurrent(server: ApiServer, out: Outbox, request: Request): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'read', request, since: server.now, current: true })
  const key = `/registry/${request.resource}/`
  call(server, out, request.resource, { type: 'etcd.range', id, key, prefix: true, countOnly: true, limit: 1 }, true)
  out.raise(toRequest(request, 'request.asks'))
}

/**
 * Etcd has said how far it is: what it told of until then has come before, if it is the member that the cache follows. Else all is read
 * from etcd. (Upstream waits up to 3 s for the cache, with a progress notification each 100 ms.)
 */
export function currentTold(
  server: ApiServer,
  out: Outbox,
  request: Request,
  resource: Kind,
  { revision, member }: EtcdResponse['header']
): void {
  const cache = server.caches.get(resource.directory)!
  if (!cache.ready || cache.watchedAt !== member) return fromEtcd(server, out, request, resource)
  respondFrom(server, out, request, resource, cache, revision)
}

/** A list, or a page of one, of what the cache holds. */
function respondFrom(
  server: ApiServer,
  out: Outbox,
  request: Request,
  resource: Kind,
  cache: WatchCache,
  revision: number,
  after = ''
): void {
  const { limit = 0 } = request.options ?? {}
  look(server, request, cache, resource)
  const found = matching(cache, resource, request.namespace, request.options)
  if (limit === 0 && after === '') return respond(server, out, request, 200, listOf(resource, found, revision))
  const keyOfItem = ({ metadata: { namespace, name } }: KubeObject) => keyOf(resource, namespace, name)
  const rest = after === '' ? found : found.filter((item) => keyOfItem(item) > after)
  const items = limit > 0 ? rest.slice(0, limit) : rest
  const last = items.at(-1)
  const left = rest.length - items.length
  const prefix = keyOf(resource, request.namespace)
  const token = left > 0 && last ? makeToken(revision, prefix, keyOfItem(last)) : undefined
  respond(server, out, request, 200, listOf(resource, items, revision, token, left))
}

function listOf(
  resource: Kind,
  items: readonly KubeObject[],
  revision: number,
  token?: string,
  remaining = 0
): KubeList {
  return Object.freeze({
    kind: `${resource.kind}List`,
    apiVersion: resource.apiVersion,
    metadata: Object.freeze({
      resourceVersion: String(revision),
      ...(token && { continue: token, ...(remaining > 0 && { remainingItemCount: remaining }) })
    }),
    items: Object.freeze(items.slice())
  })
}

interface Range {
  readonly key: string
  readonly prefix?: boolean
  readonly revision?: number
  readonly after?: string
  readonly limit?: number
}

function quorumRead(server: ApiServer, out: Outbox, request: Request, range: Range): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'read', request, since: server.now })
  call(server, out, request.resource, { type: 'etcd.range', id, ...range }, true)
  out.raise(toRequest(request, 'request.asks'))
}

/** Etcd answered a read. */
export function readAnswered(
  server: ApiServer,
  out: Outbox,
  request: Request,
  resource: Kind,
  kvs: readonly KeyValue[],
  revision: number,
  count: number,
  more: boolean
): void {
  if (request.verb === 'get') {
    const object = kvs[0] && decode(kvs[0])
    if (object) respond(server, out, request, 200, scaleIfAsked(request, object, resource))
    else respond(server, out, request, 404, notFound(asCalled(resource, request), request.name ?? ''))
    return
  }
  const matches = filterOf(request.namespace, request.options)
  const { limit = 0 } = request.options ?? {}
  const isPaged = limit > 0 && selects(request)
  const items: KubeObject[] = []
  let looked = 0
  for (const kv of kvs) {
    if (isPaged && items.length >= limit) break
    looked++
    const object = decode(kv)
    if (matches(object)) items.push(object)
  }
  const prefix = keyOf(resource, request.namespace)
  const page = request.options?.continue ? readToken(request.options.continue, prefix) : undefined
  const asked = typeof page === 'object' && page.revision > 0 ? page.revision : undefined
  const at = asked ?? (isExact(request) ? Number(request.options?.resourceVersion) : revision)
  const last = kvs[looked - 1]
  const token = (more || looked < kvs.length) && last ? makeToken(at, prefix, last.key) : undefined
  // How many are left that match nobody has counted.
  respond(server, out, request, 200, listOf(resource, items, at, token, isPaged ? 0 : count - kvs.length))
}

const selects = ({ options }: Request): boolean =>
  (options?.labelSelector ?? '') !== '' || (options?.fieldSelector ?? '') !== ''

/** A list of one revision: asked for, or the first page of one. Models apiserver/pkg/storage ValidateListOptions. */
function isExact({ options }: Request): boolean {
  const { resourceVersion = '', resourceVersionMatch, limit = 0 } = options ?? {}
  return Number(resourceVersion) > 0 && (resourceVersionMatch === 'Exact' || (!resourceVersionMatch && limit > 0))
}

/** The texts of a compacted revision differ for pages and for exact lists. */
export function compacted(request: Request): ReturnType<typeof expired> {
  if (request.options?.continue) {
    return expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
    )
  }
  return expired('The resourceVersion for the provided list is too old.')
}

/** WATCH, unless the cache has to begin anew. */
export function watch(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const cache = server.caches.get(resource.directory)!
  if (cache.ready) startWatch(server, out, request)
  else refuseUnready(server, out, request, cache)
}

/** Models cacher.go: a cache that is not ready refuses what it alone could serve. */
function refuseUnready(server: ApiServer, out: Outbox, request: Request, { readyUntil }: WatchCache): void {
  // Models calculateRetryAfterForUnreadyCache: 1.5 s that grow by e^0.06 a second, 1 to 30.
  let retryAfter = 1.5
  for (let s = toSeconds(server.now - readyUntil); s >= 1 && retryAfter < 30; s--) retryAfter *= 1.0618
  retryAfter = Math.min(30, Math.max(1, Math.round(retryAfter)))
  respond(server, out, request, 429, tooManyRequests('storage is (re)initializing', retryAfter))
}

/** Tells every watcher of a resource what it sees of these changes, in one message each. */
export function feed(
  server: ApiServer,
  cache: WatchCache,
  out: Outbox,
  changes: readonly Parameters<typeof visible>[0][]
): void {
  const objects = changes.flatMap(({ object, old }) => (old ? [object, old] : [object]))
  for (const { watcher } of cache.watchers.of(objects)) {
    let events: WatchEvent[] | null = null
    for (const change of changes) {
      const event = visible(change, watcher.namespace, watcher.options)
      if (event) (events ??= []).push(event)
    }
    if (!events) continue
    const first = watcher.wire?.form.as === 'Table' && !watcher.headed
    send(server, out, watcher, events, first)
    if (first) cache.watchers.set(watchItem(watcher.resource, watcher), { ...watcher, headed: true })
  }
}
