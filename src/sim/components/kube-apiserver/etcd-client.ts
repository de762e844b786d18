import type { KubeObject } from '../../api/types'
import type { EtcdResponse, EtcdWatchEvents } from '../etcd/messages'
import { bootstrap } from './bootstrap'
import type { ApiServer, Pending, Request } from './context'
import { alreadyExists, conflict, created, fromEtcd, success, timeout, writeTimeout } from './errors'
import { claimed } from './eviction'
import { etcdServed } from './outage'
import { cameAt, endWatch, isWanted } from './flight'
import { compacted, feed, readAnswered } from './read'
import { keyOf, kindOf, storedKinds, type Kind } from '../../api/scheme'
import type { Outbox } from './messages'
import { isRead, respond } from './respond'
import { decode, fill, take } from './watch-cache'
import { scaleIfAsked } from './scale'
import { store, write } from './write'

/** Etcd watches are numbered by resource, beyond all request ids. */
const watchIds = 1_000_000_000
const names = [...storedKinds.keys()]
/** Tries of a read-modify-write before a conflict is answered. Models GuaranteedUpdate and patch's maxRetryWhenPatchConflicts. */
const maxTries = 5

/** Lists every resource from etcd; a watch follows each. */
export function listAll(server: ApiServer, out: Outbox): void {
  server.listed = 0
  for (const resource of names) {
    const id = server.nextId++
    server.pending.set(id, { kind: 'list', resource })
    out.send(server.etcd, { type: 'etcd.range', id, key: `/registry/${resource}/`, prefix: true })
  }
}

/** Etcd answered. */
export function answered(server: ApiServer, out: Outbox, response: EtcdResponse): void {
  const pending = server.pending.get(response.id)
  if (!pending) return
  server.pending.delete(response.id)
  if ((pending.kind === 'read' || pending.kind === 'write') && response.error === undefined)
    etcdServed(server, out, pending.kind, pending.since)
  switch (pending.kind) {
    case 'list':
      return listed(server, out, pending.resource, response)
    case 'read': {
      const { request } = pending
      if (response.error !== undefined) {
        const old = /compacted/.test(response.error)
        const status = old ? compacted(request) : fromEtcd(response.error)
        return respond(server, out, request, status.code, status)
      }
      if (response.result?.kind !== 'range') return
      const { kvs, count, more } = response.result
      return readAnswered(server, out, request, kindOf(request.resource), kvs, response.header.revision, count, more)
    }
    case 'write':
      return written(server, out, pending, response)
    case 'claim':
      return claimed(server, out, pending, response)
    case 'recheck': {
      const { request, tries } = pending
      if (response.result?.kind !== 'range') {
        const status = fromEtcd(response.error ?? 'etcdserver: no answer')
        return respond(server, out, request, status.code, status)
      }
      const [kv] = response.result.kvs
      return write(server, out, request, kindOf(request.resource), tries, kv ? decode(kv) : null)
    }
    case 'compact-read':
      server.compactAt = response.header.revision
      return
    case 'own':
      return
  }
}

function listed(server: ApiServer, out: Outbox, resource: string, response: EtcdResponse): void {
  if (response.result?.kind !== 'range') {
    const id = server.nextId++
    server.pending.set(id, { kind: 'list', resource })
    out.send(
      server.etcd,
      { type: 'etcd.range', id, key: `/registry/${resource}/`, prefix: true },
      {
        delay: server.settings.etcdRetry
      }
    )
    return
  }
  const { revision } = response.header
  fill(server.caches.get(resource)!, response.result.kvs, revision)
  out.send(server.etcd, {
    type: 'etcd.watch',
    id: watchIds + names.indexOf(resource),
    prefix: `/registry/${resource}/`,
    startRevision: revision + 1
  })
  server.listed++
  if (server.listed === names.length) bootstrap(server, out)
}

function written(
  server: ApiServer,
  out: Outbox,
  pending: Extract<Pending, { kind: 'write' }>,
  response: EtcdResponse
): void {
  const { request, object, old } = pending
  const resource = kindOf(request.resource)
  const name = old?.metadata.name ?? object?.metadata.name ?? ''
  if (response.error !== undefined || response.result?.kind !== 'txn') {
    const status = fromEtcd(response.error ?? 'etcdserver: no answer')
    return respond(server, out, request, status.code, status)
  }
  const [kv] = response.result.responses
  if (response.result.succeeded && !isFrequent.has(resource.plural)) {
    const key = keyOf(resource, (object ?? old)?.metadata.namespace, name)
    out.fact('object-written', { key, revision: response.header.revision })
  }
  if (!isWanted(server, request)) return
  if (response.result.succeeded && object && isMarked(object)) {
    const marked = decode(kv!)
    const id = server.nextId++
    server.pending.set(id, { ...pending, object: null, old: marked })
    const key = keyOf(resource, marked.metadata.namespace, marked.metadata.name)
    return store(server, out, id, key, null, Number(marked.metadata.resourceVersion))
  }
  if (response.result.succeeded) return done(server, out, pending, resource, object ? decode(kv!) : old!)
  // Somebody was faster: what etcd has now decides.
  if (request.verb === 'create' && !request.subresource) {
    const status = alreadyExists(resource, name)
    return respond(server, out, request, status.code, status)
  }
  const body = request.body as KubeObject | undefined
  const unconditional = request.verb !== 'update' || !body?.metadata?.resourceVersion
  if (unconditional && pending.tries < maxTries) {
    return write(server, out, request, resource, pending.tries + 1, kv ? decode(kv) : null)
  }
  const status = conflict(resource, name)
  respond(server, out, request, status.code, status)
}

const isFrequent: ReadonlySet<string> = new Set(['leases', 'events'])

/** A pod that was deleted without any grace, and that nothing holds. Models store.go updateForGracefulDeletionAndFinalizers. */
const isMarked = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'Pod' && metadata.deletionGracePeriodSeconds === 0 && (metadata.finalizers ?? []).length === 0

function done(
  server: ApiServer,
  out: Outbox,
  { request, object: written, old, warnings }: Extract<Pending, { kind: 'write' }>,
  resource: Kind,
  object: KubeObject
): void {
  if (request.verb === 'create' && request.subresource === 'binding')
    return respond(server, out, request, 201, created())
  if (request.subresource === 'eviction') return respond(server, out, request, 201, success())
  if (
    request.verb === 'delete' &&
    written === null &&
    !(request.wire ? resource.returnsDeleted : resource.plural === 'pods')
  ) {
    const { name, uid } = object.metadata
    return respond(
      server,
      out,
      request,
      200,
      success({
        name,
        ...(request.wire && resource.group !== '' && { group: resource.group }),
        kind: resource.plural,
        ...(uid !== undefined && { uid })
      })
    )
  }
  const isNew = request.verb === 'create' || (old === null && request.verb !== 'delete')
  respond(server, out, request, isNew ? 201 : 200, scaleIfAsked(request, object), warnings)
}

/** A write of the server's own: nobody waits for it. */
export function storeOwn(server: ApiServer, out: Outbox, key: string, object: KubeObject, revision: number): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'own' })
  const { resourceVersion: _, ...metadata } = object.metadata
  const value = Object.freeze({ ...object, metadata: Object.freeze(metadata) })
  out.send(server.etcd, {
    type: 'etcd.txn',
    id,
    compares: [{ key, target: 'mod', result: '=', revision }],
    success: [{ op: 'put', key, value }],
    failure: []
  })
}

/** Etcd's watch of a resource: the cache takes the changes, its watchers hear of them. */
export function changed(server: ApiServer, out: Outbox, message: EtcdWatchEvents): void {
  const resource = names[message.id - watchIds]
  if (resource === undefined) return
  const cache = server.caches.get(resource)!
  if (message.canceled !== undefined) {
    // The cache missed changes that etcd no longer has: its watchers must list again.
    for (const watcher of cache.watchers.values()) endWatch(server, out, watcher)
    cache.watchers.clear()
    const id = server.nextId++
    server.pending.set(id, { kind: 'list', resource })
    server.listed--
    out.send(server.etcd, { type: 'etcd.range', id, key: `/registry/${resource}/`, prefix: true })
    return
  }
  if (message.events.length === 0) return
  const changes = message.events.map((event) => take(cache, event, server.settings.cacheSize))
  feed(server, cache, out, changes)
}

/** Somebody waits for what etcd says. */
export const isRequest = (
  pending: Pending
): pending is Exclude<Extract<Pending, { readonly request: Request }>, { kind: 'proxy' }> =>
  pending.kind !== 'proxy' && 'request' in pending

/** Answers what waited longer than a request may, however often it was tried meanwhile. */
export function expire(server: ApiServer, out: Outbox): void {
  const { requestTimeout, writeTimeout: limit } = server.settings
  for (const [id, pending] of server.pending) {
    if (!isRequest(pending)) continue
    const { request, since } = pending
    const patience = pending.kind === 'read' ? requestTimeout : Math.min(requestTimeout, limit)
    if (server.now - (cameAt(server, request) ?? since) < patience) continue
    server.pending.delete(id)
    out.because({ silence: server.etcd }, 'request-timeout')
    const status = isRead(request) ? timeout(request.verb, request.resource) : writeTimeout()
    respond(server, out, request, status.code, status)
  }
}
