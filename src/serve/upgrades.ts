import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { bytesOfText } from '../base/bytes'
import { isShell, TypedShell } from './typed'
import { forwardChannels, forwardSpdy, isForwarding, tunnel, type AskPort } from './forwards'

/** Channels of a stream, the first byte of each frame. Models apimachinery/pkg/util/remotecommand and client-go's websocket executor. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3 } as const
// kubectl's name for its tunnel is no token, which `ws` insists on: it travels under another one through it.
const tunnelToken = tunnel.replace('/', '-')
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io', tunnelToken, 'portforward.k8s.io'] as const

const server = new WebSocketServer({
  noServer: true,
  maxPayload: 1024 * 1024,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false
})

server.on('headers', (lines) => {
  const at = lines.findIndex((line) => line === `Sec-WebSocket-Protocol: ${tunnelToken}`)
  if (at >= 0) lines[at] = `Sec-WebSocket-Protocol: ${tunnel}`
})

/** What a command came to, as the simulated kubelet told it. */
export interface Executed {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
export const isExecuted = (content: unknown): content is Executed =>
  typeof content === 'object' && content !== null && 'exitCode' in content

/** Who attached is told what the container prints, as it comes; null: nothing more does. */
export interface Attached {
  readonly attached: (sink: (text: string | null) => void) => void
}
const isAttached = (content: unknown): content is Attached =>
  typeof content === 'object' && content !== null && 'attached' in content

/** A command that waits for what is sent to it. */
const isAwaited = (content: unknown): boolean => typeof content === 'object' && content !== null && 'awaited' in content

/** Has the command run with what was sent to it; rejects with why not. */
export type AskExec = (stdin: string | Buffer) => Promise<Executed>

/** Answers a request for a stream: with its frames if the simulated server agreed, else as any other request. */
export function answerUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  code: number,
  headers: Readonly<Record<string, string>>,
  content: unknown,
  ask: AskPort,
  exec: AskExec
): void {
  const forwards = isForwarding(content)
  if (!forwards && !isExecuted(content) && !isAttached(content) && !isAwaited(content))
    return refuseUpgrade(socket, code, headers, content)
  // Who was refused a WebSocket asks again for SPDY, and is refused in the same words; it is not spoken here.
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    return refuseUpgrade(socket, 403, { 'content-type': 'text/plain' }, 'only WebSocket is spoken here')
  const offered = request.headers['sec-websocket-protocol']
  if (offered !== undefined) request.headers['sec-websocket-protocol'] = offered.replaceAll(tunnel, tunnelToken)
  server.handleUpgrade(request, socket, head, (stream) => {
    stream.on('error', () => undefined)
    if (forwards) {
      const ports = new URL(request.url ?? '/', 'https://x').searchParams
        .getAll('ports')
        .flatMap((each) => each.split(','))
      return stream.protocol === tunnelToken
        ? forwardSpdy(stream, ask)
        : forwardChannels(stream, ports.map(Number), ask)
    }
    if (isAwaited(content)) return listen(stream, new URL(request.url ?? '/', 'https://x').searchParams, exec)
    if (isAttached(content))
      return content.attached((text) => {
        if (text !== null) return send(stream, channels.stdout, text)
        stream.send(frame(channels.error, JSON.stringify({ metadata: {}, status: 'Success' })))
        stream.close(1000)
      })
    if (isExecuted(content)) finish(stream, content)
  })
}

function finish(stream: WebSocket, told: Executed): void {
  send(stream, channels.stdout, told.stdout)
  send(stream, channels.stderr, told.stderr)
  stream.send(frame(channels.error, JSON.stringify(statusOf(told))))
  stream.close(1000)
}

/** Models apimachinery/pkg/util/remotecommand: the channel of version 5 that tells which one has ended. */
const ended = 255

/** A command that reads: all that comes until its end at once, or the lines of a person at a shell. */
function listen(stream: WebSocket, query: URLSearchParams, exec: AskExec): void {
  const fail = (error: Error) => {
    stream.send(frame(channels.error, JSON.stringify({ metadata: {}, status: 'Failure', message: error.message })))
    stream.close(1000)
  }
  const run = (input: string | Buffer) => void exec(input).then((told) => finish(stream, told), fail)
  const command = query.getAll('command')
  if (query.get('tty') === 'true') {
    if (!isShell(command)) return run('')
    const typed = new TypedShell(command[0]!, exec, (text) => send(stream, channels.stdout, text), {
      end: (exitCode) => finish(stream, { exitCode, stdout: '', stderr: '' }),
      fail
    })
    return void stream.on('message', (data: Buffer) => {
      if (data[0] === channels.stdin) typed.hear(data.subarray(1).toString('utf8'))
    })
  }
  const heard: Buffer[] = []
  let size = 0
  stream.on('message', (data: Buffer) => {
    if (data[0] === ended && data[1] === channels.stdin) return run(Buffer.concat(heard))
    if (data[0] !== channels.stdin) return
    size += data.length
    if (size > mostInput) return fail(new Error(`more than ${mostInput} bytes are sent to the command`))
    heard.push(data.subarray(1))
  })
}
const mostInput = 4 * 1024 * 1024

export function refuseUpgrade(
  socket: Duplex,
  code: number,
  headers: Readonly<Record<string, string>>,
  content: unknown
): void {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  const lines = Object.entries(headers).map(([name, value]) => `${name.replace(/#\d+$/, '')}: ${value}\r\n`)
  socket.end(
    Buffer.concat([
      Buffer.from(`HTTP/1.1 ${code} \r\n${lines.join('')}content-length: ${body.length}\r\nconnection: close\r\n\r\n`),
      body
    ])
  )
}

const frame = (channel: number, text: string): Buffer => Buffer.concat([Buffer.from([channel]), bytesOfText(text)])

function send(stream: WebSocket, channel: number, text: string): void {
  if (text !== '') stream.send(frame(channel, text))
}

/** Models apiserver's remotecommand: how a command's end is told. */
function statusOf({ exitCode }: Executed): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command, exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] }
  }
}
