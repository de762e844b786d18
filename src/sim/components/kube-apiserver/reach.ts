import { seconds } from '../../../base/time'
import { keyOf, kindOf, type Kind } from '../../api/scheme'
import type { Endpoints, Pod, Service, Status } from '../../api/types'
import { addressOf, machineOf } from '../../protocol'
import type { TrafficRefused, TrafficResponse } from '../linux/messages'
import { nodeAddress, type ApiServer, type Request } from './context'
import { badRequest, notFound, serviceUnavailable } from './errors'
import { toRequest } from './events'
import type { Outbox } from './messages'
import { respond } from './respond'

/** How long the server waits for whoever it connects to. Models net.Dialer's 30 s of the proxy's transport. */
const dialTimeout = seconds(30)

interface Target {
  readonly ip: string
  readonly port: number
}

/**
 * `…/services/web:http/proxy/path` and `…/pods/web-1:80/proxy/path`: the server sends the request on to a pod, from its own machine, and
 * gives back what that says. Models pkg/registry/core/{pod,service}/rest and apimachinery/pkg/util/proxy.
 */
export function reach(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const target = targetOf(server, request, resource)
  if ('kind' in target) return respond(server, out, request, target.code, target)
  const machine = machineOf(server.self)
  const id = server.nextId++
  server.pending.set(id, { kind: 'reached', request, since: server.now, ...target })
  out.raise(toRequest(request, 'request.proxied'))
  out.send(
    addressOf('linux', machine),
    {
      type: 'traffic.request',
      id,
      to: target,
      path: pathOf(request),
      more: { source: nodeAddress(server, machine) ?? '' }
    },
    { connection: 'own' }
  )
  out.timer(`reach/${id}`, dialTimeout, 'dial-timeout', { type: 'reach.timeout', id })
}

/** What follows `/proxy`, with its query. */
export function pathOf({ http, path = '' }: Request): string {
  const target = http?.target ?? path
  const at = target.indexOf('/proxy')
  return target.slice(at + '/proxy'.length) || '/'
}

/** Models utilnet.SplitSchemeNamePort. */
export function parts(name: string): { readonly name: string; readonly port: string } | undefined {
  const found = name.split(':')
  if (found.length === 1) return { name, port: '' }
  if (found.length === 2) return found[0] === '' ? undefined : { name: found[0]!, port: found[1]! }
  const [scheme, of = '', port = ''] = found
  return found.length === 3 && of !== '' && ['', 'http', 'https'].includes(scheme!) ? { name: of, port } : undefined
}

function targetOf(server: ApiServer, request: Request, resource: Kind): Target | Status {
  const given = request.name ?? ''
  const named = parts(given)
  if (!named) return badRequest(`invalid ${resource.singular} request ${JSON.stringify(given)}`)
  const object = server.caches.get(resource.plural)?.objects.get(keyOf(resource, request.namespace, named.name))
  if (!object) return notFound(resource, named.name)
  return resource.plural === 'pods'
    ? podTarget(object as Pod, named.port)
    : serviceTarget(server, request, object as Service, named.port, given)
}

function podTarget({ spec, status }: Pod, given: string): Target | Status {
  const declared = spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80
  const ip = status.podIP ?? ''
  if (ip === '') return badRequest('address not allowed')
  return { ip, port: given === '' ? declared : Number(given) }
}

function serviceTarget(
  server: ApiServer,
  { namespace }: Request,
  service: Service,
  given: string,
  id: string
): Target | Status {
  const { name } = service.metadata
  let port = given
  if (/^\d+$/.test(given)) {
    const found = (service.spec.ports ?? []).find((one) => one.port === Number(given))
    if (!found) return serviceUnavailable(`no service port ${given} found for service ${JSON.stringify(name)}`)
    port = found.name ?? ''
  }
  const key = keyOf(kindOf('endpoints'), namespace, name)
  const endpoints = server.caches.get('endpoints')?.objects.get(key) as Endpoints | undefined
  const none = (of: string) => serviceUnavailable(`no endpoints available for service ${JSON.stringify(of)}`)
  if (!endpoints) return notFound(kindOf('services'), name)
  const subsets = endpoints.subsets ?? []
  if (subsets.length === 0) return none(name)
  for (const { addresses = [], ports = [] } of subsets) {
    const at = ports.find((one) => (one.name ?? '') === port)
    if (at && addresses.length > 0) return { ip: addresses[server.rng.below(addresses.length)]!.ip, port: at.port }
  }
  return none(id)
}

/** A pod has answered. */
export function reached(server: ApiServer, out: Outbox, { id, code, body = '' }: TrafficResponse): void {
  const request = taken(server, out, id)?.request
  if (!request) return
  passOn(server, out, request, code, body)
}

/** What was said there, in its own words. */
export const passOn = (server: ApiServer, out: Outbox, request: Request, code: number, text: string): void =>
  respond(server, out, request, code, text, [], { headers: { 'content-type': typeOf(text) }, content: text })

const typeOf = (body: string): string =>
  body.startsWith('<') ? 'text/html' : body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8'

export const unreached = (server: ApiServer, out: Outbox, { id, reason }: TrafficRefused): void =>
  inVain(server, out, id, reason === 'Connection refused' ? 'connect: connection refused' : 'connect: no route to host')

/** Nobody answered in time. */
export function reachSilent(server: ApiServer, out: Outbox, id: number): void {
  inVain(server, out, id, 'i/o timeout')
}

/** Models apimachinery/pkg/util/proxy/transport.go RoundTrip: the text is no Status. */
function inVain(server: ApiServer, out: Outbox, id: number, why: string): void {
  const found = taken(server, out, id)
  if (!found) return
  const text = `error trying to reach service: dial tcp ${found.ip}:${found.port}: ${why}`
  passOn(server, out, found.request, 503, text)
}

function taken(server: ApiServer, out: Outbox, id: number) {
  const pending = server.pending.get(id)
  if (pending?.kind !== 'reached') return undefined
  server.pending.delete(id)
  out.cancel(`reach/${id}`)
  return pending
}
