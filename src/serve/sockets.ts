import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse
} from 'node:http2'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { ClientAct } from '../sim'
import type { Heard } from './live'
import type { Pair } from './certificates'
import { contentOf } from './content'
import { certificateOf, type Identities } from './identities'
import { isForwarding, type Forwarded } from './forwards'
import { textOf } from './body'
import { answerUpgrade, isExecuted, type Attached, type Executed } from './upgrades'

/** What strangers may take of this machine. */
const limits = {
  connections: 500,
  /** apiserver/pkg/server/config.go MaxRequestBodyBytes, and what tells that it was more. */
  bodyBytes: 3 * 1024 * 1024 + 1,
  headerBytes: 64 * 1024,
  streams: 250,
  targetLength: 16_384
}

type Answerer = (code: number, headers: Readonly<Record<string, string>>, content: unknown) => void
type Request = IncomingMessage | Http2ServerRequest
/** What of a request travels. */
type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'> | Http2ServerRequest
type Response = ServerResponse | Http2ServerResponse

/** A connection from outside: the socket, and what it is called in the simulation. */
interface Connection {
  readonly conn: string
  readonly socket: Socket
  state: 'dialling' | 'open' | 'closed'
  streams: Map<number, Response>
  /** Those whose answer is a text that grows. */
  logs: Set<number>
  /** Streams of another protocol that hear what a container prints; null: nothing more comes. */
  talks: Map<number, (text: string | null) => void>
  /** Requests for streams of another protocol, by number: how they are answered. */
  upgrades: Map<number, Answerer>
  nextId: number
}

/**
 * Carries TCP connections of real programs to and from the simulated network. A socket is accepted when the simulated server has
 * accepted it and shaken hands; until then no byte of TLS is answered. What the simulation resets is reset.
 */
export class Sockets {
  private readonly listener: Server
  private readonly secure: Http2SecureServer
  private readonly connections = new Map<string, Connection>()
  private readonly bySocket = new WeakMap<object, Connection>()
  private accepted = 0

  constructor(
    { cert, key }: Pair,
    ca: string,
    private readonly identities: Identities,
    private readonly act: (act: ClientAct) => void
  ) {
    this.secure = createSecureServer({
      cert,
      key,
      ca,
      requestCert: true,
      rejectUnauthorized: false,
      allowHTTP1: true,
      maxHeaderListPairs: 200,
      settings: { maxConcurrentStreams: limits.streams, maxHeaderListSize: limits.headerBytes }
    })
    this.secure.on('request', (request: Request, response: Response) => this.request(request, response))
    this.secure.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head)
    )
    this.secure.on('secureConnection', (tls: TLSSocket) => tls.on('error', () => undefined))
    this.secure.on('tlsClientError', () => undefined)
    this.secure.on('sessionError', () => undefined)
    this.secure.setTimeout(0)
    this.listener = createServer({ pauseOnConnect: true }, (socket) => this.accept(socket))
    this.listener.maxConnections = limits.connections
  }

  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.listener.once('error', reject)
      this.listener.listen(port, host, () => {
        const address = this.listener.address()
        resolve(typeof address === 'object' && address ? address.port : port)
      })
    })
  }

  close(): void {
    this.listener.close()
    for (const { socket } of this.connections.values()) socket.destroy()
    this.secure.close()
  }

  private accept(socket: Socket): void {
    const conn = `outside-${++this.accepted}`
    const connection: Connection = {
      conn,
      socket,
      state: 'dialling',
      streams: new Map(),
      logs: new Set(),
      talks: new Map(),
      upgrades: new Map(),
      nextId: 1
    }
    this.connections.set(conn, connection)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => this.left(connection))
    this.act({ type: 'clients.dial', conn })
  }

  /** The program hung up. */
  private left(connection: Connection): void {
    if (connection.state === 'closed') return
    connection.state = 'closed'
    this.connections.delete(connection.conn)
    this.act({ type: 'clients.close', conn: connection.conn })
  }

  private request(request: Request, response: Response): void {
    const tls = tlsOf(request)
    const connection = tls && this.connectionOf(tls)
    if (!connection || !tls) return void response.destroy?.()
    const target = request.url ?? '/'
    if (target.length > limits.targetLength) return refuse(response, 414, 'URI too long')
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      // One byte more than is taken tells the server that it is too much.
      if (size < limits.bodyBytes) chunks.push(chunk.subarray(0, limits.bodyBytes - size))
      size += chunk.length
    })
    request.on('error', () => undefined)
    request.on('end', () => {
      if (connection.state !== 'open') return
      const id = connection.nextId++
      connection.streams.set(id, response)
      if (/\/log\?/.test(target)) connection.logs.add(id)
      response.on('close', () => {
        connection.logs.delete(id)
        if (!connection.streams.delete(id) || connection.state !== 'open') return
        this.act({ type: 'clients.cancel', conn: connection.conn, id })
      })
      this.ask(connection, id, request, tls, Buffer.concat(chunks))
    })
  }

  /** WebSockets: the answer decides whether there is one. */
  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const tls = request.socket as TLSSocket
    const connection = this.connectionOf(tls)
    const target = request.url ?? '/'
    socket.on('error', () => undefined)
    if (connection?.state !== 'open' || target.length > limits.targetLength) return void socket.destroy()
    const id = connection.nextId++
    connection.upgrades.set(id, (code, headers, content) =>
      answerUpgrade(
        request,
        socket,
        head,
        code,
        headers,
        content,
        (port, path) => this.askPort(connection, request, tls, port, path),
        (stdin) => this.askExec(connection, request, tls, stdin)
      )
    )
    socket.on('close', () => {
      const waited = connection.upgrades.delete(id)
      const talked = connection.talks.delete(id)
      if ((waited || talked) && connection.state === 'open')
        this.act({ type: 'clients.cancel', conn: connection.conn, id })
    })
    this.ask(connection, id, request, tls, Buffer.alloc(0))
  }

  /** One request through a forwarded port: of the same stream, so it is asked of the same path. */
  private askPort(connection: Connection, request: IncomingMessage, tls: TLSSocket, port: number, path: string) {
    return new Promise<Forwarded>((resolve, reject) => {
      if (connection.state !== 'open') return reject(new Error('the connection to the API server is gone'))
      const id = connection.nextId++
      connection.upgrades.set(id, (_code, _headers, content) =>
        isForwarding(content) && content.forwarded
          ? resolve(content.forwarded)
          : reject(new Error(typeof content === 'string' ? content : JSON.stringify(content)))
      )
      const target = `${(request.url ?? '').split('?')[0]}?${new URLSearchParams({ ports: String(port), path }).toString()}`
      this.ask(connection, id, { headers: request.headers, method: 'GET', url: target }, tls, Buffer.alloc(0))
    })
  }

  /** What was sent to a command: the same is asked for again with it. */
  private askExec(connection: Connection, request: IncomingMessage, tls: TLSSocket, stdin: string | Buffer) {
    return new Promise<Executed>((resolve, reject) => {
      if (connection.state !== 'open') return reject(new Error('the connection to the API server is gone'))
      const id = connection.nextId++
      connection.upgrades.set(id, (_code, _headers, content) =>
        isExecuted(content)
          ? resolve(content)
          : reject(new Error((content as { message?: string }).message ?? JSON.stringify(content)))
      )
      const { upgrade: _upgrade, ...others } = request.headers
      const headers = { ...others, 'content-type': 'application/octet-stream' }
      this.ask(
        connection,
        id,
        { headers, method: 'POST', url: request.url ?? '/' },
        tls,
        typeof stdin === 'string' ? Buffer.from(stdin) : stdin
      )
    })
  }

  private ask({ conn }: Connection, id: number, request: Asked, tls: TLSSocket, body: Buffer): void {
    const headers = headersOf(request)
    const { user, groups, credential } = this.identities.of(certificateOf(tls), headers.authorization)
    // Who it is was said: the secret itself is not kept with the run.
    if (user !== '') delete headers.authorization
    const http = { method: request.method ?? 'GET', target: request.url ?? '/', headers }
    const text = body.length > 0 ? { body: textOf(body, headers) } : {}
    this.act({
      type: 'clients.request',
      conn,
      id,
      http,
      user,
      groups,
      ...(credential !== undefined && { credential }),
      ...text
    })
  }

  private connectionOf(tls: TLSSocket): Connection | undefined {
    const known = this.bySocket.get(tls)
    if (known) return known
    for (const connection of this.connections.values())
      if (connection.socket.remotePort === tls.remotePort && connection.socket.remoteAddress === tls.remoteAddress) {
        this.bySocket.set(tls, connection)
        return connection
      }
    return undefined
  }

  /** News from the simulation. */
  hear(heard: Exclude<Heard, { readonly type: 'webhook' }>): void {
    const connection = this.connections.get(heard.conn)
    if (!connection) return
    switch (heard.type) {
      case 'connected':
        if (connection.state !== 'dialling') return
        connection.state = 'open'
        // The handshake of the simulated server is done: now the real one may begin.
        this.secure.emit('connection', connection.socket)
        connection.socket.resume()
        return
      case 'refused':
      case 'reset':
        return this.reset(connection)
      case 'closed':
        return this.end(connection)
      case 'answer': {
        const upgrade = connection.upgrades.get(heard.id)
        connection.upgrades.delete(heard.id)
        if (upgrade) return upgrade(heard.code, heard.headers, heard.content)
        const response = connection.streams.get(heard.id)
        connection.streams.delete(heard.id)
        if (!response) return
        const content = contentOf(heard.content)
        if (content === undefined) answer(response, 404, {}, '')
        else answer(response, heard.code, heard.headers, content)
        return
      }
      case 'events': {
        const talk = connection.talks.get(heard.id)
        if (talk) return heard.events.forEach((text) => talk(String(text)))
        const upgrade = connection.upgrades.get(heard.id)
        connection.upgrades.delete(heard.id)
        if (upgrade) {
          const early: (string | null)[] = heard.events.map(String)
          connection.talks.set(heard.id, (text) => void early.push(text))
          const listen: Attached['attached'] = (sink) => {
            for (const text of early.splice(0)) sink(text)
            connection.talks.set(heard.id, sink)
          }
          return upgrade(101, {}, { attached: listen })
        }
        const response = connection.streams.get(heard.id)
        if (!response) return
        if (connection.logs.has(heard.id)) {
          if (!response.headersSent)
            (response as ServerResponse).writeHead(200, {
              'content-type': 'text/plain',
              'cache-control': 'no-cache, private'
            })
          if ('flushHeaders' in response) response.flushHeaders()
          for (const text of heard.events) write(response, String(text))
          return
        }
        if (!response.headersSent) {
          ;(response as ServerResponse).writeHead(200, {
            'content-type': 'application/json',
            'cache-control': 'no-cache, private'
          })
          if ('flushHeaders' in response) response.flushHeaders()
        }
        for (const event of heard.events) write(response, `${JSON.stringify(event)}\n`)
        return
      }
      case 'end': {
        connection.talks.get(heard.id)?.(null)
        connection.talks.delete(heard.id)
        const response = connection.streams.get(heard.id)
        connection.streams.delete(heard.id)
        connection.logs.delete(heard.id)
        response?.end()
        return
      }
    }
  }

  private reset(connection: Connection): void {
    connection.state = 'closed'
    this.connections.delete(connection.conn)
    connection.socket.resetAndDestroy()
  }

  private end(connection: Connection): void {
    connection.state = 'closed'
    this.connections.delete(connection.conn)
    connection.socket.destroySoon()
  }
}

function tlsOf(request: Request): TLSSocket | undefined {
  const socket = 'stream' in request && request.stream.session ? request.stream.session.socket : request.socket
  return socket as TLSSocket | undefined
}

/** By lower-case name, without those that are HTTP/2's own or concern the connection. */
function headersOf(request: Pick<Request, 'headers'>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith(':') || value === undefined) continue
    headers[name] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return headers
}

function answer(
  response: Response,
  code: number,
  headers: Readonly<Record<string, string>>,
  content: string | Buffer
): void {
  const all: Record<string, string | string[]> = { 'cache-control': 'no-cache, private', ...documentHeaders(headers) }
  const body = typeof content === 'string' ? Buffer.from(content) : content
  const bare = code === 304 || code === 204
  if (!bare) all['content-length'] = String(body.length)
  // Their types know each its own protocol only.
  ;(response as ServerResponse).writeHead(code, all)
  if (bare || (response as ServerResponse).req.method === 'HEAD') response.end()
  else (response as ServerResponse).end(body)
}

/** `warning#1`, `warning#2`: further headers of one name. */
function documentHeaders(headers: Readonly<Record<string, string>>): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    const plain = name.replace(/#\d+$/, '')
    const known = all[plain]
    all[plain] = known === undefined ? value : [known, value].flat()
  }
  return all
}

const write = (response: Response, text: string): void => void (response as ServerResponse).write(text)

function refuse(response: Response, code: number, text: string): void {
  answer(response, code, { 'content-type': 'text/plain; charset=utf-8' }, text)
}
