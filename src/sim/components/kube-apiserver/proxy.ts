import { seconds } from '../../../base/time'
import { Problems } from '../../api/kinds/problems'
import type { Node, Pod, Status } from '../../api/types'
import type { ProcessId } from '../../kernel/types'
import { addressOf, machineOf } from '../../protocol'
import type { KubeletLogs, KubeletServed } from '../kubelet/messages'
import { nodeAddress, type ApiServer, type Pending, type Request } from './context'
import type { DialRef } from './kubelet-dial'
import { badRequest, fromKubelet, invalid, notFound } from './errors'
import { keyOf, kindOf } from '../../api/scheme'
import { toRequest } from './events'
import type { Outbox } from './messages'
import { parts, passOn, pathOf } from './reach'
import { respond } from './respond'

/** How long the server waits for a node to accept a connection. Models net.Dialer's 30 s. */
const dialTimeout = seconds(30)

type Proxied = Extract<Pending, { kind: 'proxy' }>

/**
 * `logs` and `exec` are not in etcd: the server connects to the pod's kubelet (port 10250) and passes on what it says.
 * Models pkg/registry/core/pod/rest/{log,subresources}.go.
 */
export function proxy(server: ApiServer, out: Outbox, request: Request): void {
  const resource = kindOf('pods')
  const name = request.name ?? ''
  const key = keyOf(resource, request.namespace, name)
  const pod = server.caches.get('pods')!.objects.get(key) as Pod | undefined
  if (!pod) return respond(server, out, request, 404, notFound(resource, name))
  const refused = request.wire ? optionProblems(request, name) : undefined
  if (refused) return respond(server, out, request, 422, refused)
  const container = containerOf(pod, request)
  if (typeof container !== 'string') return respond(server, out, request, 400, badRequest(container.wrong))
  const { nodeName = '' } = pod.spec
  // A log of a pod that has no node yet is empty.
  if (nodeName === '' && request.subresource === 'log') return respond(server, out, request, 200, '')
  const nodes = kindOf('nodes')
  // Upstream names the node by the kind that was asked for.
  if (nodeName !== '' && !server.caches.get('nodes')!.objects.has(keyOf(nodes, undefined, nodeName)))
    return respond(server, out, request, 404, notFound(resource, nodeName))
  const address = nodeAddress(server, nodeName)
  if (address === undefined) {
    const text =
      nodeName === '' ? `pod ${name} does not have a host assigned` : `dial tcp: lookup ${nodeName}: no such host`
    return respond(
      server,
      out,
      request,
      nodeName === '' ? 400 : 500,
      nodeName === '' ? badRequest(text) : fromKubelet(text)
    )
  }
  dial(server, out, request, nodeName, { podUid: pod.metadata.uid!, container })
}

/** Connects to a node's kubelet, to ask it then. */
function dial(
  server: ApiServer,
  out: Outbox,
  request: Request,
  node: string,
  about: Pick<Proxied, 'podUid' | 'container'>
): void {
  const id = server.nextId++
  const peer = addressOf('kubelet', node)
  const address = `${nodeAddress(server, node)!}:10250`
  server.pending.set(id, { kind: 'proxy', request, since: server.now, peer, address, ...about })
  out.raise(toRequest(request, 'request.proxied'))
  out.connect(peer, { kind: 'kubelet', id } satisfies DialRef, dialTimeout)
  out.timer(`proxy/${id}`, dialTimeout, 'dial-timeout', { type: 'proxy.timeout', id })
}

/** `…/nodes/worker-1/proxy/healthz`: a path of the node's kubelet. Models pkg/registry/core/node/rest/proxy.go. */
export function proxyNode(server: ApiServer, out: Outbox, request: Request): void {
  const resource = kindOf('nodes')
  const given = request.name ?? ''
  const named = parts(given)
  if (!named) {
    const text = `invalid node request ${JSON.stringify(given)}`
    return respond(server, out, request, 400, badRequest(text))
  }
  const node = server.caches.get('nodes')!.objects.get(keyOf(resource, undefined, named.name))
  if (!node) return respond(server, out, request, 404, notFound(resource, named.name))
  const { addresses = [] } = (node.status ?? {}) as { addresses?: readonly { readonly type: string }[] }
  if (addresses.length === 0 || nodeAddress(server, named.name) === undefined) {
    const known = addresses.map(({ type }) => type).join(' ')
    return respond(server, out, request, 500, fromKubelet(`no preferred addresses found; known addresses: [${known}]`))
  }
  dial(server, out, request, named.name, { podUid: '', container: '' })
}

/** Which container is meant. Models validateContainer and its text; kubectl has chosen one before it asks. */
function containerOf(
  { metadata, spec }: Pod,
  { options, wire, subresource }: Request
): string | { readonly wrong: string } {
  const names = spec.containers.map(({ name }) => name)
  const init = (spec.initContainers ?? []).map(({ name }) => name)
  const ephemeral = ((spec as { ephemeralContainers?: readonly { name: string }[] }).ephemeralContainers ?? []).map(
    ({ name }) => name
  )
  const asked = options?.container
  if (asked !== undefined)
    return [...names, ...init, ...ephemeral].includes(asked) || !wire
      ? asked
      : { wrong: `container ${asked} is not valid for pod ${metadata.name}` }
  if (names.length === 1 || !wire || subresource === 'portforward') return names[0]!
  const more = [
    ...(init.length > 0 ? [` or one of the init containers: [${init.join(' ')}]`] : []),
    ...(ephemeral.length > 0 ? [` or one of the ephemeral containers: [${ephemeral.join(' ')}]`] : [])
  ]
  return {
    wrong: `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]${more.join('')}`
  }
}

/** What is wrong with what is asked of a log. Models pkg/apis/core/validation ValidatePodLogOptions. */
function optionProblems({ options = {}, subresource, http }: Request, name: string): Status | undefined {
  if (subresource !== 'log') return undefined
  const problems = new Problems()
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options
  problems.nonNegative('tailLines', tailLines)
  if (limitBytes !== undefined && limitBytes < 1) problems.invalid('limitBytes', limitBytes, 'must be greater than 0')
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    problems.forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified')
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    problems.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0')
  if (/[?&]stream=/.test(http?.target ?? '')) problems.forbidden('stream', 'may not be specified')
  if (problems.list.length === 0) return undefined
  return invalid({ kind: 'PodLogOptions', group: '', apiVersion: 'v1', plural: 'pods' }, name, problems.list)
}

const proxied = (server: ApiServer, id: number): Proxied | undefined => {
  const pending = server.pending.get(id)
  return pending?.kind === 'proxy' ? pending : undefined
}

/** The kubelet accepts: it is asked. */
export function kubeletAccepts(server: ApiServer, out: Outbox, { id }: DialRef): void {
  const found = proxied(server, id)
  if (!found) return
  out.cancel(`proxy/${id}`)
  const { request, peer, podUid, container } = found
  const about = { id, podUid, container }
  if (request.subresource === 'log')
    out.send(peer, {
      type: 'kubelet.logs',
      ...about,
      previous: request.options?.previous === true,
      options: logOptions(request),
      // The simulation's own kubectl asks again.
      ...(request.wire && request.options?.follow === true && { follow: true })
    })
  else if (request.subresource === 'proxy') out.send(peer, { type: 'kubelet.get', id, path: pathOf(request) })
  // Who attaches hears what the container prints from now on.
  else if (request.subresource === 'attach')
    out.send(peer, { type: 'kubelet.logs', ...about, previous: false, options: { tailLines: 0 }, follow: true })
  else if (request.subresource === 'portforward') {
    const { port, path = '/' } = request.options ?? {}
    out.send(peer, { type: 'kubelet.port-forward', id, podUid, path, ...(port !== undefined && { port }) })
  } else {
    const { command = [], stdin, awaited } = request.options ?? {}
    if (awaited) {
      server.pending.delete(id)
      return respond(server, out, request, 101, { awaited })
    }
    out.send(peer, { type: 'kubelet.exec', ...about, command, ...(stdin !== undefined && { stdin }) })
  }
}

function logOptions({ options = {} }: Request): NonNullable<KubeletLogs['options']> {
  const { timestamps, tailLines, limitBytes, sinceSeconds, sinceTime } = options
  return {
    ...(timestamps && { timestamps }),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    ...(sinceTime !== undefined && { sinceTime })
  }
}

/** Nothing more comes. */
function endStream(out: Outbox, { request: { conn, id, from } }: Proxied): void {
  if (from !== '') out.send(from, { type: 'api.watch.end', conn, id })
  out.raise(toRequest({ conn, id }, 'request.ended'))
}

/** The kubelet's port is closed, nobody answers there, or its process died over the question. */
export function kubeletFails(server: ApiServer, out: Outbox, id: number, error: string): void {
  const found = proxied(server, id)
  if (!found) return
  server.pending.delete(id)
  out.cancel(`proxy/${id}`)
  if (found.streams) return endStream(out, found)
  const { request, address, container, peer } = found
  const dialled = `dial tcp ${address}: ${error}`
  if (request.subresource === 'proxy')
    return passOn(server, out, request, 503, `error trying to reach service: ${dialled}`)
  const path = (what: string) => `https://${address}/${what}/${request.namespace}/${request.name}/${container}`
  const text =
    request.subresource === 'log'
      ? `Get "${path('containerLogs')}": ${dialled}`
      : (request.subresource === 'exec' || request.subresource === 'attach') &&
          !takesWebSockets(server, machineOf(peer))
        ? `error sending request: Post "${path(request.subresource)}?${streamsOf(request)}": ${dialled}`
        : `error dialing backend: ${dialled}`
  respond(server, out, request, 500, fromKubelet(text))
}

/** Gate ExtendWebSocketsToKubelet: a kubelet that says so gets the client's WebSocket as it is. */
function takesWebSockets(server: ApiServer, node: string): boolean {
  const found = server.caches.get('nodes')!.objects.get(keyOf(kindOf('nodes'), undefined, node)) as Node | undefined
  return found?.status?.declaredFeatures?.includes('ExtendWebSocketsToKubelet') ?? false
}

/**
 * To other kubelets a WebSocket's streams are translated to SPDY: the server's own request fails, and names its URL.
 * Models apiserver/pkg/util/proxy/streamtranslator.go and the strategy's streamLocation.
 */
function streamsOf({ options = {} }: Request): string {
  const words = (options.command ?? []).map((word) => `command=${encodeURIComponent(word).replace(/%20/g, '+')}`)
  return [...words, 'error=1', ...(options.stdin === undefined ? [] : ['input=1']), 'output=1'].join('&')
}

export function kubeletSilent(server: ApiServer, out: Outbox, id: number): void {
  const found = proxied(server, id)
  if (!found) return
  out.because({ silence: found.peer }, 'dial-timeout')
  kubeletFails(server, out, id, 'i/o timeout')
}

/** A kubelet's process is gone: what it was asked gets no answer. */
export function kubeletGone(server: ApiServer, out: Outbox, peer: ProcessId): void {
  for (const [id, pending] of [...server.pending])
    if (pending.kind === 'proxy' && pending.peer === peer) kubeletFails(server, out, id, 'EOF')
}

export function kubeletServed(server: ApiServer, out: Outbox, { id, code, body, more }: KubeletServed): void {
  const found = proxied(server, id)
  if (!found) return
  const { request } = found
  if (more || found.streams) {
    if (request.from === '') return
    if (!found.streams) out.raise(toRequest(request, 'request.streams'))
    const text = String(body)
    out.send(request.from, {
      type: 'api.watch',
      conn: request.conn,
      id: request.id,
      events: [],
      http: text === '' ? [] : [text]
    })
    if (more) return void server.pending.set(id, { ...found, streams: true })
    server.pending.delete(id)
    return endStream(out, found)
  }
  server.pending.delete(id)
  if (request.subresource === 'proxy') return passOn(server, out, request, code, String(body))
  if (code >= 400) {
    const text = String(body)
    return respond(server, out, request, code, code === 400 ? badRequest(text) : fromKubelet(text))
  }
  // A stream's upgrade is answered 101; its frames are what kubectl reads.
  respond(server, out, request, request.subresource === 'log' ? 200 : 101, body)
}
