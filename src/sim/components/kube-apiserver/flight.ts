import type { Micros } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import type { ApiServer, Pending, Request, Stream } from './context'
import type { ApiPeer, ApiRequest, Outbox, ServerMessage } from './messages'

/**
 * What clients wait for: the streams of their connections, and the places in flight that these take. A stream ends once, by
 * its answer, by its client's going away, or with its connection; whichever comes first frees its place and ends the work.
 * Models a request's context (net/http) and apiserver/pkg/server/filters/maxinflight.go.
 */
export function open(server: ApiServer, request: Delivered<ApiRequest, ServerMessage>): void {
  const { conn, id, from, verb } = request
  const stream: Stream = Object.freeze({ since: server.now, place: placeOf(verb) })
  const known = server.connections.get(conn)
  if (known) known.streams.set(id, stream)
  else server.connections.set(conn, { peer: from, streams: new Map([[id, stream]]) })
  count(server, stream, 1)
}

/** Whether a read or a write is one more than may be in flight. A watch is long-running: it takes no place. */
export function isOver(server: ApiServer, { verb }: Request): boolean {
  const { maxReads, maxWrites } = server.settings
  const place = placeOf(verb)
  return place === 'read' ? server.inflightReads > maxReads : place === 'write' && server.inflightWrites > maxWrites
}

/** A stream is over. False: it was over already. */
export function end(server: ApiServer, conn: string, id: number): boolean {
  const streams = server.connections.get(conn)?.streams
  const stream = streams?.get(id)
  if (!streams || !stream) return false
  streams.delete(id)
  count(server, stream, -1)
  return true
}

/** Whether somebody still waits for what a request asks; what the server asks of itself is always wanted. */
export const isWanted = (server: ApiServer, { from, conn, id }: Request): boolean =>
  from === '' || server.connections.get(conn)?.streams.has(id) === true

/** When a request came; its parts and repetitions share its deadline. Undefined: nobody waits for it any more. */
export const cameAt = (server: ApiServer, { conn, id }: Request): Micros | undefined =>
  server.connections.get(conn)?.streams.get(id)?.since

/** A client gives a stream up: nothing more is done for it. What etcd was asked to write is still written. */
export function abandon(server: ApiServer, out: Outbox, conn: string, id: number): void {
  if (!end(server, conn, id)) return
  for (const cache of server.caches.values()) cache.watchers.delete(`${conn}#${id}`)
  for (const [number, pending] of server.pending) {
    if (!('request' in pending) || pending.request.conn !== conn || pending.request.id !== id) continue
    if (pending.kind === 'write') continue
    server.pending.delete(number)
    cancelTimer(out, number, pending)
  }
  for (const [number, { request }] of server.collections)
    if (request.conn === conn && request.id === id) server.collections.delete(number)
}

/** A connection is gone, with all its streams. */
export function disconnect(server: ApiServer, out: Outbox, conn: string): void {
  for (const id of [...(server.connections.get(conn)?.streams.keys() ?? [])]) abandon(server, out, conn, id)
  server.connections.delete(conn)
}

/** The server ends a watch; its client watches again, or lists. */
export function endWatch(
  server: ApiServer,
  out: Outbox,
  { peer, conn, id }: { readonly peer: ApiPeer; readonly conn: string; readonly id: number }
): void {
  end(server, conn, id)
  out.send(peer, { type: 'api.watch.end', conn, id })
}

const placeOf = (verb: ApiRequest['verb']): Stream['place'] =>
  verb === 'watch' ? 'none' : verb === 'get' || verb === 'list' ? 'read' : 'write'

function count(server: ApiServer, { place }: Stream, by: 1 | -1): void {
  if (place === 'read') server.inflightReads += by
  else if (place === 'write') server.inflightWrites += by
}

function cancelTimer(out: Outbox, id: number, { kind }: Pending): void {
  if (kind === 'claim-wait') out.cancel(`eviction/${id}`)
  else if (kind === 'proxy') out.cancel(`proxy/${id}`)
}
