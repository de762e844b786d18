import { webhookAnswered, webhookRefused, webhookServed, webhookSilent } from './admission/webhook/resume'
import { storagesOf } from './apiextensions/served'
import { setup } from 'xstate'
import { actions } from '../../actions'
import { withCommandLine } from '../../command-line'
import { flags } from './flags'
import type { Boot } from '../../cluster'
import { withCharts } from '../../kernel/chart'
import { answered, changed } from './answers'
import { cachers } from './cacher'
import { bookmarkInterval } from './config'
import { createContext, isReady, type ApiServer, type ClientInput } from './context'
import { collectDeleted } from './delete-collection'
import { failCalls, flush, received, retry } from './etcd-client/calls'
import type { Endpoint } from './etcd-client/client'
import { connections, dialTimeout, toConnection } from './etcd-client/connection'
import { bootstrapped, rolesLoaded } from './bootstrap'
import { renewEndpoint } from './bootstrap/endpoint'
import { upkeep } from './bootstrap/upkeep'
import { armKeepalive, errors, heard, keepAlive, loseAll } from './etcd-client/keepalive'
import { toCacher } from './events'
import { abandon, disconnect, open } from './flight'
import { checkSchemas } from './flow-schemas'
import { checkTimedOut, probed } from './health'
import type { ApiServerInput, ApiServerOwn, Outbox } from './messages'
import { armCompaction, compact } from './own'
import { rarely } from './rarely'
import { asksKubelets, isDial } from './kubelet-dial'
import { revisionOf } from './revision'
import { requests } from './request'
import { send, watches } from './watch'

/** A component of the control plane is dialled to be asked how it is. */
const isComponentDial = (ref: unknown): ref is { readonly kind: 'component'; readonly id: number } =>
  (ref as { readonly kind?: unknown } | undefined)?.kind === 'component'

const { act, on } = actions<ApiServer, ApiServerInput, ApiServerOwn>()

const clientMessages = ['api.request', 'api.cancel', 'conn.close', 'conn.ping'] as const

/**
 * kube-apiserver: stateless but for its watch caches; everything lives in etcd. Its charts: connections to etcd, caches,
 * requests, watches. It serves when it is connected to etcd: before its caches and roles are loaded it answers 403, as the
 * real one does. Without etcd it exits. See README.md.
 */
export const machine = withCharts(
  setup({
    types: { context: {} as ApiServer, events: {} as ApiServerInput, input: {} as Boot },
    actions: {
      dialFirst: act((server, _event, out) => dial(server, out, [[...server.etcd.clients.keys()][0]!])),
      giveUp: act((server, _event, out) => {
        out.because({ silence: server.etcd.endpoints[0]! })
        out.log('E', '"command failed" err="error creating storage factory: context deadline exceeded"')
        out.exit('error creating storage factory: context deadline exceeded', 1)
      }),
      load: act((server, _event, out) => {
        out.log('I', 'Serving securely on [::]:6443')
        dial(server, out, [...server.etcd.clients.keys()].slice(1))
        for (const endpoint of server.etcd.endpoints) armKeepalive(out, endpoint)
        for (const resource of server.caches.keys()) out.raise(toCacher(resource, 'cacher.start'))
        out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
        armCompaction(server, out)
        for (const message of server.backlog) hear(server, out, message)
        server.backlog = []
      }),
      keep: on(clientMessages, (server, message) => void server.backlog.push(message)),
      hear: on(clientMessages, (server, message, out) => hear(server, out, message)),
      announce: act((_server, _event, out) => out.log('I', 'all healthz checks passed')),
      etcdAccepted: on('etcd.accepted', (server, { from, client }, out) => {
        heard(server, from)
        out.raise(toConnection(client, from, 'connection.accepted'))
      }),
      etcdPong: on('etcd.pong', (server, { from }) => heard(server, from)),
      etcdAnswered: on('etcd.response', (server, response, out) => {
        heard(server, response.from, response.header.revision)
        const taken = received(server, out, response)
        if (!taken) return
        answered(server, out, taken)
        collectDeleted(server, out)
      }),
      etcdChanged: on('etcd.watch.events', (server, message, out) => {
        heard(server, message.from, message.revision)
        changed(server, out, message)
      }),
      clientReady: on('etcd.ready', (server, { client }, out) => {
        server.established.add(client)
        flush(server, out, client)
        for (const resource of storagesOf(server, client)) out.raise(toCacher(resource, 'cacher.connected'))
      }),
      clientLost: on('etcd.lost', (server, { client, endpoint, error }, out) => {
        for (const resource of storagesOf(server, client))
          if (server.caches.get(resource)!.watchedAt === endpoint) out.raise(toCacher(resource, 'cacher.broken'))
        const { revision } = server.etcd.peers.get(endpoint)!
        const header = { revision, raftTerm: 0, member: endpoint }
        for (const id of failCalls(server, out, client, endpoint))
          answered(server, out, { type: 'etcd.response', id, header, error })
        collectDeleted(server, out)
      }),
      callAgain: on('etcd.again', (server, { id }, out) => retry(server, out, id)),
      keepAlive: on('etcd.keepalive', (server, { endpoint }, out) => keepAlive(server, out, endpoint)),
      checkTimedOut: on('check.timeout', (server, { id }, out) => checkTimedOut(server, out, id)),
      retryEviction: on('eviction.retry', (server, { id }, out) => rarely().evictions.retryEviction(server, out, id)),
      kubeletServed: on('kubelet.served', (server, answer, out) => rarely().proxies.kubeletServed(server, out, answer)),
      aggregated: on('aggregated.answer', (server, answer, out) =>
        rarely().aggregating.aggregated(server, out, answer)
      ),
      aggregatedSilent: on('aggregated.timeout', (server, { id }, out) =>
        rarely().aggregating.aggregatedSilent(server, out, id)
      ),
      webhookAnswered: on('webhook.answer', (server, answer, out) => webhookAnswered(server, out, answer)),
      webhookSilent: on('webhook.timeout', (server, { id }, out) => webhookSilent(server, out, id)),
      proxyTimeout: on('proxy.timeout', (server, { id }, out) => rarely().proxies.kubeletSilent(server, out, id)),
      reached: on('traffic.response', (server, answer, out) => {
        if (server.pending.get(answer.id)?.kind === 'webhook') webhookServed(server, out, answer)
        else rarely().reaching.reached(server, out, answer)
      }),
      unreached: on('traffic.refused', (server, answer, out) => {
        if (server.pending.get(answer.id)?.kind === 'webhook') webhookRefused(server, out, answer)
        else rarely().reaching.unreached(server, out, answer)
      }),
      reachSilent: on('reach.timeout', (server, { id }, out) => rarely().reaching.reachSilent(server, out, id)),
      connected: on('net.connected', (server, { ref }, out) => {
        if (isDial(ref)) rarely().proxies.kubeletAccepts(server, out, ref)
        if (isComponentDial(ref)) rarely().components.componentAccepts(server, out, ref)
      }),
      componentAnswers: on('http.response', (server, answer, out) =>
        rarely().components.componentAnswers(server, out, answer)
      ),
      componentSilent: on('component.timeout', (server, { id }, out) =>
        rarely().components.componentSilent(server, out, id)
      ),
      renewEndpoint: act((server, _event, out) => {
        renewEndpoint(server, out)
        upkeep(server, out)
      }),
      rolesLoaded: act(rolesLoaded),
      bootstrapped: act(bootstrapped),
      bookmark: act((server, _event, out) => {
        bookmark(server, out)
        out.timer('bookmarks', bookmarkInterval, 'bookmark-frequency', { type: 'bookmarks' })
      }),
      compact: act((server, _event, out) => compact(server, out)),
      checkSchemas: act((server, _event, out) => checkSchemas(server, out)),
      probed: on('http.get', (server, { id, asker, path }, out) => probed(server, out, asker, id, path)),
      reset: on('net.reset', (server, { peer, conn }, out) => {
        if (conn !== '') disconnect(server, out, conn)
        else if (server.etcd.peers.has(peer as Endpoint)) loseAll(server, out, peer as Endpoint, errors.broken)
        else if (peer.endsWith('/kubelet') && asksKubelets(server)) rarely().proxies.kubeletGone(server, out, peer)
      }),
      refused: on('net.refused', (server, { to, ref }, out) => {
        if (isDial(ref)) rarely().proxies.kubeletFails(server, out, ref.id, 'connect: connection refused')
        if (isComponentDial(ref)) rarely().components.componentRefuses(server, out, ref)
        const { type, client } = (ref ?? {}) as { type?: string; client?: string }
        if (type === 'etcd.dial') out.raise(toConnection(client!, to as Endpoint, 'connection.refused'))
      }),
      stop: act((server, _event, out) => {
        if (isReady(server) || server.leaving) rarely().shutdown.begin(server, out)
        else out.exit('SIGTERM', 0)
      }),
      goOnLeaving: on('shutdown', (server, { step }, out) => rarely().shutdown.goOn(server, out, step))
    },
    guards: {
      isReady: ({ context }) => isReady(context),
      hasHandlers: ({ context }) => context.settings.handlers === 0
    },
    delays: {
      'etcd-dial-timeout': dialTimeout / 1_000,
      'apiserver-handlers-ms': ({ context }) => context.settings.handlers / 1_000
    }
  }).createMachine({
    id: 'kube-apiserver',
    context: ({ input }) => createContext(withCommandLine(input, 'kube-apiserver', flags)),
    initial: 'dialing',
    on: {
      'api.*': { actions: 'hear' },
      'conn.*': { actions: 'hear' },
      'http.get': { actions: 'probed' },
      'http.response': { actions: 'componentAnswers' },
      'component.timeout': { actions: 'componentSilent' },
      'etcd.accepted': { actions: 'etcdAccepted' },
      'etcd.pong': { actions: 'etcdPong' },
      'etcd.response': { actions: 'etcdAnswered' },
      'etcd.watch.events': { actions: 'etcdChanged' },
      'etcd.ready': { actions: 'clientReady' },
      'etcd.lost': { actions: 'clientLost' },
      'etcd.again': { actions: 'callAgain' },
      'etcd.keepalive': { actions: 'keepAlive' },
      'check.timeout': { actions: 'checkTimedOut' },
      'kubelet.served': { actions: 'kubeletServed' },
      'aggregated.answer': { actions: 'aggregated' },
      'aggregated.timeout': { actions: 'aggregatedSilent' },
      'webhook.answer': { actions: 'webhookAnswered' },
      'webhook.timeout': { actions: 'webhookSilent' },
      'proxy.timeout': { actions: 'proxyTimeout' },
      'traffic.response': { actions: 'reached' },
      'traffic.refused': { actions: 'unreached' },
      'traffic.accepted': {},
      'reach.timeout': { actions: 'reachSilent' },
      'net.connected': { actions: 'connected' },
      'eviction.retry': { actions: 'retryEviction' },
      'rbac.loaded': { actions: 'rolesLoaded' },
      bootstrapped: { actions: 'bootstrapped' },
      'endpoint.renew': { actions: 'renewEndpoint' },
      bookmarks: { actions: 'bookmark' },
      compaction: { actions: 'compact' },
      'flow-schemas': { actions: 'checkSchemas' },
      'net.reset': { actions: 'reset' },
      'net.refused': { actions: 'refused' },
      'proc.term': { actions: 'stop' },
      shutdown: { actions: 'goOnLeaving' }
    },
    states: {
      /** Creates the clients of etcd, the first before all others. The port is open, but TLS is not answered. */
      dialing: {
        entry: 'dialFirst',
        on: {
          'api.*': { actions: 'keep' },
          'conn.*': { actions: 'keep' },
          'http.get': {},
          'etcd.ready': [{ guard: 'hasHandlers', target: 'starting' }, 'preparing']
        },
        after: { 'etcd-dial-timeout': { actions: 'giveUp' } }
      },
      /** Makes the handlers of all resources: the port is open, but still nobody is answered. */
      preparing: {
        on: {
          'api.*': { actions: 'keep' },
          'conn.*': { actions: 'keep' },
          'http.get': {},
          'etcd.ready': {}
        },
        after: { 'apiserver-handlers-ms': 'starting' }
      },
      /** Lists from etcd; requests are forbidden until roles are loaded. */
      starting: { entry: 'load', always: { guard: 'isReady', target: 'ready' } },
      ready: { entry: 'announce' }
    },
    options: { maxIterations: 100 }
  }),
  [connections, cachers, requests, watches]
)

function dial({ etcd }: ApiServer, out: Outbox, clients: readonly string[]): void {
  for (const client of clients)
    for (const endpoint of etcd.endpoints) out.raise(toConnection(client, endpoint, 'connection.dial'))
}

function hear(server: ApiServer, out: Outbox, message: ClientInput): void {
  switch (message.type) {
    case 'api.request':
      if (server.leaving && !rarely().shutdown.takes(server, out, message)) return
      return open(server, out, message)
    case 'api.cancel':
      return abandon(server, out, message.conn, message.id)
    case 'conn.close':
      return disconnect(server, out, message.conn)
    case 'conn.ping':
      return out.send(message.from, { type: 'conn.pong', conn: message.conn })
  }
}

/** Tells watchers that asked for it how far the cache is, so that they can resume from there. */
function bookmark(server: ApiServer, out: Outbox): void {
  const revision = String(revisionOf(server))
  for (const { ready, watchers } of server.caches.values()) {
    if (!ready) continue
    for (const watcher of watchers.values()) {
      if (!watcher.options?.allowWatchBookmarks) continue
      const metadata = Object.freeze({ name: '', resourceVersion: revision })
      send(server, out, watcher, [
        { type: 'BOOKMARK', object: Object.freeze({ kind: '', apiVersion: 'v1', metadata }) }
      ])
    }
  }
}
