import type { Micros } from '../../base/time'
import type {
  ApiRequest,
  ApiResponse,
  ClientMessage,
  ConnGoAway,
  ServerMessage,
  WatchEvent
} from '../components/kube-apiserver/messages'
import { unborn, type Item } from '../kernel/chart'
import type { Address, KernelEvent, ProcessId, ProcessContext, SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import type { ApiResult, Call, TransportError } from './results'
import { isPutOff, putOff } from './with-retry'
import { reserve, type TokenBucket } from './workqueue'

/**
 * One client of the API server: one HTTP/2 connection that all its requests and watches share. As an item it is that
 * connection, whose chart is `connectionChart`. Plain data, part of the owning component's context. What to do with an answer
 * is data too: `ref`. Requests may carry their own timeout.
 */
export interface ApiClient extends Item {
  /** Where it dials: the load balancer or an API server. */
  readonly server: Address<ClientMessage>
  readonly user: string
  readonly userAgent: string
  /** Makes connection ids unique in the run: process, incarnation, client name. */
  readonly name: string
  connections: number
  /** The connection that is open or being opened, or null. */
  conn: string | null
  /** It is open: requests go out at once. */
  ready: boolean
  nextId: number
  streams: Map<number, Stream>
  lastFrame: Micros
  /** Client-side rate limit over all requests but watches (rest.Config QPS and Burst), or null for none. */
  readonly limiter: TokenBucket | null
  /** Requests that wait for the rate limit, by their stream id. */
  readonly throttled: Map<number, Throttled>
  /** Until when its certificate is good, by wall clocks; undefined: as long as any run lasts. */
  readonly notAfter: Micros | undefined
}

/** It is needed; when this comes it may have been given up again. */
export interface DialEvent {
  readonly type: 'conn.dial'
  readonly conn: string
}
export interface ConnectionNews {
  readonly type:
    /** TCP's handshake is done. */
    | 'conn.connected'
    | 'conn.refused'
    | 'conn.reset'
    /** Something came: the peer lives. */
    | 'conn.frame'
    /** The peer has closed it. */
    | 'conn.closed'
    /** This side closes it. */
    | 'conn.end'
}
/** What a client's connection takes; `item` is the client's name. */
export type ConnectionEvent = (DialEvent | ConnectionNews) & { readonly chart: 'connection'; readonly item: string }

/** A client's connection has ended: what was under way on it fails. `handle` gives the results. */
export interface ConnectionFailed {
  readonly type: 'conn.failed'
  readonly name: string
  readonly results: readonly ApiResult[]
}

/** A request's time is over, its turn under the rate limit has come; or its connection has news. */
export type TransportTimer =
  | { readonly type: 'client.timeout'; readonly name: string; readonly id: number }
  | { readonly type: 'client.throttled' | 'client.again'; readonly name: string; readonly id: number }
  | ConnectionFailed
  | ConnectionEvent
type Outbox = OutboxOf<TransportTimer>

/** Which connection a SYN is for. */
export interface DialRef {
  readonly kind: 'dial'
  readonly conn: string
}

/** What a client of the API hears; everything else is not for it. */
export type TransportEvent =
  | ServerMessage
  | Exclude<TransportTimer, ConnectionEvent>
  | Extract<KernelEvent, { type: 'net.reset' | 'net.refused' | 'net.connected' }>

export const transportEvents = [
  'api.response',
  'api.watch',
  'api.watch.end',
  'conn.close',
  'conn.goaway',
  'conn.pong',
  'conn.failed',
  'net.connected',
  'net.reset',
  'net.refused',
  'client.timeout',
  'client.throttled',
  'client.again'
] as const satisfies readonly TransportEvent['type'][]
const heard: ReadonlySet<string> = new Set(transportEvents)
const isHeard = (event: SimEvent): event is TransportEvent => heard.has(event.type)

interface Throttled {
  readonly call: Call
  readonly ref: unknown
  readonly timeout: Micros
  readonly setting: string
}

export interface Stream {
  readonly ref: unknown
  readonly watch: boolean
  readonly request: Call
  /** The connection is open: the request went out. */
  sent: boolean
  /** It is on a connection that its server is about to end, and not on the client's. */
  conn?: string
  /** How often it was sent again because the server asked for that. */
  again?: number
}

export type { ApiResult, Call, TransportError } from './results'

export function createClient(
  self: ProcessId,
  incarnation: number,
  server: Address<ClientMessage>,
  user: string,
  userAgent: string,
  name = 'api',
  limiter: TokenBucket | null = null,
  notAfter?: Micros
): ApiClient {
  return {
    ...unborn,
    server,
    user,
    userAgent,
    name: `${self}#${incarnation}:${name}`,
    connections: 0,
    conn: null,
    ready: false,
    nextId: 1,
    streams: new Map(),
    lastFrame: 0,
    limiter,
    throttled: new Map(),
    notAfter
  }
}

/**
 * Sends a request. The answer comes back from `handle` with the same `ref`. Gives the stream id.
 * @param timeout the client's own limit (`?timeout=` and the http.Client's), 0 for none
 * @param setting upstream name of that limit
 * @param limiter the rate limit of this request, if not the connection's: clients of one transport share its connection, each has its own rate
 */
export function request(
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  call: Call,
  ref: unknown,
  timeout: Micros = 0,
  setting = 'request-timeout',
  limiter = client.limiter
): number {
  const id = client.nextId++
  const delay = limiter && call.verb !== 'watch' ? reserve(limiter, context.now) : 0
  if (delay === 0) {
    dispatch(client, out, id, { call, ref, timeout, setting })
    return id
  }
  client.throttled.set(id, { call, ref, timeout, setting })
  out.timer(`${client.name}/throttled/${id}`, delay, 'kube-api-qps', {
    type: 'client.throttled',
    name: client.name,
    id
  })
  return id
}

function dispatch(client: ApiClient, out: Outbox, id: number, { call, ref, timeout, setting }: Throttled): void {
  const stream: Stream = { ref, watch: call.verb === 'watch', request: call, sent: false }
  client.streams.set(id, stream)
  start(client, out, id, stream)
  if (timeout > 0)
    out.timer(`${client.name}/${id}`, timeout, setting, { type: 'client.timeout', name: client.name, id })
}

/** It goes out now, or when there is a connection. */
function start(client: ApiClient, out: Outbox, id: number, stream: Stream): void {
  if (client.ready) send(client, out, id, stream)
  else if (client.conn === null) {
    client.connections++
    client.conn = `${client.name}-${client.connections}`
    out.raise({ type: 'conn.dial', ...address(client), conn: client.conn })
  }
}

/** A request goes out on the open connection. */
export function send(client: ApiClient, out: Outbox, id: number, stream: Stream): void {
  stream.sent = true
  delete stream.conn
  const { user, userAgent, notAfter } = client
  // Who speaks for an account bears its token instead.
  const isOwn = stream.request.user === undefined || stream.request.user === user
  const request = {
    type: 'api.request',
    conn: client.conn!,
    id,
    user,
    userAgent,
    ...(isOwn && notAfter !== undefined && { notAfter }),
    ...stream.request
  }
  out.send(client.server, request as ApiRequest)
}

/** Whether it has sent a PING that was not answered yet. */
export const isPinging = ({ state }: ApiClient): boolean => state === 'open.pinging'

const address = ({ name }: ApiClient) => ({ chart: 'connection', item: name }) as const

/** Stops waiting for a stream (a watch that is no longer wanted). No result comes for it. */
export function cancel(client: ApiClient, out: Outbox, id: number): void {
  client.throttled.delete(id)
  const stream = client.streams.get(id)
  if (!stream) return
  client.streams.delete(id)
  out.cancel(`${client.name}/${id}`)
  giveUp(client, out, id, stream)
}

/** HTTP/2's RST_STREAM, if the server knows of the request. */
function giveUp(client: ApiClient, out: Outbox, id: number, stream: Stream): void {
  const conn = stream.conn ?? client.conn
  if (stream.sent && conn !== null) out.send(client.server, { type: 'api.cancel', conn, id })
}

/** Closes the connection; every open stream fails with EOF. */
export function close(client: ApiClient, out: Outbox): void {
  if (client.conn === null) return
  hangUp(client, out, client.conn)
  fail(client, out, 'EOF')
  out.raise({ type: 'conn.end', ...address(client) })
}

/**
 * Takes an event if it belongs to this client. `null`: not ours. A component calls this first for each of its clients
 * and acts on the results.
 */
export function handle(client: ApiClient, context: ProcessContext, out: Outbox, event: SimEvent): ApiResult[] | null {
  if (!isHeard(event)) return null
  switch (event.type) {
    case 'api.response':
    case 'api.watch':
    case 'api.watch.end':
    case 'conn.close':
    case 'conn.goaway':
    case 'conn.pong':
      return frame(client, context, out, event)
    case 'conn.failed':
      return event.name === client.name ? [...event.results] : null
    case 'net.reset':
      return tell(client, out, event.conn, 'conn.reset')
    case 'net.connected':
    case 'net.refused':
      return dialled(client, out, event)
    case 'client.timeout': {
      const { name, id } = event
      if (name !== client.name) return null
      const stream = client.streams.get(id)
      if (!stream) return []
      client.streams.delete(id)
      giveUp(client, out, id, stream)
      out.because({ silence: client.server })
      return [
        {
          kind: 'error',
          ref: stream.ref,
          call: stream.request,
          error: stream.sent ? 'timeout' : 'timeout before a connection'
        }
      ]
    }
    case 'client.again': {
      const { name, id } = event
      if (name !== client.name) return null
      const stream = client.streams.get(id)
      if (stream && !stream.sent) start(client, out, id, stream)
      return []
    }
    case 'client.throttled': {
      const { name, id } = event
      if (name !== client.name) return null
      const waiting = client.throttled.get(id)
      client.throttled.delete(id)
      if (waiting) dispatch(client, out, id, waiting)
      return []
    }
  }
}

/** News of a connection by its name. Null: it is none of this client's; nothing comes of one that it has given up. */
function tell(client: ApiClient, out: Outbox, conn: string, type: ConnectionNews['type']): ApiResult[] | null {
  if (!conn.startsWith(`${client.name}-`)) return null
  if (conn === client.conn) out.raise({ type, ...address(client) })
  else if (type === 'conn.closed' || type === 'conn.reset') fail(client, out, 'unexpected EOF', conn)
  return []
}

function dialled(
  client: ApiClient,
  out: Outbox,
  { type, ref }: Extract<KernelEvent, { type: 'net.connected' | 'net.refused' }>
): ApiResult[] | null {
  const dial = ref as DialRef | undefined
  if (dial?.kind !== 'dial' || !dial.conn.startsWith(`${client.name}-`)) return null
  // It was given up while it was dialled.
  if (type === 'net.connected' && dial.conn !== client.conn) hangUp(client, out, dial.conn)
  return tell(client, out, dial.conn, type === 'net.connected' ? 'conn.connected' : 'conn.refused')
}

/** The socket is closed: the peer gets a FIN. */
export const hangUp = (client: ApiClient, out: Outbox, conn: string): void =>
  out.send(client.server, { type: 'conn.close', conn }, { last: true })

function frame(client: ApiClient, context: ProcessContext, out: Outbox, message: ServerMessage): ApiResult[] | null {
  if (message.type === 'conn.close') return tell(client, out, message.conn, 'conn.closed')
  if (!message.conn.startsWith(`${client.name}-`)) return null
  if (message.type === 'conn.goaway') return goAway(client, out, message)
  if (message.conn !== client.conn && !('id' in message && client.streams.get(message.id)?.conn === message.conn))
    return []
  client.lastFrame = context.now
  if (isPinging(client) || message.type === 'conn.pong') out.raise({ type: 'conn.frame', ...address(client) })
  if (message.type === 'conn.pong') return []
  const stream = client.streams.get(message.id)
  if (!stream) return []
  const { ref, request: call } = stream
  // To what was asked as HTTP the answer is what stands on the wire.
  if (message.type === 'api.watch')
    return [{ kind: 'watch', ref, call, events: (message.http as readonly WatchEvent[] | undefined) ?? message.events }]
  if (message.type === 'api.response' && isPutOff(client, stream, message)) {
    putOff(client, out, message.id, stream)
    return []
  }
  client.streams.delete(message.id)
  out.cancel(`${client.name}/${message.id}`)
  if (message.type === 'api.watch.end') return [{ kind: 'watch-end', ref, call }]
  const { code, warnings = [], http } = message
  const body = http ? (http.content as ApiResponse['body']) : message.body
  return [{ kind: 'response', ref, call, code, body, warnings }]
}

/** The server is about to end a connection: what it has taken goes on there, all else goes out on another one. Models x/net/http2 processGoAway. */
function goAway(client: ApiClient, out: Outbox, { conn, refused }: ConnGoAway): ApiResult[] {
  const isOurs = conn === client.conn
  for (const stream of client.streams.values()) if (isOurs && stream.sent) stream.conn = conn
  if (isOurs) {
    client.conn = null
    client.ready = false
    out.raise({ type: 'conn.end', ...address(client) })
  }
  const crossed = client.streams.get(refused ?? 0)
  if (crossed) crossed.sent = false
  for (const [id, stream] of client.streams) if (!stream.sent) start(client, out, id, stream)
  return []
}

/** A connection is gone (`conn`: one that its server ended, else the client's own): every stream on it fails. */
export function fail(client: ApiClient, out: Outbox, error: TransportError, conn?: string): void {
  if (conn === undefined) {
    client.conn = null
    client.ready = false
  }
  const results: ApiResult[] = []
  for (const [id, { ref, request: call, conn: own }] of client.streams) {
    if (own !== conn) continue
    client.streams.delete(id)
    out.cancel(`${client.name}/${id}`)
    results.push({ kind: 'error', ref, call, error })
  }
  if (results.length > 0) out.raise({ type: 'conn.failed', name: client.name, results })
}

/** True for a 2xx response. */
export const succeeded = (result: ApiResult): result is Extract<ApiResult, { kind: 'response' }> =>
  result.kind === 'response' && result.code < 300
