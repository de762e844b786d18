import type { Micros } from '../../base/time'
import { seconds } from '../../base/time'
import type {
  ApiRequest,
  ApiResponse,
  ClientMessage,
  ServerMessage,
  WatchEvent
} from '../components/kube-apiserver/messages'
import type { Address, KernelEvent, ProcessId, ProcessContext, SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { reserve, type TokenBucket } from './workqueue'

/**
 * One client of the API server: one HTTP/2 connection that all its requests and watches share.
 *
 * Models client-go's transport: a connection is dialled when first needed; a reset or refusal fails every stream on it;
 * 30 s without a frame send a PING, 15 s without its ack and the connection is dead (golang.org/x/net/http2
 * ReadIdleTimeout and PingTimeout as set by apimachinery/pkg/util/net/http.go). Requests may carry their own timeout.
 * Plain data, part of the owning component's context. What to do with an answer is data too: `ref`.
 */
export interface ApiClient {
  /** Where it dials: the load balancer or an API server. */
  readonly server: Address<ClientMessage>
  readonly user: string
  readonly userAgent: string
  /** Makes connection ids unique in the run: process, incarnation, client name. */
  readonly name: string
  connections: number
  /** The open connection, or null. */
  conn: string | null
  nextId: number
  streams: Map<number, Stream>
  lastFrame: Micros
  pinging: boolean
  /** Client-side rate limit over all requests but watches (rest.Config QPS and Burst), or null for none. */
  readonly limiter: TokenBucket | null
  /** Requests that wait for the rate limit, by their stream id. */
  readonly throttled: Map<number, Throttled>
}

/** A request's time is over, its turn under the rate limit has come, or the connection is looked at. */
export type TransportTimer =
  | { readonly type: 'client.timeout'; readonly name: string; readonly id: number }
  | { readonly type: 'client.throttled'; readonly name: string; readonly id: number }
  | { readonly type: 'client.health'; readonly name: string }
type Outbox = OutboxOf<TransportTimer>

/** What a client of the API hears; everything else is not for it. */
export type TransportEvent =
  ServerMessage | TransportTimer | Extract<KernelEvent, { type: 'net.reset' | 'net.refused' }>

export const transportEvents = [
  'api.response',
  'api.watch',
  'api.watch.end',
  'conn.close',
  'conn.pong',
  'net.reset',
  'net.refused',
  'client.timeout',
  'client.throttled',
  'client.health'
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
}

/** A request may name another identity than the client's: tokens travel per request, the connection is shared. */
export type Call = Omit<ApiRequest, 'type' | 'conn' | 'id' | 'user' | 'userAgent'> &
  Partial<Pick<ApiRequest, 'user' | 'userAgent'>>

/** Why no answer came. Texts in Go's words are made by `errorText`. */
export type TransportError =
  'connection refused' | 'connection reset' | 'timeout' | 'http2: client connection lost' | 'EOF'

/** What a component hears of its requests. */
export type ApiResult =
  | {
      kind: 'response'
      ref: unknown
      call: Call
      code: number
      body: ApiResponse['body']
      /** Texts of `Warning` headers. */
      warnings?: readonly string[]
    }
  | { kind: 'watch'; ref: unknown; call: Call; events: readonly WatchEvent[] }
  | { kind: 'watch-end'; ref: unknown; call: Call }
  | { kind: 'error'; ref: unknown; call: Call; error: TransportError }

const readIdleTimeout = seconds(30)
const pingTimeout = seconds(15)

export function createClient(
  self: ProcessId,
  incarnation: number,
  server: Address<ClientMessage>,
  user: string,
  userAgent: string,
  name = 'api',
  limiter: TokenBucket | null = null
): ApiClient {
  return {
    server,
    user,
    userAgent,
    name: `${self}#${incarnation}:${name}`,
    connections: 0,
    conn: null,
    nextId: 1,
    streams: new Map(),
    lastFrame: 0,
    pinging: false,
    limiter,
    throttled: new Map()
  }
}

/**
 * Sends a request. The answer comes back from `handle` with the same `ref`. Gives the stream id.
 * @param timeout the client's own limit (`?timeout=` and the http.Client's), 0 for none
 * @param setting upstream name of that limit
 */
export function request(
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  call: Call,
  ref: unknown,
  timeout: Micros = 0,
  setting = 'request-timeout'
): number {
  const id = client.nextId++
  const delay = client.limiter && call.verb !== 'watch' ? reserve(client.limiter, context.now) : 0
  if (delay === 0) {
    dispatch(client, context, out, id, { call, ref, timeout, setting })
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

function dispatch(
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  id: number,
  { call, ref, timeout, setting }: Throttled
): void {
  if (client.conn === null) {
    client.connections++
    client.conn = `${client.name}-${client.connections}`
    client.lastFrame = context.now
    client.pinging = false
    out.timer(`${client.name}/health`, readIdleTimeout, 'http2-read-idle-timeout', {
      type: 'client.health',
      name: client.name
    })
  }
  client.streams.set(id, { ref, watch: call.verb === 'watch', request: call })
  out.send(client.server, {
    type: 'api.request',
    conn: client.conn,
    id,
    user: client.user,
    userAgent: client.userAgent,
    ...call
  } as ApiRequest)
  if (timeout > 0)
    out.timer(`${client.name}/${id}`, timeout, setting, { type: 'client.timeout', name: client.name, id })
}

/** Stops waiting for a stream (a watch that is no longer wanted). No result comes for it. */
export function cancel(client: ApiClient, out: Outbox, id: number): void {
  client.throttled.delete(id)
  if (!client.streams.delete(id) || client.conn === null) return
  out.cancel(`${client.name}/${id}`)
  out.send(client.server, { type: 'api.cancel', conn: client.conn, id })
}

/** Closes the connection; every open stream fails with EOF. */
export function close(client: ApiClient, out: Outbox): ApiResult[] {
  if (client.conn !== null) out.send(client.server, { type: 'conn.close', conn: client.conn })
  return drop(client, out, 'EOF')
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
    case 'conn.pong':
      return frame(client, context, out, event)
    case 'net.reset':
      return event.peer === client.server ? drop(client, out, 'connection reset') : null
    case 'net.refused': {
      // What was refused is the message that went out.
      const conn = (event.ref as { conn?: string } | undefined)?.conn
      if (event.to !== client.server || conn === undefined || !conn.startsWith(client.name)) return null
      return conn === client.conn ? drop(client, out, 'connection refused') : []
    }
    case 'client.timeout': {
      const { name, id } = event
      if (name !== client.name) return null
      const stream = client.streams.get(id)
      if (!stream) return []
      client.streams.delete(id)
      if (client.conn !== null) out.send(client.server, { type: 'api.cancel', conn: client.conn, id })
      out.because({ silence: client.server })
      return [{ kind: 'error', ref: stream.ref, call: stream.request, error: 'timeout' }]
    }
    case 'client.throttled': {
      const { name, id } = event
      if (name !== client.name) return null
      const waiting = client.throttled.get(id)
      client.throttled.delete(id)
      if (waiting) dispatch(client, context, out, id, waiting)
      return []
    }
    case 'client.health':
      return event.name === client.name ? health(client, context, out) : null
  }
}

function frame(client: ApiClient, context: ProcessContext, out: Outbox, message: ServerMessage): ApiResult[] | null {
  if (message.conn !== client.conn) return message.conn.startsWith(`${client.name}-`) ? [] : null
  client.lastFrame = context.now
  client.pinging = false
  if (message.type === 'conn.close') return drop(client, out, 'EOF')
  if (message.type === 'conn.pong') return []
  const stream = client.streams.get(message.id)
  if (!stream) return []
  const { ref, request: call } = stream
  if (message.type === 'api.watch') return [{ kind: 'watch', ref, call, events: message.events }]
  client.streams.delete(message.id)
  out.cancel(`${client.name}/${message.id}`)
  if (message.type === 'api.watch.end') return [{ kind: 'watch-end', ref, call }]
  const { code, body, warnings = [] } = message
  return [{ kind: 'response', ref, call, code, body, warnings }]
}

function health(client: ApiClient, context: ProcessContext, out: Outbox): ApiResult[] {
  if (client.conn === null) return []
  const rearm = (delay: Micros, setting: string) =>
    out.timer(`${client.name}/health`, delay, setting, { type: 'client.health', name: client.name })
  const idle = context.now - client.lastFrame
  if (client.pinging) {
    out.because({ silence: client.server })
    return drop(client, out, 'http2: client connection lost')
  }
  if (idle < readIdleTimeout) {
    rearm(readIdleTimeout - idle, 'http2-read-idle-timeout')
    return []
  }
  client.pinging = true
  out.send(client.server, { type: 'conn.ping', conn: client.conn })
  rearm(pingTimeout, 'http2-ping-timeout')
  return []
}

/** The connection is gone: every stream on it fails. */
function drop(client: ApiClient, out: Outbox, error: TransportError): ApiResult[] {
  if (client.conn === null) return []
  client.conn = null
  client.pinging = false
  out.cancel(`${client.name}/health`)
  const failed: ApiResult[] = []
  for (const [id, { ref, request: call }] of client.streams) {
    out.cancel(`${client.name}/${id}`)
    failed.push({ kind: 'error', ref, call, error })
  }
  client.streams.clear()
  return failed
}

/** True for a 2xx response. */
export const succeeded = (result: ApiResult): result is Extract<ApiResult, { kind: 'response' }> =>
  result.kind === 'response' && result.code < 300
