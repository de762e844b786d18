import { ms, seconds } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { keyOf, kindOf } from '../../api/scheme'
import { addressOf, identityOf, publish, put } from './bootstrap/endpoint'
import { defaults } from './config'
import { isReady, type ApiServer } from './context'
import { tooManyRequests } from './errors'
import { toWatch } from './events'
import type { ApiRequest, Outbox, ServerMessage, ShutdownTimer } from './messages'
import { removeOwn } from './own'

/** What the hooks before an end need: two objects and a lease are written, informers and controllers stop (recorded 0.1 to 0.25 s). */
const hooksTake = ms(100)
/** Constant shutdownPollIntervalMax of net/http: how often it is looked which connections are idle. */
const pollInterval = ms(500)
/** With `--shutdown-send-retry-after` nobody is under way any more when the port closes. Models genericapiserver.go RunWithContext. */
const shortShutdown = seconds(2)

type Flag = 'shutdown-delay-duration' | 'shutdown-watch-termination-grace-period' | 'request-timeout'
const secondsOf = ({ config }: ApiServer, flag: Flag) => seconds(Number(config[flag] ?? defaults[flag]))
const sendsRetryAfter = ({ config }: ApiServer): boolean =>
  (config['shutdown-send-retry-after'] ?? defaults['shutdown-send-retry-after']) === true

/**
 * SIGTERM. The address leaves Endpoints `kubernetes` and the identity lease goes at once, /readyz fails; after `--shutdown-delay-duration` the port
 * is closed and connections end as they become idle, open watches after `--request-timeout` at the latest. A second signal ends it at once.
 * Models apiserver/pkg/server/genericapiserver.go RunWithContext, secure_serving.go RunServer and net/http Server.Shutdown.
 */
export function begin(server: ApiServer, out: Outbox): void {
  if (server.leaving) return out.exit('SIGTERM, a second time', 1)
  server.leaving = 'begun'
  removeIdentity(server, out)
  out.log('I', 'Shutting down kubernetes service endpoint reconciler')
  removeEndpoint(server, out)
  for (const timer of ['endpoint', 'compaction', 'bookmarks']) out.cancel(timer)
  arm(out, 'refuse', hooksTake + secondsOf(server, 'shutdown-delay-duration'), 'shutdown-delay-duration')
}

export function goOn(server: ApiServer, out: Outbox, step: ShutdownTimer['step']): void {
  if (step === 'refuse') return refuse(server, out)
  if (step === 'end') return end(server, out)
  if (step === 'drain') {
    const [first] = server.watches.keys()
    if (first !== undefined) out.raise(toWatch(first, 'watch.terminate'))
    return drain(server, out)
  }
  if (server.leaving === 'refusing') return isDrained(server) ? close(server, out) : poll(out)
  closeIdle(server, out)
  if (server.connections.size === 0) return out.exit('SIGTERM', 0)
  poll(out)
}

/** Whether a request is served as ever. One that comes after the end has begun is told so, or sent elsewhere. */
export function takes(server: ApiServer, out: Outbox, request: Delivered<ApiRequest, ServerMessage>): boolean {
  const { conn, id, from, path = request.http?.target ?? '' } = request
  if (server.leaving === 'begun') return true
  if (server.leaving === 'deaf') {
    out.send(from, { type: 'conn.goaway', conn, refused: id })
    return false
  }
  // Who asks how the server is is told. Models filters/with_retry_after.go isRequestExemptFromRetryAfter.
  if (/^\/(readyz|livez|healthz)/.test(path)) return true
  const text = 'The apiserver is shutting down, please try again later.'
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5', connection: 'close' }
  const http = { headers, content: `${text}\n` }
  out.send(from, {
    type: 'api.response',
    conn,
    id,
    code: 429,
    body: tooManyRequests(text, 5),
    ...(request.http && { http })
  })
  return false
}

/** No new request is taken from now on. */
function refuse(server: ApiServer, out: Outbox): void {
  out.log('I', 'Shutting down quota evaluator')
  server.leaving = 'refusing'
  const grace = secondsOf(server, 'shutdown-watch-termination-grace-period')
  if (grace > 0) drain(server, out, grace)
  if (!sendsRetryAfter(server)) return close(server, out)
  poll(out)
}

/** Watches are ended one after the other, so that they are all gone within their grace. */
function drain(
  server: ApiServer,
  out: Outbox,
  grace = secondsOf(server, 'shutdown-watch-termination-grace-period')
): void {
  if (server.watches.size > 0)
    arm(out, 'drain', grace / (server.watches.size + 1), 'shutdown-watch-termination-grace-period')
}

/** Whether what is waited for is over: requests that are no watches, and watches only where they have a grace. */
function isDrained(server: ApiServer): boolean {
  const waitsForWatches = secondsOf(server, 'shutdown-watch-termination-grace-period') > 0
  for (const { streams } of server.connections.values())
    for (const { watches } of streams.values()) if (watches === '' || waitsForWatches) return false
  return true
}

/** The port closes; who has a connection is told to go elsewhere. */
function close(server: ApiServer, out: Outbox): void {
  server.leaving = 'deaf'
  out.stopListening()
  out.log('I', 'Stopped listening on [::]:6443')
  for (const [conn, { peer, streams }] of server.connections)
    if (streams.size > 0) out.send(peer, { type: 'conn.goaway', conn })
  closeIdle(server, out)
  if (sendsRetryAfter(server)) arm(out, 'end', shortShutdown, 'shutdown-send-retry-after')
  else arm(out, 'end', secondsOf(server, 'request-timeout'), 'request-timeout')
  poll(out)
}

/** Its patience is over: what is still open is ended. */
function end(server: ApiServer, out: Outbox): void {
  out.log('E', 'Failed to shutdown server: context deadline exceeded')
  const watched = new Set([...server.watches.values()].map(({ watcher }) => watcher.resource))
  for (const resource of watched) out.log('W', `Terminating all watchers from cacher ${nameOf(resource)}`)
  for (const { watcher } of server.watches.values()) {
    const { peer, conn, id } = watcher
    out.send(peer, { type: 'api.watch.end', conn, id })
  }
  for (const [conn, { peer }] of server.connections) out.send(peer, { type: 'conn.close', conn }, { last: true })
  out.exit('SIGTERM', 0)
}

const nameOf = (resource: string): string => {
  const { plural, apiVersion } = kindOf(resource)
  return apiVersion.includes('/') ? `${plural}.${apiVersion.split('/')[0]}` : plural
}

function closeIdle(server: ApiServer, out: Outbox): void {
  for (const [conn, { peer, streams }] of [...server.connections])
    if (streams.size === 0) {
      server.connections.delete(conn)
      out.send(peer, { type: 'conn.close', conn }, { last: true })
    }
}

const arm = (out: Outbox, step: ShutdownTimer['step'], delay: number, setting: string): void =>
  out.timer(`shutdown/${step}`, delay, setting, { type: 'shutdown', step })

const poll = (out: Outbox): void => arm(out, 'poll', pollInterval, 'request-timeout')

/** The address goes before the port does. */
function removeEndpoint(server: ApiServer, out: Outbox): void {
  put(server, out, null)
  const current = server.caches.get('endpoints')!.objects.get(keyOf(kindOf('endpoints'), 'default', 'kubernetes'))
  const { subsets = [] } = (current ?? {}) as { subsets?: { addresses?: { ip: string }[] }[] }
  const own = addressOf(server)
  const others = subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)).filter((ip) => ip !== own)
  out.log('W', `Resetting endpoints for master service "kubernetes" to [${others.join(' ')}]`)
  publish(server, out, others)
}

/** Models component-helpers/apimachinery/lease, whose lease does not outlive its holder's orderly end. */
function removeIdentity(server: ApiServer, out: Outbox): void {
  const name = identityOf(server)
  const key = keyOf(kindOf('leases'), 'kube-system', name)
  const lease = server.caches.get('leases')!.objects.get(key)
  if (!lease || !isReady(server)) return
  out.log('I', `"Cleaning up lease on exit" lease="kube-system/${name}"`)
  removeOwn(server, out, 'leases', key, Number(lease.metadata.resourceVersion))
}
