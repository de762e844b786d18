import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import type { ClientAct } from '../sim'

/** A question of a simulated API server to a webhook outside. */
export interface WebhookQuestion {
  readonly url: string
  readonly host: string
  readonly serverName: string
  readonly caBundle: string
  readonly body: object
}

/** The real place of `host:port`; undefined: nobody is asked, and the API server waits until its time is over. */
export type Route = (host: string) => { readonly host: string; readonly port: number } | undefined

/** Servers of this machine alone: a run is no way into other people's networks. */
export const loopbackOnly: Route = (host) => {
  const [, name = '', port = ''] = /^(?:\[(?=.*\]))?([^\]]+?)\]?:(\d+)$/.exec(host) ?? []
  return ['127.0.0.1', 'localhost', '::1'].includes(name) ? { host: name, port: Number(port) } : undefined
}

type Outcome = Extract<ClientAct, { type: 'clients.reply' }>['outcome']

/** What is read of an answer, and how long is waited for it: more than any webhook's `timeoutSeconds`. */
const limits = { bytes: 3 * 1024 * 1024, ms: 60_000, redirects: 10 }

/** Asks real webhooks what the simulated API servers ask; what they answer is an input of the run. */
export class Webhooks {
  private readonly agent = new https.Agent({ keepAlive: false })

  constructor(
    private readonly route: Route,
    private readonly act: (act: ClientAct) => void
  ) {}

  ask({ server, id, ...question }: WebhookQuestion & { readonly server: string; readonly id: number }): void {
    const { url, host } = question
    const reply = (outcome: Outcome): void => this.act({ type: 'clients.reply', server, id, outcome })
    const path = url.replace(/^https:\/\/[^/?#]*/, '') || '/'
    const place = this.route(host)
    if (place) this.send(question, place, 'POST', path, limits.redirects, reply)
  }

  close(): void {
    this.agent.destroy()
  }

  private send(
    question: WebhookQuestion,
    place: { readonly host: string; readonly port: number },
    method: 'POST' | 'GET',
    path: string,
    redirects: number,
    reply: (outcome: Outcome) => void
  ): void {
    const { host, serverName, caBundle, body } = question
    const text = method === 'POST' ? JSON.stringify(body) : ''
    const request = https.request(
      {
        ...place,
        agent: this.agent,
        method,
        path,
        timeout: limits.ms,
        ...(caBundle !== '' && { ca: Buffer.from(caBundle, 'base64').toString() }),
        ...(/[a-z]/i.test(serverName) && !serverName.includes(':') && { servername: serverName }),
        checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
          checkServerIdentity(serverName, certificate),
        headers: {
          host,
          'user-agent': 'kube-apiserver-admission',
          accept: 'application/json, */*',
          ...(text !== '' && {
            'content-type': 'application/json',
            'content-length': String(Buffer.byteLength(text))
          })
        }
      },
      (response) => {
        const code = response.statusCode ?? 0
        const { location } = response.headers
        if (code >= 301 && code <= 308 && location?.startsWith('/') && redirects > 0) {
          response.resume()
          return this.send(question, place, code < 304 ? 'GET' : method, location, redirects - 1, reply)
        }
        read(response, (content) =>
          reply({ code, contentType: response.headers['content-type'] ?? '', content: content.toString() })
        )
      }
    )
    request.on('error', (error: NetworkError) => reply({ error: goText(error, host, serverName) }))
    request.on('timeout', () => request.destroy())
    request.end(text)
  }
}

function read(response: IncomingMessage, done: (content: Buffer) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limits.bytes) response.destroy()
    else chunks.push(chunk)
  })
  response.on('end', () => done(Buffer.concat(chunks)))
}

type NetworkError = Error & { readonly code?: string; readonly cert?: PeerCertificate }

const strangers: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE'
])

/** What Go says of a connection that fails. Models crypto/x509 verify.go and net/error. */
function goText({ code = '', cert, message }: NetworkError, host: string, serverName: string): string {
  const tls = 'tls: failed to verify certificate: x509: '
  if (strangers.has(code)) return `${tls}certificate signed by unknown authority`
  if (code === 'CERT_HAS_EXPIRED') return `${tls}certificate has expired or is not yet valid`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${tls}${misnamed(cert?.subjectaltname ?? '', serverName)}`
  if (code === 'ECONNREFUSED') return `dial tcp ${host}: connect: connection refused`
  if (code === 'EHOSTUNREACH') return `dial tcp ${host}: connect: no route to host`
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${serverName}: no such host`
  if (code === 'EPROTO') return 'http: server gave HTTP response to HTTPS client'
  return code === 'ECONNRESET' ? 'EOF' : message
}

function misnamed(names: string, wanted: string): string {
  const isAddress = /^[\d.]+$|:/.test(wanted)
  const kind = isAddress ? 'IP Address:' : 'DNS:'
  const valid = names
    .split(', ')
    .filter((name) => name.startsWith(kind))
    .map((name) => name.slice(kind.length))
  if (valid.length > 0) return `certificate is valid for ${valid.join(', ')}, not ${wanted}`
  return isAddress
    ? `cannot validate certificate for ${wanted} because it doesn't contain any IP SANs`
    : `certificate is not valid for any names, but wanted to match ${wanted}`
}
