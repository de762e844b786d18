import type { Micros } from '../../../base/time'
import { unborn } from '../../kernel/chart'
import type { Delivered } from '../../kernel/types'
import type { ApiServer, Exchange, Request } from './context'
import { takeBack } from './etcd-client/calls'
import { leaveSeat } from './flow-control'
import { verbOf } from './http/target'
import { toRequest, toWatch, watchItem } from './events'
import { endWriting } from './work'
import type { ApiRequest, Outbox, ServerMessage } from './messages'

/**
 * What clients wait for: the streams of their connections, and the places in flight that these take. Each is an item with
 * the chart of `request.ts`; it ends once, by its answer, by its client's going away, or with its connection.
 * Models a request's context (net/http).
 */
export function open(server: ApiServer, out: Outbox, request: Delivered<ApiRequest, ServerMessage>): void {
  const { conn, id, from } = request
  const place = placeOf(request.http ? verbOf(request.http) : request.verb)
  const exchange: Exchange = { ...unborn, request, since: server.now, place, watches: '', seat: undefined }
  const known = server.connections.get(conn)
  if (known) known.streams.set(id, exchange)
  else server.connections.set(conn, { peer: from, streams: new Map([[id, exchange]]), closed: false })
  count(server, exchange, 1)
  server.served++
  out.raise(toRequest(request, 'request.begin'))
}

export const exchangeOf = (server: ApiServer, { conn, id }: Pick<Request, 'conn' | 'id'>): Exchange | undefined =>
  server.connections.get(conn)?.streams.get(id)

/** An exchange is over. */
export function close(server: ApiServer, out: Outbox, exchange: Exchange): void {
  const { conn, id } = exchange.request
  leaveSeat(server, out, exchange, 'cancelled')
  endWriting(server, out, exchange)
  const connection = server.connections.get(conn)
  if (!connection?.streams.delete(id)) return
  count(server, exchange, -1)
  if (connection.closed && connection.streams.size === 0) server.connections.delete(conn)
}

/** Whether somebody still waits for what a request asks; what the server asks of itself is always wanted. */
export const isWanted = (server: ApiServer, request: Request): boolean =>
  request.from === '' || exchangeOf(server, request) !== undefined

/** Nothing more is done for a request: etcd is told, too. What etcd has proposed already is still written. */
export function dropWork(server: ApiServer, out: Outbox, { request: { conn, id } }: Exchange): void {
  for (const [number, pending] of server.pending) {
    if (!('request' in pending) || pending.request.conn !== conn || pending.request.id !== id) continue
    server.pending.delete(number)
    takeBack(server, out, number)
    if (pending.kind === 'claim-wait') out.cancel(`eviction/${number}`)
    else if (pending.kind === 'proxy') {
      out.cancel(`proxy/${number}`)
      if (pending.streams) out.send(pending.peer, { type: 'kubelet.stop', id: number })
    } else if (pending.kind === 'component') out.cancel(`component/${number}`)
    else if (pending.kind === 'aggregated') out.cancel(`aggregated/${number}`)
    else if (pending.kind === 'reached') out.cancel(`reach/${number}`)
    else if (pending.kind === 'webhook') out.cancel(`webhook/${number}`)
    else if (pending.kind === 'check') out.cancel(`check/${number}`)
  }
  for (const table of [server.collections, server.waiting])
    for (const [number, { request }] of table) if (request.conn === conn && request.id === id) table.delete(number)
}

/** A client gives a stream up. */
export function abandon(server: ApiServer, out: Outbox, conn: string, id: number): void {
  const exchange = exchangeOf(server, { conn, id })
  if (!exchange) return
  if (exchange.watches !== '') out.raise(toWatch(watchItem(exchange.watches, { conn, id }), 'watch.abandon'))
  out.raise(toRequest({ conn, id }, 'request.abandon'))
}

/** A connection is gone, with all its streams. */
export function disconnect(server: ApiServer, out: Outbox, conn: string): void {
  const connection = server.connections.get(conn)
  if (!connection) return
  connection.closed = true
  if (connection.streams.size === 0) server.connections.delete(conn)
  for (const id of connection.streams.keys()) abandon(server, out, conn, id)
}

const placeOf = (verb: ApiRequest['verb']): Exchange['place'] =>
  verb === 'watch' ? 'none' : verb === 'get' || verb === 'list' ? 'read' : 'write'

function count(server: ApiServer, { place }: Exchange, by: 1 | -1): void {
  if (place === 'read') server.inflightReads += by
  else if (place === 'write') server.inflightWrites += by
}

/** How long a request may still wait. Models the request's deadline: `--request-timeout`, and 34 s for a write. */
export function patience(server: ApiServer, { place, since, seat, allotted = Infinity }: Exchange): Micros {
  const { requestTimeout, writeTimeout } = server.settings
  // Models the request wait limit: a quarter of its time.
  if (seat?.state === 'waits') return Math.max(0, since + requestTimeout / 4 - server.now)
  const own = place === 'write' ? Math.min(requestTimeout, writeTimeout) : requestTimeout
  return Math.max(0, since + Math.min(own, allotted) - server.now)
}
