import { seconds } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { addressOf } from '../../protocol'
import type { HttpGet, TrafficRefused, TrafficResponse } from '../linux/messages'
import { locationOf, redirected, rewritten, serverOf, type Location } from './configuration'
import type { GatewayFabric, Proxied } from './context'
import type { Outbox } from './messages'

const connectTimeout = seconds(60)
const readTimeout = seconds(60)

/** A request at a listener's port. */
export function serve(context: GatewayFabric, out: Outbox, message: Delivered<HttpGet>): void {
  const { id, asker, path, host = '', port = 80, headers = {} } = message
  const { configuration } = context.nginx
  const asked = { host, port, path, headers }
  const server = configuration ? serverOf(configuration, asked) : undefined
  const location = server && locationOf(server, asked)
  const reply = (code: number, body = pageOf(code)) => {
    const certificate = server?.tls ? { certificate: host } : {}
    out.log('I', `${message.source ?? '-'} "GET ${path} HTTP/1.1" ${code} host=${host}`)
    out.send(asker, { type: 'http.response', id, code, body, ...certificate })
  }
  if (!server || !location) return reply(404)
  const elsewhere = redirected(location, asked, server.tls)
  if (elsewhere) return reply(elsewhere.code)
  const upstream = pick(context, location)
  if (upstream === undefined || upstream === '') return reply(500)
  send(context, out, { id, asker, host, path: rewritten(location, path), headers, upstream, tries: 0 })
}

/** An upstream by the shares of its reference. Models split_clients. */
function pick({ rng }: GatewayFabric, { backends }: Location): string | undefined {
  const all = backends.reduce((sum, { weight }) => sum + weight, 0)
  if (all === 0) return undefined
  let rest = rng.float() * all
  for (const { upstream, weight } of backends) if ((rest -= weight) < 0) return upstream
  return undefined
}

type Waiting = Pick<Proxied, 'id' | 'asker' | 'host' | 'path' | 'headers' | 'upstream' | 'tries'>

/** The next endpoint in turn is asked, each at most once. Models proxy_next_upstream `error timeout`. */
function send(context: GatewayFabric, out: Outbox, request: Waiting, code = 502): void {
  const { nginx } = context
  const { id, asker, upstream, tries } = request
  const endpoints = nginx.configuration?.upstreams[upstream] ?? []
  if (endpoints.length === 0) return out.send(asker, { type: 'http.response', id, code: 503, body: pageOf(503) })
  if (tries >= endpoints.length) return out.send(asker, { type: 'http.response', id, code, body: pageOf(code) })
  const turn = (nginx.turns.get(upstream) ?? 0) % endpoints.length
  nginx.turns.set(upstream, turn + 1)
  const own = ++context.lastId
  nginx.proxied.set(
    own,
    Object.freeze({ ...request, to: endpoints[turn]!, since: context.now, sent: 1, tries: tries + 1 })
  )
  transmit(context, out, own)
  out.timer(`proxy/${own}`, seconds(1), 'tcp-syn-retransmission', { type: 'proxy.resend', id: own })
}

function transmit({ machine, address, nginx }: GatewayFabric, out: Outbox, own: number): void {
  const { to, path, host, headers } = nginx.proxied.get(own)!
  const more = { source: address, headers }
  out.send(
    addressOf('linux', machine),
    { type: 'traffic.request', id: own, to, path, host, more },
    { connection: 'own', unreliable: true }
  )
}

/** The connection does not stand yet: its SYN is sent again after 1, 3, 7 … s, until `proxy_connect_timeout`. */
export function resend(context: GatewayFabric, out: Outbox, own: number): void {
  const found = context.nginx.proxied.get(own)
  if (!found) return
  const waited = context.now - found.since
  if (waited >= connectTimeout) return silent(context, out, own, 'proxy_connect_timeout')
  context.nginx.proxied.set(own, Object.freeze({ ...found, sent: found.sent + 1 }))
  transmit(context, out, own)
  const next = Math.min(seconds(2 ** (found.sent + 1) - 1), connectTimeout)
  const setting = next < connectTimeout ? 'tcp-syn-retransmission' : 'proxy_connect_timeout'
  out.timer(`proxy/${own}`, next - waited, setting, { type: 'proxy.resend', id: own })
}

/** The connection stands: now the answer is waited for. */
export function accepted({ nginx }: GatewayFabric, out: Outbox, own: number): void {
  if (nginx.proxied.has(own))
    out.timer(`proxy/${own}`, readTimeout, 'proxy_read_timeout', { type: 'proxy.silence', id: own })
}

export function silent(context: GatewayFabric, out: Outbox, own: number, setting: string): void {
  const found = context.nginx.proxied.get(own)
  if (!found) return
  out.because({ silence: addressOf('linux', context.machine) }, setting)
  out.log(
    'E',
    `[error] upstream timed out (110: Operation timed out) upstream: "http://${found.to.ip}:${found.to.port}"`
  )
  next(context, out, own, 504)
}

export function refused(context: GatewayFabric, out: Outbox, { id: own, reason }: Delivered<TrafficRefused>): void {
  const found = context.nginx.proxied.get(own)
  if (!found) return
  out.log(
    'E',
    `[error] connect() failed (${reason}) while connecting to upstream "http://${found.to.ip}:${found.to.port}"`
  )
  next(context, out, own, 502)
}

function next(context: GatewayFabric, out: Outbox, own: number, code: number): void {
  const found = context.nginx.proxied.get(own)!
  out.cancel(`proxy/${own}`)
  context.nginx.proxied.delete(own)
  send(context, out, found, code)
}

export function answered({ nginx }: GatewayFabric, out: Outbox, message: Delivered<TrafficResponse>): void {
  const { id: own, code, body = '', pod } = message
  const found = nginx.proxied.get(own)
  if (!found) return
  out.cancel(`proxy/${own}`)
  nginx.proxied.delete(own)
  const { id, asker, path, host } = found
  out.log('I', `"GET ${path} HTTP/1.1" ${code} host=${host} upstream=${found.to.ip}:${found.to.port}`)
  out.send(asker, { type: 'http.response', id, code, body, ...(pod !== undefined && { pod }) })
}

const titles: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out'
}

/** nginx' own page for a code. */
function pageOf(code: number): string {
  const title = `${code} ${titles[code] ?? ''}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
}
