import { kindIn } from './apiextensions/served'
import { setup } from 'xstate'
import { items } from '../../actions'
import { seconds, type Micros } from '../../../base/time'
import { unborn, type Chart, type Scope } from '../../kernel/chart'
import { charge, costOfEvents } from './charges'
import type { ApiServer, Request, Watch } from './context'
import { gone } from './errors'
import { call } from './etcd-client/calls'
import { toRequest, toWatch, watchItem, type WatchInput } from './events'
import { exchangeOf } from './flight'
import { eventsOnWire } from './http/answer'
import type { ApiServerOwn, Outbox, WatchEvent } from './messages'
import { matching } from './matching'
import { revisionOf } from './revision'
import { since, visible } from './watch-cache'
import type { Watcher } from './watchers'

type C = ApiServer
const { step, wait, when } = items<C, Watch, WatchInput, ApiServerOwn>()
type W = Watch

/** A client watches: its watch is an item with a chart of its own. */
export function startWatch(server: ApiServer, out: Outbox, request: Request): void {
  const { resource, namespace, options, conn, id, from, wire, http, json } = request
  if (from === '') return
  const item = watchItem(resource, request)
  const asked = Object.freeze({ ...(http && { http }), ...(json && { json }) })
  const limit = options?.timeoutSeconds
    ? seconds(options.timeoutSeconds)
    : server.settings.minRequestTimeout > 0
      ? server.rng.jitter(server.settings.minRequestTimeout, 1)
      : Infinity
  const watcher: Watcher = { resource, asked, peer: from, conn, id, namespace, options, limit, ...(wire && { wire }) }
  server.watches.set(item, { ...unborn, watcher: Object.freeze(watcher) })
  exchangeOf(server, request)!.watches = resource
  out.raise(toRequest(request, 'request.streams'))
  out.raise(toWatch(item, 'watch.begin'))
}

/** Asks etcd what the latest revision is. Models storage.GetCurrentResourceVersion. */
function currentRevision(server: ApiServer, out: Outbox, resource: string, watch: string): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'revision', watch })
  const key = `/registry/${resource}/`
  call(server, out, resource, { type: 'etcd.range', id, key, prefix: true, countOnly: true, limit: 1 }, true)
}

/** What a client sees first: all objects, or what changed after its version. */
function initialEvents(server: ApiServer, watcher: Watcher): WatchEvent[] {
  const { resource, options = {}, wire } = watcher
  const events = missedEvents(server, watcher)
  const { resourceVersion = '', sendInitialEvents = false, allowWatchBookmarks = false } = options
  if (!wire || !allowWatchBookmarks || (resourceVersion !== '' && !sendInitialEvents)) return events
  const { kind, apiVersion } = kindIn(server, resource)
  const annotations = { 'k8s.io/initial-events-end': 'true' }
  const metadata = { name: '', resourceVersion: String(revisionOf(server)), annotations }
  return [...events, { type: 'BOOKMARK', object: { kind, apiVersion, metadata } }]
}

function missedEvents(server: ApiServer, { resource, namespace, options }: Watcher): WatchEvent[] {
  const cache = server.caches.get(resource)!
  const asked = Number(options?.resourceVersion ?? 0)
  if (asked > 0) return since(cache, asked)!.flatMap((change) => visible(change, namespace, options) ?? [])
  return matching(cache, kindIn(server, resource), namespace, options).map((object) => ({ type: 'ADDED', object }))
}

/**
 * The life of a client's watch. One without a resourceVersion waits until etcd has said what the latest revision is. It ends by
 * its time (`timeoutSeconds`, or 1 to 2 times `--min-request-timeout`), by its client, or because the cache begins anew.
 * Models apiserver/pkg/storage/cacher/cache_watcher.go and endpoints/handlers/watch.go.
 */
const machine = setup({
  types: { context: {} as Scope<C, W>, events: {} as WatchInput, input: {} as Scope<C, W> },
  actions: {
    openStream: step((server, { watcher }, _event, out) => send(server, out, watcher, [])),
    askCurrent: step((server, { watcher }, _event, out) =>
      currentRevision(server, out, watcher.resource, watchItem(watcher.resource, watcher))
    ),
    sendInitial: step((server, { watcher }, _event, out) => {
      const events = initialEvents(server, watcher)
      const begun: Watcher = events.length > 0 ? { ...watcher, headed: true } : watcher
      server.caches.get(watcher.resource)!.watchers.set(watchItem(watcher.resource, watcher), begun)
      if (events.length > 0 || watcher.options?.resourceVersion) send(server, out, watcher, events, true)
    }),
    sendGone: step((server, { watcher }, _event, out) => {
      const { resource, options } = watcher
      const object = gone(options?.resourceVersion ?? '', server.caches.get(resource)!.oldest + 1)
      send(server, out, watcher, [{ type: 'ERROR', object }])
    }),
    end: step((server, watch, _event, out) => {
      const { conn, id, peer } = watch.watcher
      // What it was told before comes first.
      const delay = Math.max(0, (watch.leaves?.at(-1) ?? 0) - server.now)
      out.send(peer, { type: 'api.watch.end', conn, id }, { delay })
      out.raise(toRequest({ conn, id }, 'request.ended'))
      remove(server, watch)
    }),
    remove: step(remove)
  },
  guards: {
    asksCurrent: when((_server, { watcher }) => !watcher.options?.resourceVersion),
    isForgotten: when(({ caches }, { watcher: { resource, options } }) => {
      const asked = Number(options?.resourceVersion ?? 0)
      return asked > 0 && asked < caches.get(resource)!.oldest
    })
  },
  delays: { 'min-request-timeout': wait((_server, { watcher }) => watcher.limit / 1_000) }
}).createMachine({
  id: 'watch',
  context: ({ input }) => input,
  initial: 'beginning',
  states: {
    beginning: {
      always: [
        { guard: 'asksCurrent', target: 'live.syncing' },
        { guard: 'isForgotten', target: 'ended', actions: ['sendGone', 'end'] },
        { target: 'live.open' }
      ]
    },
    live: {
      initial: 'open',
      on: {
        'watch.terminate': { target: 'ended', actions: 'end' },
        'watch.abandon': { target: 'abandoned', actions: 'remove' }
      },
      after: { 'min-request-timeout': { target: 'ended', actions: 'end' } },
      states: {
        syncing: { entry: ['openStream', 'askCurrent'], on: { 'watch.current': 'open' } },
        open: { entry: 'sendInitial' }
      }
    },
    ended: { type: 'final' },
    abandoned: { type: 'final' }
  }
})

function remove(server: ApiServer, { watcher }: Watch): void {
  const item = watchItem(watcher.resource, watcher)
  server.watches.delete(item)
  server.caches.get(watcher.resource)!.watchers.delete(item)
}

export const watches: Chart<ApiServer, Watch> = {
  machine,
  find: (server, item) => server.watches.get(item),
  items: (server) => server.watches
}

/** Tells a watcher; whoever came over HTTP gets what stands on the wire, too. */
export function send(
  server: ApiServer,
  out: Outbox,
  { peer, conn, id, resource, wire, asked }: Watcher,
  events: readonly WatchEvent[],
  first = false
): void {
  const waits = events.length > 0 ? charge(server, out, costOfEvents(server, asked, events, first)) : 0
  const http = wire && eventsOnWire(server, resource, wire, events, first)
  const message = { type: 'api.watch', conn, id, events, ...(http && { http }) } as const
  if (waits === 0 && server.lateUntil <= server.now) return out.send(peer, message)
  const delay = lateness(server, out, { resource, conn, id }, waits, events.length)
  out.send(peer, message, { delay })
}

/** What is waited for of a watch: its channel, and that of its handler. Models watch_cache.go suggestedWatchChannelSize. */
const historySeconds = 75
const leastChannel = 10
const mostChannel: Readonly<Record<string, number>> = { pods: 1_000, nodes: 1_000 }

/**
 * A watch is told late: after what it was told before, and while the CPUs are busy. One that falls behind by more than its channels hold is ended.
 * Models cache_watcher.go add and forget.
 */
function lateness(
  server: ApiServer,
  out: Outbox,
  { resource, conn, id }: { readonly resource: string; readonly conn: string; readonly id: number },
  waits: Micros,
  count: number
): Micros {
  const item = watchItem(resource, { conn, id })
  const watch = server.watches.get(item)
  if (!watch) return waits
  const { now } = server
  const before = (watch.leaves ?? []).filter((at) => at > now)
  const leaves = Math.max(now + waits, before.at(-1) ?? now)
  watch.leaves = Object.freeze([...before, ...Array.from({ length: count }, () => leaves)])
  server.lateUntil = Math.max(server.lateUntil, leaves)
  const size = Math.ceil(server.settings.cacheSize / historySeconds)
  const channel = Math.max(leastChannel, Math.min(size, mostChannel[resource] ?? 100))
  if (before.length > 2 * channel) {
    out.log('I', `"Forcing watcher close due to unresponsiveness" resource="${resource}" len(buffer)=${before.length}`)
    out.raise(toWatch(item, 'watch.terminate'))
  }
  return leaves - now
}
