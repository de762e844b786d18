import { definitionsSeen } from './apiextensions/controller'
import { filledAnew } from './authorization/notice'
import { setup } from 'xstate'
import { items } from '../../actions'
import { seconds } from '../../../base/time'
import { type Chart, type Scope } from '../../kernel/chart'
import { bootstrap } from './bootstrap'
import type { ApiServer } from './context'
import { call } from './etcd-client/calls'
import { isConnected, pick } from './etcd-client/client'
import { toWatch, type CacherEvent } from './events'
import type { ApiServerOwn } from './messages'
import { fill, type WatchCache } from './watch-cache'
import { storedKinds } from '../../api/scheme'

/** Etcd watches are numbered by resource, beyond all calls. */
export const watchIds = 1_000_000_000
const names = [...storedKinds.keys()]
export function resourceOfWatch({ caches }: ApiServer, id: number): string | undefined {
  const number = id - watchIds
  if (number < names.length) return names[number]
  for (const [resource, cache] of caches) if (cache.number === number) return resource
  return undefined
}

/** Constant of cacher.go: the time between two rounds of wait.Until(startCaching). */
const restart = seconds(1)

type C = ApiServer
const { on, step, when } = items<C, WatchCache, CacherEvent, ApiServerOwn>()
type W = WatchCache

/**
 * A resource's cache lists from etcd and follows a watch. If the connection breaks the watch is resumed where it was, and
 * nobody notices. If etcd ends the watch (compaction, no leader for three election timeouts) the cache is not ready, and
 * begins anew a second later, which ends the watches of its clients.
 * Models apiserver/pkg/storage/cacher/cacher.go startCaching and client/v3/watch.go watchGrpcStream.run.
 */
const machine = setup({
  types: { context: {} as Scope<C, W>, events: {} as CacherEvent, input: {} as Scope<C, W> },
  actions: {
    terminate: step(({ watches }, { resource }, _event, out) => {
      for (const [item, { watcher }] of watches)
        if (watcher.resource === resource) out.raise(toWatch(item, 'watch.terminate'))
    }),
    list: step((server, { resource }, _event, out) => {
      const id = server.nextId++
      server.pending.set(id, { kind: 'list', resource })
      call(server, out, resource, { type: 'etcd.range', id, key: `/registry/${resource}/`, prefix: true }, true)
    }),
    fill: on('cacher.listed', (server, cache, { kvs, revision }, out) => {
      const first = !cache.filled
      fill(cache, kvs, revision)
      filledAnew(server, cache.resource)
      definitionsSeen(server, out, cache.resource)
      if (!first || cache.number >= names.length) return
      server.listed++
      if (server.listed === names.length) bootstrap(server, out)
    }),
    watch: step(({ etcd }, cache, _event, out) => {
      const endpoint = pick(etcd, cache.resource)!
      cache.watchedAt = endpoint
      out.send(endpoint, {
        type: 'etcd.watch',
        id: watchIds + cache.number,
        prefix: `/registry/${cache.resource}/`,
        startRevision: cache.revision + 1,
        requireLeader: true
      })
    }),
    // What its member had told of until then had no change for it: members tell so (`--watch-progress-notify-interval`).
    progress: step(({ etcd }, cache) => {
      const known = cache.watchedAt === '' ? 0 : etcd.peers.get(cache.watchedAt)!.revision
      cache.revision = Math.max(cache.revision, known)
    }),
    suspend: step((server, cache) => {
      cache.ready = false
      cache.readyUntil = server.now
    })
  },
  guards: {
    isConnected: when(({ etcd }, { resource }) => isConnected(etcd, resource))
  },
  delays: { 'cacher-restart': restart / 1_000 }
}).createMachine({
  id: 'cacher',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { on: { 'cacher.start': 'listing' } },
    listing: {
      entry: ['terminate', 'list'],
      on: { 'cacher.listed': { target: 'watching', actions: 'fill' }, 'cacher.failed': 'failed' }
    },
    watching: {
      initial: 'waiting',
      states: {
        waiting: { always: { guard: 'isConnected', target: 'open' }, on: { 'cacher.connected': 'open' } },
        open: {
          entry: 'watch',
          on: { 'cacher.broken': { target: 'waiting', actions: 'progress' }, 'cacher.canceled': '#cacher.failed' }
        }
      }
    },
    failed: { entry: 'suspend', after: { 'cacher-restart': 'listing' } }
  }
})

export const cachers: Chart<ApiServer, WatchCache> = {
  machine,
  find: ({ caches }, resource) => caches.get(resource),
  items: ({ caches }) => caches
}
