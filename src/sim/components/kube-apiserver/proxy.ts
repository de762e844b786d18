import { seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import type { ProcessId } from '../../kernel/types'
import { addressOf } from '../../protocol'
import type { KubeletLogs, KubeletServed } from '../kubelet/messages'
import type { ApiServer, Pending, Request } from './context'
import { badRequest, fromKubelet, notFound } from './errors'
import { keyOf, kindOf } from '../../api/scheme'
import { toRequest } from './events'
import type { Outbox } from './messages'
import { respond } from './respond'

/** How long the server waits for a node to accept a connection. Models net.Dialer's 30 s. */
const dialTimeout = seconds(30)

interface DialRef {
  readonly kind: 'kubelet'
  readonly id: number
}
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
  const container = request.options?.container ?? pod.spec.containers[0]!.name
  const { nodeName = '' } = pod.spec
  // A log of a pod that has no node yet is empty.
  if (nodeName === '' && request.subresource === 'log') return respond(server, out, request, 200, '')
  const address = server.nodes[nodeName]
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
  const id = server.nextId++
  const peer = addressOf('kubelet', nodeName)
  server.pending.set(id, {
    kind: 'proxy',
    request,
    since: server.now,
    peer,
    address: `${address}:10250`,
    podUid: pod.metadata.uid!,
    container
  })
  out.raise(toRequest(request, 'request.proxied'))
  out.connect(peer, { kind: 'kubelet', id } satisfies DialRef, dialTimeout)
  out.timer(`proxy/${id}`, dialTimeout, 'dial-timeout', { type: 'proxy.timeout', id })
}

const proxied = (server: ApiServer, id: number): Proxied | undefined => {
  const pending = server.pending.get(id)
  return pending?.kind === 'proxy' ? pending : undefined
}

export const isDial = (ref: unknown): ref is DialRef => (ref as DialRef | undefined)?.kind === 'kubelet'

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
      options: logOptions(request)
    })
  else if (request.subresource === 'portforward') {
    const { port, path = '/' } = request.options ?? {}
    out.send(peer, { type: 'kubelet.port-forward', id, podUid, path, ...(port !== undefined && { port }) })
  } else {
    const { command = [], stdin } = request.options ?? {}
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

/** The kubelet's port is closed, nobody answers there, or its process died over the question. */
export function kubeletFails(server: ApiServer, out: Outbox, id: number, error: string): void {
  const found = proxied(server, id)
  if (!found) return
  server.pending.delete(id)
  out.cancel(`proxy/${id}`)
  const { request, address, container } = found
  const dial = `dial tcp ${address}: ${error}`
  const path = `https://${address}/containerLogs/${request.namespace}/${request.name}/${container}`
  const text = request.subresource === 'log' ? `Get "${path}": ${dial}` : `error dialing backend: ${dial}`
  respond(server, out, request, 500, fromKubelet(text))
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

export function kubeletServed(server: ApiServer, out: Outbox, { id, code, body }: KubeletServed): void {
  const found = proxied(server, id)
  if (!found) return
  server.pending.delete(id)
  const { request } = found
  if (code >= 400) {
    const text = String(body)
    return respond(server, out, request, code, code === 400 ? badRequest(text) : fromKubelet(text))
  }
  // A stream's upgrade is answered 101; its frames are what kubectl reads.
  respond(server, out, request, request.subresource === 'log' ? 200 : 101, body)
}
