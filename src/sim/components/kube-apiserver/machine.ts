import { setup } from 'xstate'
import { seconds } from '../../../base/time'
import { actions } from '../../actions'
import type { Boot } from '../../cluster'
import { bookmarkInterval } from './config'
import { createContext, isReady, type ApiServer } from './context'
import { answered, changed, expire, listAll } from './etcd-client'
import { retryEviction } from './eviction'
import { checked } from './health'
import type { ApiServerInput, ApiServerTimer, Outbox } from './messages'
import { isDial, kubeletAccepts, kubeletFails, kubeletGone, kubeletServed, kubeletSilent } from './proxy'
import { revisionOf, send } from './read'
import { collectDeleted } from './delete-collection'
import { abandon, disconnect, endWatch } from './flight'
import { serve } from './serve'

const { act, on } = actions<ApiServer, ApiServerInput, ApiServerTimer>()

/** How often requests that wait for etcd are looked at. */
const expiryPeriod = seconds(1)

/** Models etcd3/compact.go: an interval of 0 compacts never. */
function armCompaction(server: ApiServer, out: Outbox): void {
  const { compactionInterval } = server.settings
  if (compactionInterval > 0)
    out.timer('compaction', compactionInterval, 'etcd-compaction-interval', { type: 'compaction' })
}

/**
 * kube-apiserver: stateless but for its watch caches; everything lives in etcd. It serves TCP from the start: before its
 * caches and roles are loaded it answers 403, as the real one does. See README.md.
 */
export const machine = setup({
  types: { context: {} as ApiServer, events: {} as ApiServerInput, input: {} as Boot },
  actions: {
    load: act((server, _event, out) => {
      out.log('I', 'Serving securely on [::]:6443')
      listAll(server, out)
      out.timer('expiry', expiryPeriod, 'request-timeout', { type: 'expiry' })
      out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
      armCompaction(server, out)
    }),
    announce: act((_server, _event, out) => out.log('I', 'all healthz checks passed')),
    serve: on('api.request', (server, request, out) => {
      serve(server, out, request)
      collectDeleted(server, out)
    }),
    etcdAnswered: on('etcd.response', (server, response, out) => {
      answered(server, out, response)
      collectDeleted(server, out)
    }),
    etcdChanged: on('etcd.watch.events', (server, message, out) => changed(server, out, message)),
    retryEviction: on('eviction.retry', (server, { id }, out) => retryEviction(server, out, id)),
    kubeletServed: on('kubelet.served', (server, answer, out) => kubeletServed(server, out, answer)),
    proxyTimeout: on('proxy.timeout', (server, { id }, out) => kubeletSilent(server, out, id)),
    connected: on('net.connected', (server, { ref }, out) => {
      if (isDial(ref)) kubeletAccepts(server, out, ref)
    }),
    rolesLoaded: act((server) => void (server.rbacLoaded = true)),
    expire: act((server, _event, out) => {
      expire(server, out)
      collectDeleted(server, out)
      endWatches(server, out)
      out.timer('expiry', expiryPeriod, 'request-timeout', { type: 'expiry' })
    }),
    bookmark: act((server, _event, out) => {
      bookmark(server, out)
      out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
    }),
    compact: act((server, _event, out) => {
      // Models etcd3/compact.go: what was the revision an interval ago may go now.
      if (server.compactAt > 0) {
        const id = server.nextId++
        server.pending.set(id, { kind: 'own' })
        out.send(server.etcd, { type: 'etcd.compact', id, revision: server.compactAt })
      }
      server.compactAt = revisionOf(server)
      armCompaction(server, out)
    }),
    probed: on('http.get', (server, { id, asker, path }, out) =>
      out.send(asker, { type: 'http.response', id, ...checked(server, path) })
    ),
    pong: on('conn.ping', (_server, { from, conn }, out) => out.send(from, { type: 'conn.pong', conn })),
    cancel: on('api.cancel', (server, { conn, id }, out) => abandon(server, out, conn, id)),
    close: on('conn.close', (server, { conn }, out) => disconnect(server, out, conn)),
    reset: on(['net.reset', 'net.refused'], (server, event, out) => {
      const peer = event.type === 'net.reset' ? event.peer : event.to
      const ref = event.type === 'net.refused' ? event.ref : undefined
      if (isDial(ref)) kubeletFails(server, out, ref.id, 'connect: connection refused')
      else if (peer === server.etcd) reconnect(server, out)
      else if (peer.endsWith('/kubelet')) kubeletGone(server, out, peer)
      else
        for (const [conn, { peer: other }] of [...server.connections]) if (other === peer) disconnect(server, out, conn)
    }),
    retryEtcd: act((server, _event, out) => listAll(server, out)),
    stop: act((server, _event, out) => {
      for (const [conn, { peer }] of server.connections) out.send(peer, { type: 'conn.close', conn })
      out.exit('SIGTERM', 0)
    })
  },
  guards: { isReady: ({ context }) => isReady(context) }
}).createMachine({
  id: 'kube-apiserver',
  context: ({ input }) => createContext(input),
  initial: 'starting',
  entry: 'load',
  on: {
    'api.request': { actions: 'serve' },
    'api.cancel': { actions: 'cancel' },
    'conn.close': { actions: 'close' },
    'conn.ping': { actions: 'pong' },
    'http.get': { actions: 'probed' },
    'etcd.response': { actions: 'etcdAnswered' },
    'etcd.watch.events': { actions: 'etcdChanged' },
    'etcd.retry': { actions: 'retryEtcd' },
    'kubelet.served': { actions: 'kubeletServed' },
    'proxy.timeout': { actions: 'proxyTimeout' },
    'net.connected': { actions: 'connected' },
    'eviction.retry': { actions: 'retryEviction' },
    'rbac.loaded': { actions: 'rolesLoaded' },
    expiry: { actions: 'expire' },
    bookmarks: { actions: 'bookmark' },
    compaction: { actions: 'compact' },
    'net.reset': { actions: 'reset' },
    'net.refused': { actions: 'reset' },
    'proc.term': { actions: 'stop' }
  },
  states: {
    /** Lists from etcd; requests are forbidden until roles are loaded. */
    starting: { always: { guard: 'isReady', target: 'ready' } },
    ready: { entry: 'announce' }
  },
  options: { maxIterations: 100 }
})

/** Etcd's connection is gone: its watches are, too. Requests that wait for it wait for their own timeouts. */
function reconnect(server: ApiServer, out: Outbox): void {
  for (const [id, pending] of server.pending) if (pending.kind === 'list') server.pending.delete(id)
  for (const cache of server.caches.values()) {
    for (const watcher of cache.watchers.values()) endWatch(server, out, watcher)
    cache.watchers.clear()
  }
  out.timer('etcd-retry', server.settings.etcdRetry, 'etcd-retry-ms', { type: 'etcd.retry' })
}

/** Watches whose time is over end; their clients watch again. */
function endWatches(server: ApiServer, out: Outbox): void {
  if (server.watchesEndAt > server.now) return
  let next = Infinity
  for (const cache of server.caches.values()) {
    for (const [key, watcher] of cache.watchers) {
      if (watcher.endsAt > server.now) {
        next = Math.min(next, watcher.endsAt)
        continue
      }
      cache.watchers.delete(key)
      endWatch(server, out, watcher)
    }
  }
  server.watchesEndAt = next
}

/** Tells watchers that asked for it how far the cache is, so that they can resume from there. */
function bookmark(server: ApiServer, out: Outbox): void {
  const revision = String(revisionOf(server))
  for (const cache of server.caches.values()) {
    for (const watcher of cache.watchers.values()) {
      if (!watcher.options?.allowWatchBookmarks) continue
      const object = Object.freeze({
        kind: '',
        apiVersion: 'v1',
        metadata: Object.freeze({ name: '', resourceVersion: revision })
      })
      send(server, out, watcher, cache.resource, [{ type: 'BOOKMARK', object }])
    }
  }
}
