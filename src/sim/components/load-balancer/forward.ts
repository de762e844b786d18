import { seconds } from '../../../base/time'
import { unborn } from '../../kernel/chart'
import type { Delivered, KernelEvent } from '../../kernel/types'
import {
  isClientMessage,
  isServerMessage,
  type ApiRequest,
  type ConnClose,
  type ConnPing,
  type ServerMessage
} from '../kube-apiserver/messages'
import { isUp, type Connection, type LoadBalancer, type Server } from './context'
import type { Carried, Outbox } from './messages'
import { toSession } from './session-events'

export interface ConnectRef {
  readonly kind: 'connect'
  readonly conn: string
  /** Index of the server. */
  readonly server: number
  readonly attempt: number
}

/** Turn-around before a retry on the same server: one second. Models src/backend.c (SC_ST_TAR). */
export const turnAround = seconds(1)

/** Carries a message of an open connection; the first of an unknown one opens it. */
export function carry(context: LoadBalancer, event: Carried, out: Outbox): void {
  const { conn, from } = event
  const connection = context.connections.get(conn)
  if (context.forgotten.has(conn)) {
    // Its flow is not known any more: whoever sends is told so (RST).
    out.send<ConnClose>(from, { type: 'conn.close', conn }, { last: true })
    return
  }
  if (connection === undefined) {
    // A connection begins with a request, or with a ping that stands for the TLS handshake.
    if (event.type === 'api.request' || event.type === 'conn.ping') accept(context, event, out)
    else if (event.type !== 'conn.close') out.send<ConnClose>(from, { type: 'conn.close', conn }, { last: true })
    return
  }
  const { target } = serverOf(context, connection)
  const isClient = from === connection.client
  if (!isClient && from !== target) return // the connection's former server, before a redispatch
  isAlive(context, connection, out)
  if (event.type === 'conn.close') out.raise(toSession(conn, isClient ? 'client.gone' : 'server.gone'))
  else if (!isClient) {
    if (isServerMessage(event)) out.send(connection.client, { ...event })
  } else if (isClientMessage(event)) {
    if (isOpen(connection)) out.send(target, { ...event })
    else connection.waiting.push(event)
  }
}

/**
 * Something passes: the clock of silence begins anew, whichever side it came from. Models src/stconn.c, where a write on one side refreshes the
 * read timeout of the other's.
 */
function isAlive({ settings }: LoadBalancer, { conn }: Connection, out: Outbox): void {
  const { idleTimeout, idleSetting } = settings
  if (idleTimeout > 0) out.timer(`idle/${conn}`, idleTimeout, idleSetting, toSession(conn, 'session.idle'))
}

const isOpen = ({ state }: Connection): boolean => state === 'established'

export const serverOf = ({ servers }: LoadBalancer, { server }: Connection): Server => servers[server]!

function accept(context: LoadBalancer, event: Delivered<ApiRequest | ConnPing, ServerMessage>, out: Outbox): void {
  const { conn, from } = event
  const server = choose(context, -1)
  if (server < 0) {
    context.refusedClients++
    out.note('no server is UP: the connection is closed')
    out.send(from, { type: 'conn.close', conn }, { last: true })
    return
  }
  const connection: Connection = { ...unborn, conn, client: from, server, waiting: [event], retries: 0, attempt: 0 }
  context.connections.set(conn, connection)
  assign(context, connection, server)
  out.raise(toSession(conn, 'session.begin'))
}

/** Round robin over the servers that are UP; `-1` if there is none. `but` is avoided while there is another one. */
export function choose(context: LoadBalancer, but: number): number {
  const { servers, next } = context
  for (let i = 0; i < servers.length; i++) {
    const index = (next + i) % servers.length
    if (index !== but && isUp(context, servers[index]!)) return index
  }
  return but >= 0 && isUp(context, servers[but]!) ? but : -1
}

function assign(context: LoadBalancer, connection: Connection, server: number): void {
  context.next = server + 1
  connection.server = server
  context.servers[server]!.sessions++
  context.servers[server]!.total++
}

/** The connection goes to another server than its own. */
export function otherServer(context: LoadBalancer, connection: Connection): void {
  serverOf(context, connection).sessions--
  assign(context, connection, choose(context, connection.server))
}

export function dial(context: LoadBalancer, connection: Connection, out: Outbox): void {
  connection.attempt++
  const { conn, server, attempt } = connection
  const ref: ConnectRef = { kind: 'connect', conn, server, attempt }
  const { connectTimeout } = context.settings
  out.connect(serverOf(context, connection).target, ref, connectTimeout > 0 ? connectTimeout : undefined, conn)
  if (connectTimeout > 0)
    out.timer(`connect/${conn}`, connectTimeout, 'haproxy-timeout-connect-ms', toSession(conn, 'connect.timeout'))
}

/** Is this the answer to the dial that is under way? */
const isCurrent = (context: LoadBalancer, { conn, attempt }: ConnectRef): boolean => {
  const connection = context.connections.get(conn)
  return connection?.state === 'connecting' && connection.attempt === attempt
}

export function connected(context: LoadBalancer, ref: ConnectRef, out: Outbox): void {
  if (isCurrent(context, ref)) out.raise(toSession(ref.conn, 'server.accepted'))
  // Its client has gone meanwhile, or it was sent elsewhere.
  else out.send(context.servers[ref.server]!.target, { type: 'conn.close', conn: ref.conn }, { last: true })
}

export function refused(context: LoadBalancer, ref: ConnectRef, out: Outbox): void {
  if (isCurrent(context, ref)) out.raise(toSession(ref.conn, 'server.refused'))
}

/** The server accepted: what the client sent so far goes to it. */
export function sendWaiting(context: LoadBalancer, connection: Connection, out: Outbox): void {
  for (const message of connection.waiting) out.send(serverOf(context, connection).target, { ...message })
  connection.waiting = []
  isAlive(context, connection, out)
}

/** The first connection that a server accepts after another one went DOWN is a fact. */
export function announceReroute(context: LoadBalancer, connection: Connection, out: Outbox): void {
  const { rerouting } = context
  if (!rerouting || rerouting.server === connection.server) return
  const down = context.servers[rerouting.server]!.name
  const { name } = serverOf(context, connection)
  context.rerouting = null
  out.because({ entry: rerouting.entry })
  out.note(`first new connection since ${down} is DOWN goes to ${name}`)
  out.fact('lb-rerouted', { from: down, to: name, conn: connection.conn })
}

/** One side of a connection was reset: its other side ends too. */
export function sideReset(
  context: LoadBalancer,
  { conn, peer }: Extract<KernelEvent, { type: 'net.reset' }>,
  out: Outbox
): void {
  const connection = context.connections.get(conn)
  if (!connection) return
  if (connection.client === peer) out.raise(toSession(conn, 'client.gone'))
  else if (serverOf(context, connection).target === peer && isOpen(connection))
    out.raise(toSession(conn, 'server.gone'))
}

/** Closes every connection of a server (`on-marked-down shutdown-sessions`). */
export function shutdownSessions(context: LoadBalancer, server: number, out: Outbox): void {
  for (const [conn, connection] of context.connections)
    if (connection.server === server) out.raise(toSession(conn, 'session.shutdown'))
}

export function closeServer(context: LoadBalancer, connection: Connection, out: Outbox): void {
  if (isOpen(connection))
    out.send(serverOf(context, connection).target, { type: 'conn.close', conn: connection.conn }, { last: true })
}

export function closeClient({ client, conn }: Connection, out: Outbox): void {
  out.send(client, { type: 'conn.close', conn }, { last: true })
}

export function forget(context: LoadBalancer, connection: Connection, out: Outbox): void {
  out.cancel(`retry/${connection.conn}`)
  if (context.settings.idleTimeout > 0) out.cancel(`idle/${connection.conn}`)
  serverOf(context, connection).sessions--
  context.connections.delete(connection.conn)
}
