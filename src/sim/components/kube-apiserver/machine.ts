import { setup } from 'xstate'
import { seconds } from '../../../base/time'
import { act } from '../../kernel/act'
import type { Outbox, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import type { EtcdResponse, EtcdWatchEvents } from '../etcd/messages'
import type { KubeletServed } from '../kubelet/messages'
import { bookmarkInterval } from './config'
import { createContext, isReady, type ApiServer, type Request } from './context'
import { answered, changed, expire, listAll } from './etcd-client'
import { retryEviction } from './eviction'
import { isDial, kubeletAccepts, kubeletFails, kubeletGone, kubeletServed, kubeletSilent } from './proxy'
import { revisionOf, send } from './read'
import { disconnect, serve } from './serve'

type Run = (server: ApiServer, event: SimEvent, out: Outbox) => void
const action = (run: Run) => act<ApiServer, SimEvent>(run)

/** How often requests that wait for etcd are looked at. */
const expiryPeriod = seconds(1)

/**
 * kube-apiserver: stateless but for its watch caches; everything lives in etcd. It serves TCP from the start: before its
 * caches and roles are loaded it answers 403, as the real one does. See README.md.
 */
export const machine = setup({
  types: { context: {} as ApiServer, events: {} as SimEvent, input: {} as Boot },
  actions: {
    load: action((server, _event, out) => {
      out.log('I', 'Serving securely on [::]:6443')
      listAll(server, out)
      out.timer('expiry', expiryPeriod, 'request-timeout', { type: 'expiry' })
      out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
      out.timer('compaction', server.settings.compactionInterval, 'etcd-compaction-interval', { type: 'compaction' })
    }),
    announce: action((_server, _event, out) => out.log('I', 'all healthz checks passed')),
    serve: action((server, event, out) => serve(server, out, event as unknown as Request)),
    etcdAnswered: action((server, event, out) => answered(server, out, event as unknown as EtcdResponse)),
    etcdChanged: action((server, event, out) => changed(server, out, event as unknown as EtcdWatchEvents)),
    retryEviction: action((server, event, out) => retryEviction(server, out, (event as unknown as Request).id)),
    kubeletServed: action((server, event, out) => kubeletServed(server, out, event as unknown as KubeletServed)),
    proxyTimeout: action((server, event, out) => kubeletSilent(server, out, (event as unknown as Request).id)),
    connected: action((server, event, out) => {
      const { ref } = event as unknown as { ref?: unknown }
      if (isDial(ref)) kubeletAccepts(server, out, ref)
    }),
    rolesLoaded: action((server) => void (server.rbacLoaded = true)),
    expire: action((server, _event, out) => {
      expire(server, out)
      endWatches(server, out)
      out.timer('expiry', expiryPeriod, 'request-timeout', { type: 'expiry' })
    }),
    bookmark: action((server, _event, out) => {
      bookmark(server, out)
      out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
    }),
    compact: action((server, _event, out) => {
      // Models etcd3/compact.go: what was the revision an interval ago may go now.
      if (server.compactAt > 0) {
        const id = server.nextId++
        server.pending.set(id, { kind: 'own' })
        out.send(server.etcd, { type: 'etcd.compact', id, revision: server.compactAt } as never)
      }
      server.compactAt = revisionOf(server)
      out.timer('compaction', server.settings.compactionInterval, 'etcd-compaction-interval', { type: 'compaction' })
    }),
    pong: action((_server, event, out) => {
      const { from, conn } = event as unknown as Request
      out.send(from, { type: 'conn.pong', conn } as never)
    }),
    cancel: action((server, event) => {
      const { conn, id } = event as unknown as Request
      server.connections.get(conn)?.streams.delete(id)
      for (const cache of server.caches.values()) cache.watchers.delete(`${conn}#${id}`)
    }),
    close: action((server, event) => disconnect(server, (event as unknown as Request).conn)),
    reset: action((server, event, out) => {
      const { peer: gone, to, ref } = event as unknown as { peer?: string; to?: string; ref?: unknown }
      const peer = gone ?? to ?? ''
      if (isDial(ref)) kubeletFails(server, out, ref.id, 'connect: connection refused')
      else if (peer === server.etcd) reconnect(server, out)
      else if (peer.endsWith('/kubelet')) kubeletGone(server, out, peer)
      else for (const [conn, { peer: other }] of [...server.connections]) if (other === peer) disconnect(server, conn)
    }),
    retryEtcd: action((server, _event, out) => listAll(server, out)),
    stop: action((server, _event, out) => {
      for (const [conn, { peer }] of server.connections) out.send(peer, { type: 'conn.close', conn } as never)
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
    for (const { peer, conn, id } of cache.watchers.values())
      out.send(peer, { type: 'api.watch.end', conn, id } as never)
    cache.watchers.clear()
  }
  out.timer('etcd-retry', server.settings.etcdRetry, 'etcd-retry-ms', { type: 'etcd.retry' })
}

/** Watches whose time is over end; their clients watch again. */
function endWatches(server: ApiServer, out: Outbox): void {
  for (const cache of server.caches.values()) {
    for (const [key, { peer, conn, id, endsAt }] of cache.watchers) {
      if (endsAt > server.now) continue
      cache.watchers.delete(key)
      out.send(peer, { type: 'api.watch.end', conn, id } as never)
    }
  }
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
      send(out, watcher.peer, watcher.conn, watcher.id, [{ type: 'BOOKMARK', object }])
    }
  }
}
