import { checkRemotes } from './aggregator'
import { definitionsSeen } from './apiextensions/controller'
import { kindIn } from './apiextensions/served'
import { addressesTold, leaseGranted } from './bootstrap/endpoint'
import { noticed } from './authorization/notice'
import type { KubeObject } from '../../api/types'
import type { EtcdResponse, EtcdWatchEvents } from '../etcd/messages'
import { resourceOfWatch } from './cacher'
import type { ApiServer, Pending } from './context'
import { alreadyExists, conflict, fromEtcd } from './errors'
import { toCacher, toWatch } from './events'
import { checkSchemas } from './flow-schemas'
import { checkAnswered } from './health'
import { etcdServed } from './outage'
import { guarded } from './panics'
import { compacted, currentTold, feed, readAnswered } from './read'
import { keyOf } from '../../api/scheme'
import type { Outbox } from './messages'
import { respond } from './respond'
import { rarely } from './rarely'
import { giveAddressBack } from './service-addresses'
import { decode, take as takeChange } from './watch-cache'
import { store, write } from './write'
import { answerWritten } from './written'

/** Tries of a read-modify-write before a conflict is answered. Models GuaranteedUpdate and patch's maxRetryWhenPatchConflicts. */
const maxTries = 5

/** Etcd answered: what comes of it. */
export function answered(server: ApiServer, out: Outbox, response: EtcdResponse): void {
  const pending = server.pending.get(response.id)
  if (!pending) return
  server.pending.delete(response.id)
  if ('request' in pending && pending.request)
    guarded(server, out, pending.request, () => take(server, out, pending, response))
  else take(server, out, pending, response)
}

function take(server: ApiServer, out: Outbox, pending: Pending, response: EtcdResponse): void {
  if ((pending.kind === 'read' || pending.kind === 'write') && response.error === undefined)
    etcdServed(server, out, pending.kind, pending.since)
  switch (pending.kind) {
    case 'list': {
      const item = pending.resource
      if (response.result?.kind !== 'range') return out.raise(toCacher(item, 'cacher.failed'))
      const { kvs } = response.result
      const { revision } = response.header
      return out.raise({ type: 'cacher.listed', chart: 'cacher', item, kvs, revision })
    }
    case 'read': {
      const { request } = pending
      if (response.error !== undefined) {
        const old = /compacted/.test(response.error)
        const status = old ? compacted(request) : fromEtcd(response.error)
        return respond(server, out, request, status.code, status)
      }
      if (response.result?.kind !== 'range') return
      const resource = kindIn(server, request.resource)
      if (pending.current) return currentTold(server, out, request, resource, response.header)
      const { kvs, count, more } = response.result
      return readAnswered(server, out, request, resource, kvs, response.header.revision, count, more)
    }
    case 'write':
      return written(server, out, pending, response)
    case 'claim':
      return rarely().evictions.claimed(server, out, pending, response)
    case 'mark':
      return rarely().evictions.deleteMarked(server, out, pending.request)
    case 'recheck': {
      const { request, tries } = pending
      if (response.result?.kind !== 'range') {
        const status = fromEtcd(response.error ?? 'etcdserver: no answer')
        return respond(server, out, request, status.code, status)
      }
      const [kv] = response.result.kvs
      return write(server, out, request, kindIn(server, request.resource), tries, kv ? decode(kv) : null)
    }
    case 'quotas': {
      const { request } = pending
      if (response.error === undefined) server.quotaLookups.set(request.namespace ?? '', server.now)
      return write(server, out, request, kindIn(server, request.resource))
    }
    case 'revision':
      return out.raise(toWatch(pending.watch, 'watch.current'))
    case 'endpoints':
      if (response.result?.kind === 'range') addressesTold(server, out, response.result.kvs)
      return
    case 'address-lease':
      if (response.result?.kind === 'lease') leaseGranted(server, out, response.result.lease)
      return
    case 'component':
      server.pending.set(response.id, pending)
      return rarely().components.etcdTold(server, out, response.id, response.error)
    case 'check':
      return checkAnswered(server, out, response.id, pending, response.error === undefined)
    default:
      return
  }
}

function written(
  server: ApiServer,
  out: Outbox,
  pending: Extract<Pending, { kind: 'write' }>,
  response: EtcdResponse
): void {
  const { request, object, old } = pending
  const resource = kindIn(server, request.resource)
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
  if (response.result.succeeded && old?.kind === 'Service') giveAddressBack(server, out, old, object)
  if (response.result.succeeded && object && isMarked(object)) {
    const marked = decode(kv!)
    const id = server.nextId++
    server.pending.set(id, { ...pending, object: null, old: marked })
    const key = keyOf(resource, marked.metadata.namespace, marked.metadata.name)
    return store(server, out, id, resource.directory, key, null, Number(marked.metadata.resourceVersion))
  }
  if (response.result.succeeded)
    return answerWritten(
      server,
      out,
      pending,
      resource,
      object ? decode(kv!) : (pending.last ?? lastOf(old!, response.header.revision))
    )
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

/** What is gone bears the revision of its deletion. Models apiserver/pkg/storage/etcd3 conditionalDelete. */
const lastOf = (old: KubeObject, revision: number): KubeObject => ({
  ...old,
  metadata: { ...old.metadata, resourceVersion: String(revision) }
})

/** A pod that was deleted without any grace, and that nothing holds. Models store.go updateForGracefulDeletionAndFinalizers. */
const isMarked = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'Pod' && metadata.deletionGracePeriodSeconds === 0 && (metadata.finalizers ?? []).length === 0

/** Etcd's watch of a resource: the cache takes the changes, its watchers hear of them. */
export function changed(server: ApiServer, out: Outbox, message: EtcdWatchEvents): void {
  const resource = resourceOfWatch(server, message.id)
  if (resource === undefined) return
  const cache = server.caches.get(resource)!
  if (message.canceled !== undefined) {
    out.log('W', `watch chan error: ${message.canceled}`)
    return out.raise(toCacher(resource, 'cacher.canceled'))
  }
  // A member that was frozen may have an older watch of the same resource.
  const events = message.events.filter(({ kv }) => kv.modRevision > cache.revision)
  if (events.length === 0) return
  const changes = events.map((event) => takeChange(cache, event, server.settings.cacheSize))
  noticed(server, resource, changes)
  if (resource === 'customresourcedefinitions') server.definitions = Object.freeze({})
  definitionsSeen(server, out, resource)
  feed(server, cache, out, changes)
  if (remoteInputs.has(resource)) checkRemotes(server, out)
  if (resource === 'flowschemas' || resource === 'prioritylevelconfigurations') {
    server.flows = Object.freeze({})
    checkSchemas(server, out)
  }
}

/** What decides whether a server of a group is there. */
const remoteInputs: ReadonlySet<string> = new Set(['apiservices', 'endpoints', 'services'])
