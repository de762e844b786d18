import { seconds, toSeconds } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { addressOf } from '../../protocol'
import type { HttpGet, TrafficRefused, TrafficRequest, TrafficResponse } from '../linux/messages'
import { accessLine } from './access-log'
import { nowhere } from './configuration'
import type { NginxIngressController, Proxied } from './context'
import { locationAt, rewritten, type Location } from './locations'
import type { Outbox } from './messages'
import { pageOf } from './pages'
import type { Endpoint } from './upstreams'

/** A request at nginx' own ports: 80, or 443 with TLS. */
export function serve(context: NginxIngressController, out: Outbox, request: HttpGet): void {
  const { host = '', path, port, id, asker, source = '' } = request
  const server = serverOf(context, host)
  const location = server && locationAt(server.locations, path)
  const whole: Proxied = {
    id,
    asker,
    source,
    host,
    path,
    secure: port === 443,
    backend: '',
    since: context.now,
    tries: [],
    to: null,
    limits: location ?? null
  }
  if (!server || !location) return answer(context, out, whole, server ? 404 : 503)
  if (port !== 443 && ((server.tls && location.sslRedirect) || location.forceSslRedirect))
    return answer(context, out, whole, 308)
  const backend = backendOf(context, location)
  const asked = { ...whole, backend, path: rewritten(location, path) }
  const endpoints = context.running?.backends[backend] ?? []
  if (endpoints.length > 0) return ask(context, out, asked)
  answer(context, out, asked, backend === nowhere ? 404 : 503)
}

/** The server block of a host: its own, that of a wildcard, or the one for all others. Models nginx' server_name. */
function serverOf({ running }: NginxIngressController, given: string) {
  const host = given.replace(/:\d+$/, '').toLowerCase()
  const servers = running?.servers ?? []
  return (
    servers.find((server) => server.host === host) ??
    servers.find((server) => server.host.startsWith('*.') && host.endsWith(server.host.slice(1))) ??
    servers.find((server) => server.host === '_')
  )
}

const backendOf = ({ rng }: NginxIngressController, { backend, canary }: Location): string =>
  canary && rng.float() < canary.weight ? canary.backend : backend

/** The next endpoint in turn is asked. Models rootfs/etc/nginx/lua/balancer/round_robin.lua. */
function ask(context: NginxIngressController, out: Outbox, request: Proxied): void {
  const endpoints = context.running?.backends[request.backend] ?? []
  const turn = (context.turns.get(request.backend) ?? 0) % Math.max(1, endpoints.length)
  const to = endpoints[turn]
  if (!to) return answer(context, out, request, 503)
  context.turns.set(request.backend, turn + 1)
  const own = ++context.lastId
  context.proxied.set(own, Object.freeze({ ...request, to, askedAt: context.now, sent: 1 }))
  transmit(context, out, own, request, to)
  out.timer(`proxy/${own}`, seconds(1), 'tcp-syn-retransmission', { type: 'proxy.resend', id: own })
}

function transmit(
  { machine, address }: NginxIngressController,
  out: Outbox,
  id: number,
  { path, host }: Proxied,
  { ip, port }: Endpoint
): void {
  const request: TrafficRequest = {
    type: 'traffic.request',
    id,
    to: { ip, port },
    path,
    host,
    more: { source: address }
  }
  out.send(addressOf('linux', machine), request, { connection: 'own', unreliable: true })
}

/** The connection does not stand yet: its SYN is sent again after 1, 3, 7 … s, until `proxy-connect-timeout`. */
export function resend(context: NginxIngressController, out: Outbox, id: number): void {
  const request = context.proxied.get(id)
  if (!request?.to) return
  const { askedAt = 0, sent = 1, limits } = request
  const waited = context.now - askedAt
  const limit = seconds(limits?.connectS ?? 5)
  if (waited >= limit) return silent(context, out, id, 'proxy-connect-timeout')
  context.proxied.set(id, Object.freeze({ ...request, sent: sent + 1 }))
  transmit(context, out, id, request, request.to)
  const next = seconds(2 ** (sent + 1) - 1)
  const delay = Math.min(next, limit) - waited
  const setting = next < limit ? 'tcp-syn-retransmission' : 'proxy-connect-timeout'
  out.timer(`proxy/${id}`, delay, setting, { type: 'proxy.resend', id })
}

/** The connection stands: now the answer is waited for. */
export function accepted({ proxied }: NginxIngressController, out: Outbox, id: number): void {
  const request = proxied.get(id)
  if (!request) return
  out.timer(`proxy/${id}`, seconds(request.limits?.readS ?? 60), 'proxy-read-timeout', { type: 'proxy.silence', id })
}

/** An endpoint that says nothing is given up; who it was is asked no longer. */
export function silent(context: NginxIngressController, out: Outbox, id: number, setting: string): void {
  const request = context.proxied.get(id)
  if (!request?.to) return
  out.because({ silence: addressOf('linux', context.machine) }, setting)
  const { ip, port } = request.to
  const during =
    setting === 'proxy-connect-timeout' ? 'connecting to upstream' : 'reading response header from upstream'
  out.log('E', `[error] upstream timed out (110: Operation timed out) while ${during}, ${about(request, ip, port)}`)
  next(context, out, id, request, 504)
}

export function refused(context: NginxIngressController, out: Outbox, { id, reason }: TrafficRefused): void {
  const request = context.proxied.get(id)
  if (!request?.to) return
  const why = reason === 'Connection refused' ? '111: Connection refused' : '113: Host is unreachable'
  const { ip, port } = request.to
  out.log('E', `[error] connect() failed (${why}) while connecting to upstream, ${about(request, ip, port)}`)
  next(context, out, id, request, 502)
}

const about = ({ source, host, path }: Proxied, ip: string, port: number): string =>
  `client: ${source}, server: ${host}, request: "GET ${path} HTTP/1.1", upstream: "http://${ip}:${port}${path}", host: "${host}"`

/** Another endpoint has its turn, as often as `proxy-next-upstream-tries` says. Models proxy_next_upstream `error timeout`. */
function next(context: NginxIngressController, out: Outbox, id: number, request: Proxied, code: number): void {
  out.cancel(`proxy/${id}`)
  context.proxied.delete(id)
  const tried: Proxied = Object.freeze({ ...request, tries: [...request.tries, tryOf(context, request, code)] })
  const limit = request.limits?.tries ?? 3
  if (limit > 0 && tried.tries.length >= limit) return answer(context, out, tried, code)
  ask(context, out, tried)
}

const tryOf = ({ now }: NginxIngressController, { to, askedAt = 0 }: Proxied, code: number) => ({
  at: to ? `${to.ip}:${to.port}` : '',
  code,
  tookS: toSeconds(now - askedAt)
})

/** The endpoint has answered: so does nginx, whatever it was. */
export function answered(
  context: NginxIngressController,
  out: Outbox,
  { id, code, body = '', pod }: Delivered<TrafficResponse>
): void {
  const request = context.proxied.get(id)
  if (!request) return
  out.cancel(`proxy/${id}`)
  context.proxied.delete(id)
  const tried: Proxied = { ...request, tries: [...request.tries, tryOf(context, request, code)] }
  answer(context, out, tried, code, body, pod)
}

function answer(
  context: NginxIngressController,
  out: Outbox,
  request: Proxied,
  code: number,
  given?: string,
  pod?: string
): void {
  const { id, asker, secure } = request
  const body = given ?? pageOf(code)
  // Models enable-access-log-for-default-backend, which is off.
  if (request.backend !== nowhere) out.log('I', accessLine(context, request, code, body))
  const certificate = secure ? { certificate: 'Kubernetes Ingress Controller Fake Certificate' } : {}
  out.send(asker, { type: 'http.response', id, code, body, ...(pod !== undefined && { pod }), ...certificate })
}
