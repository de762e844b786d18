import { seconds } from '../../../base/time'
import type { Delivered, KernelEvent, SendOptions } from '../../kernel/types'
import {
  isClientMessage,
  isServerMessage,
  type ApiRequest,
  type ConnClose,
  type ConnPing,
  type ServerMessage
} from '../kube-apiserver/messages'
import { isUp, type Connection, type LoadBalancer } from './context'
import type { Carried, Outbox } from './messages'

export interface ConnectRef {
  readonly kind: 'connect'
  readonly conn: string
  /** Index of the server. */
  readonly server: number
  readonly attempt: number
}

/** Turn-around before a retry on the same server: one second. Models src/backend.c (SC_ST_TAR). */
const turnAround = seconds(1)

const lastIf = (last: boolean): SendOptions => (last ? { last: true } : {})

/** Carries a message of an open connection; the first of an unknown one opens it. */
export function carry(context: LoadBalancer, event: Carried, out: Outbox): void {
  const { conn, from } = event
  const connection = context.connections.get(conn)
  if (connection === undefined) {
    // A connection begins with a request, or with a ping that stands for the TLS handshake.
    if (event.type === 'api.request' || event.type === 'conn.ping') accept(context, event, out)
    else if (event.type !== 'conn.close') out.send<ConnClose>(from, { type: 'conn.close', conn }, { last: true })
    return
  }
  const server = context.servers[connection.server]!
  if (from !== connection.client) {
    if (from !== server.target) return // the connection's former server, before a redispatch
    if (event.type === 'conn.close') forget(context, conn, connection, out)
    if (isServerMessage(event)) out.send(connection.client, { ...event }, lastIf(event.type === 'conn.close'))
    return
  }
  if (!isClientMessage(event)) return
  if (event.type === 'conn.close') {
    if (connection.state === 'open') out.send(server.target, { ...event }, { last: true })
    forget(context, conn, connection, out)
  } else if (connection.state === 'open') out.send(server.target, { ...event })
  else connection.waiting.push(event)
}

function accept(context: LoadBalancer, event: Delivered<ApiRequest | ConnPing, ServerMessage>, out: Outbox): void {
  const { conn, from } = event
  const server = pick(context, -1)
  if (server < 0) {
    context.refusedClients++
    out.note('no server is UP: the connection is closed')
    out.send(from, { type: 'conn.close', conn }, { last: true })
    return
  }
  const connection: Connection = { client: from, server, state: 'connecting', waiting: [event], retries: 0, attempt: 0 }
  context.connections.set(conn, connection)
  assign(context, connection, server)
  dial(context, conn, connection, out)
}

/** Round robin over the servers that are UP; `-1` if there is none. `but` is avoided while there is another one. */
function pick(context: LoadBalancer, but: number): number {
  const { servers } = context
  for (let i = 0; i < servers.length; i++) {
    const index = (context.next + i) % servers.length
    if (!isUp(context, servers[index]!) || index === but) continue
    context.next = index + 1
    return index
  }
  return but >= 0 && isUp(context, servers[but]!) ? but : -1
}

function assign(context: LoadBalancer, connection: Connection, server: number): void {
  connection.server = server
  context.servers[server]!.sessions++
  context.servers[server]!.total++
}

function dial(context: LoadBalancer, conn: string, connection: Connection, out: Outbox): void {
  connection.attempt++
  const ref: ConnectRef = { kind: 'connect', conn, server: connection.server, attempt: connection.attempt }
  const { connectTimeout } = context.settings
  out.connect(context.servers[connection.server]!.target, ref, connectTimeout > 0 ? connectTimeout : undefined, conn)
  if (connectTimeout > 0)
    out.timer(`connect/${conn}`, connectTimeout, 'haproxy-timeout-connect-ms', {
      type: 'connect.timeout',
      ...ref
    })
}

const current = (context: LoadBalancer, ref: ConnectRef): Connection | null => {
  const connection = context.connections.get(ref.conn)
  return connection?.state === 'connecting' && connection.attempt === ref.attempt ? connection : null
}

/** The server accepted: what the client sent so far goes to it. */
export function connected(context: LoadBalancer, ref: ConnectRef, out: Outbox): void {
  const connection = current(context, ref)
  // Its client has gone meanwhile, or it was sent elsewhere.
  if (!connection) return hangUp(context, ref, out)
  out.cancel(`connect/${ref.conn}`)
  connection.state = 'open'
  const server = context.servers[connection.server]!
  for (const message of connection.waiting) out.send(server.target, { ...message })
  connection.waiting = []
  const { rerouting } = context
  if (rerouting && rerouting.server !== connection.server) {
    const down = context.servers[rerouting.server]!.name
    context.rerouting = null
    out.because({ entry: rerouting.entry })
    out.note(`first new connection since ${down} is DOWN goes to ${server.name}`)
    out.fact('lb-rerouted', { from: down, to: server.name, conn: ref.conn })
  }
}

const hangUp = (context: LoadBalancer, { conn, server }: ConnectRef, out: Outbox): void =>
  out.send(context.servers[server]!.target, { type: 'conn.close', conn }, { last: true })

/** The server refused: wait a second, or go to another one at once with `option redispatch`. Models src/backend.c back_handle_st_cer. */
export function refused(context: LoadBalancer, ref: ConnectRef, out: Outbox): void {
  const connection = current(context, ref)
  if (connection) retry(context, ref.conn, connection, true, out)
}

/** The server did not answer within `timeout connect`: try again at once. */
export function connectTimeout(context: LoadBalancer, ref: ConnectRef, out: Outbox): void {
  const connection = current(context, ref)
  if (!connection) return
  out.because({ silence: context.servers[connection.server]!.target })
  retry(context, ref.conn, connection, false, out)
}

function retry(context: LoadBalancer, conn: string, connection: Connection, wait: boolean, out: Outbox): void {
  const { retries, redispatch } = context.settings
  out.cancel(`connect/${conn}`)
  if (connection.retries >= retries) {
    close(context, conn, connection, out)
    return
  }
  connection.retries++
  const other = redispatch ? pick(context, connection.server) : connection.server
  if (other >= 0 && other !== connection.server) {
    context.servers[connection.server]!.sessions--
    assign(context, connection, other)
    dial(context, conn, connection, out)
  } else if (wait) {
    out.timer(`retry/${conn}`, turnAround, 'haproxy-retries', { type: 'connect.retry', conn })
  } else dial(context, conn, connection, out)
}

/** The turn-around is over. */
export function retryNow(context: LoadBalancer, event: { conn: string }, out: Outbox): void {
  const connection = context.connections.get(event.conn)
  if (connection?.state === 'connecting') dial(context, event.conn, connection, out)
}

/** One side of a connection was reset: its other side ends too. */
export function sideReset(
  context: LoadBalancer,
  { conn, peer }: Extract<KernelEvent, { type: 'net.reset' }>,
  out: Outbox
): void {
  const connection = context.connections.get(conn)
  if (!connection) return
  const { target } = context.servers[connection.server]!
  if (connection.client === peer) {
    if (connection.state === 'open') out.send(target, { type: 'conn.close', conn }, { last: true })
    forget(context, conn, connection, out)
  } else if (target === peer && connection.state === 'open') close(context, conn, connection, out)
}

/** Closes every connection of a server (`on-marked-down shutdown-sessions`). */
export function shutdownSessions(context: LoadBalancer, server: number, out: Outbox): void {
  for (const [conn, connection] of context.connections) {
    if (connection.server !== server) continue
    if (connection.state === 'open')
      out.send(context.servers[server]!.target, { type: 'conn.close', conn }, { last: true })
    close(context, conn, connection, out)
  }
}

function close(context: LoadBalancer, conn: string, connection: Connection, out: Outbox): void {
  forget(context, conn, connection, out)
  out.send(connection.client, { type: 'conn.close', conn }, { last: true })
}

function forget(context: LoadBalancer, conn: string, connection: Connection, out: Outbox): void {
  if (connection.state === 'connecting') {
    out.cancel(`connect/${conn}`)
    out.cancel(`retry/${conn}`)
  }
  context.servers[connection.server]!.sessions--
  context.connections.delete(conn)
}
