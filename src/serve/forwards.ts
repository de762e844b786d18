import type { WebSocket } from 'ws'
import { SpdyServer, type SpdyStream } from './spdy'

/** What came of one request through a forwarded port, as the simulated kubelet tells it. */
export type Forwarded = { readonly code: number; readonly body: string } | { readonly error: string }
export const isForwarding = (content: unknown): content is { readonly forwarded: Forwarded | null } =>
  typeof content === 'object' && content !== null && 'forwarded' in content

/** Asks the simulated cluster for a path at a port of the pod; rejects if its connection to it is gone. */
export type AskPort = (port: number, path: string) => Promise<Forwarded>

/** The WebSocket protocols of port-forward: kubectl's (SPDY inside) and that of other clients (a channel for data, one for errors, each port). */
export const tunnel = 'SPDY/3.1+portforward.k8s.io'

const tooLong = 64 * 1024

/**
 * One forwarded connection: HTTP requests in, their answers out. What the programs of simulated pods speak is HTTP; a connection that
 * says something else is told so.
 */
class Conversation {
  private heard: Buffer = Buffer.alloc(0)
  private work: Promise<void> = Promise.resolve()

  constructor(
    private readonly port: number,
    private readonly ask: AskPort,
    private readonly say: (bytes: Buffer) => void,
    private readonly fail: (why: string) => void
  ) {}

  hear(bytes: Buffer): void {
    this.heard = Buffer.concat([this.heard, bytes])
    for (;;) {
      const end = this.heard.indexOf('\r\n\r\n')
      if (end < 0) {
        if (this.heard.length > tooLong)
          this.fail('what is sent through it is not HTTP, and nothing else is spoken here')
        return
      }
      const head = this.heard.toString('latin1', 0, end)
      const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n?/.exec(`${head}\r\n`) ?? []
      if (method === undefined || path === undefined)
        return this.fail('what is sent through it is not HTTP, and nothing else is spoken here')
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      if (this.heard.length < end + 4 + length) return
      this.heard = this.heard.subarray(end + 4 + length)
      this.work = this.work.then(() => this.answer(method, path))
    }
  }

  private async answer(method: string, path: string): Promise<void> {
    const told = await this.ask(this.port, path).catch((error: Error) => ({ error: error.message }))
    if ('error' in told) return this.fail(told.error)
    const body = Buffer.from(told.body)
    const type = told.body.startsWith('<') ? 'text/html' : 'text/plain; charset=utf-8'
    const head = `HTTP/1.1 ${told.code} ${told.code < 400 ? 'OK' : 'Not Found'}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`
    this.say(method === 'HEAD' ? Buffer.from(head) : Buffer.concat([Buffer.from(head), body]))
  }
}

/** kubectl's way: each connection is a stream for errors and one for data, in SPDY inside the WebSocket. */
export function forwardSpdy(socket: WebSocket, ask: AskPort): void {
  const errors = new Map<string, SpdyStream>()
  const server = new SpdyServer(
    (bytes) => socket.send(bytes),
    (stream) => {
      const { streamtype, port = '', requestid = '' } = stream.headers
      if (streamtype === 'error') return void errors.set(requestid, stream)
      if (streamtype !== 'data') return
      const error = errors.get(requestid)
      errors.delete(requestid)
      const over = (why = '') => {
        if (why !== '') error?.send(Buffer.from(why))
        error?.finish()
        stream.finish()
      }
      const talk = new Conversation(Number(port), ask, (bytes) => stream.send(bytes), over)
      stream.hear((data) => (data ? talk.hear(data) : over()))
    },
    () => socket.close(1002)
  )
  socket.on('message', (data: Buffer) => server.receive(data))
}

/** The other way: the channel of a port's data, and one for its errors, each beginning with the port's number. */
export function forwardChannels(socket: WebSocket, ports: readonly number[], ask: AskPort): void {
  const talks = ports.map((port, i) => {
    const number = Buffer.from([port & 0xff, port >> 8])
    for (const channel of [2 * i, 2 * i + 1]) socket.send(Buffer.concat([Buffer.from([channel]), number]))
    const on = (channel: number) => (bytes: Buffer) => socket.send(Buffer.concat([Buffer.from([channel]), bytes]))
    return new Conversation(port, ask, on(2 * i), (why) => on(2 * i + 1)(Buffer.from(why)))
  })
  socket.on('message', (data: Buffer) => talks[data[0]! / 2]?.hear(data.subarray(1)))
}
