import { seconds } from '../../../base/time'
import { parseImage } from '../../api/image-reference'
import { keyOf, kindOf } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { Endpoints, EndpointSlice, KubeObject, Pod, Service } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import { programIn } from '../../programs'
import { addressOf } from '../../protocol'
import type { ApiService } from './aggregator'
import type { ApiServer, Pending, Request } from './context'
import { status } from './errors'
import { toRequest } from './events'
import type { AggregatedAnswer, Outbox } from './messages'
import { storeOwn } from './own'
import { rarely } from './rarely'
import { respond } from './respond'

/** How long an API server of a group may take to answer. Models kube-aggregator handler_proxy.go (the request's own 60 s). */
const patience = seconds(60)
const setting = 'request-timeout'

type Asked = Extract<Pending, { kind: 'aggregated' }>

/**
 * Passes a request on to the server that its APIService names: one outside the cluster (an address that is no pod's), or a pod
 * that serves an API group here (metrics-server). Models kube-aggregator handler_proxy.go.
 */
export function passOn(server: ApiServer, out: Outbox, request: Request, remote: ApiService): void {
  const peer = peerOf(server, remote)
  if (!peer) return inVain(server, out, request, 'service unavailable')
  const id = server.nextId++
  server.pending.set(id, { kind: 'aggregated', request, since: server.now, peer })
  out.raise(toRequest(request, 'request.proxied'))
  out.timer(`aggregated/${id}`, patience, setting, { type: 'aggregated.timeout', id })
  const { verb, apiVersion = '', resource, subresource = '', name: object = '', options, user } = request
  const about = { verb, apiVersion, resource, subresource, namespace: request.namespace ?? '', name: object }
  out.send(peer, { type: 'aggregated.request', id, user, ...about, labelSelector: options?.labelSelector ?? '' })
}

function peerOf(server: ApiServer, { spec }: ApiService): Asked['peer'] | undefined {
  const { namespace, name } = spec.service!
  if (isOutside(server, namespace, name)) return addressOf('clients', 'users')
  const pod = readyPods(server, namespace, name).find(serves)
  return (
    pod && addressOf('metrics-server', `${pod.spec.nodeName}${pod.spec.hostNetwork ? '' : `/${pod.metadata.name}`}`)
  )
}

/** The pods behind a Service that are ready. */
function readyPods({ caches }: ApiServer, namespace: string, name: string): Pod[] {
  return [...(caches.get('endpointslices')?.objects.values() ?? [])].flatMap((object) => {
    const { metadata, endpoints } = object as EndpointSlice
    if (metadata.namespace !== namespace || metadata.labels?.['kubernetes.io/service-name'] !== name) return []
    return (endpoints ?? []).flatMap(({ targetRef, conditions }) => {
      const key = keyOf(kindOf('pods'), namespace, targetRef?.name ?? '')
      const pod = caches.get('pods')?.objects.get(key) as Pod | undefined
      return pod && conditions?.ready !== false ? [pod] : []
    })
  })
}

/** Whether a server of an API group runs in it. */
const serves = ({ spec }: Pod): boolean =>
  spec.containers.some(({ image = '' }) => {
    const read = parseImage(image)
    return read.ok && programIn(read.value.repository)?.name === 'metrics-server'
  })

/**
 * Says of an APIService of another server whether that is available. Models kube-aggregator
 * remote/remote_available_controller.go; its own check of the server's discovery is taken for good where a pod is ready whose program serves groups,
 * and for a path that is not there where one is ready whose program does not.
 */
export function check(server: ApiServer, out: Outbox, remote: ApiService): void {
  const { namespace, name } = remote.spec.service!
  const exists = server.caches.get('services')?.objects.has(keyOf(kindOf('services'), namespace, name))
  const [status, reason, message] = !exists
    ? ['False', 'ServiceNotFound', `service/${name} in "${namespace}" is not present`]
    : peerOf(server, remote)
      ? ['True', 'Passed', 'all checks passed']
      : unserved(server, remote)
  const before = remote.status?.conditions?.find(({ type }) => type === 'Available')
  if (before?.status === status && before.reason === reason) return
  const lastTransitionTime = formatTime(wallClock(server))
  const condition = { type: 'Available', status, lastTransitionTime, reason, message }
  const key = keyOf(kindOf('apiservices'), undefined, remote.metadata.name)
  const revision = Number(remote.metadata.resourceVersion ?? 0)
  storeOwn(server, out, 'apiservices', key, { ...remote, status: { conditions: [condition] } } as KubeObject, revision)
}

/** What is wrong where nobody serves the group: no pod is ready, or what is has no such path. */
function unserved(server: ApiServer, { spec }: ApiService): readonly ['False', string, string] {
  const { namespace, name, port = 443 } = spec.service!
  const [pod] = readyPods(server, namespace, name)
  if (!pod) return ['False', 'MissingEndpoints', `endpoints for service/${name} in "${namespace}" have no addresses`]
  const service = server.caches.get('services')!.objects.get(keyOf(kindOf('services'), namespace, name)) as Service
  const url = `https://${service.spec.clusterIP}:${port}/apis/${spec.group}/${spec.version}`
  return ['False', 'FailedDiscoveryCheck', `failing or missing response from ${url}: bad status from ${url}: 404`]
}

/** Whether an address that is no pod's stands behind a Service. */
function isOutside({ caches }: ApiServer, namespace: string, name: string): boolean {
  const key = keyOf(kindOf('endpoints'), namespace, name)
  const endpoints = caches.get('endpoints')?.objects.get(key) as Endpoints | undefined
  if ((endpoints?.subsets ?? []).some(({ addresses = [] }) => addresses.some((each) => !each.targetRef))) return true
  return [...(caches.get('endpointslices')?.objects.values() ?? [])].some((object) => {
    const { metadata, endpoints: behind } = object as EndpointSlice
    return (
      metadata.namespace === namespace &&
      metadata.labels?.['kubernetes.io/service-name'] === name &&
      (behind ?? []).some(({ targetRef }) => !targetRef)
    )
  })
}

const asked = (server: ApiServer, id: number): Asked | undefined => {
  const pending = server.pending.get(id)
  return pending?.kind === 'aggregated' ? pending : undefined
}

export function aggregated(server: ApiServer, out: Outbox, { id, code, body }: AggregatedAnswer): void {
  const found = asked(server, id)
  if (!found) return
  server.pending.delete(id)
  out.cancel(`aggregated/${id}`)
  respond(server, out, found.request, code, body)
}

export function aggregatedSilent(server: ApiServer, out: Outbox, id: number): void {
  const found = asked(server, id)
  if (!found) return
  out.because({ silence: found.peer }, setting)
  server.pending.delete(id)
  inVain(server, out, found.request, 'error trying to reach service: context deadline exceeded')
}

/** Clients outside are told in plain text. Models kube-aggregator proxyError. */
function inVain(server: ApiServer, out: Outbox, request: Request, text: string): void {
  if (request.http) return rarely().reaching.passOn(server, out, request, 503, `${text}\n`)
  respond(server, out, request, 503, status(503, 'ServiceUnavailable', text))
}

/** Whether the server of a group can be asked. */
export const isReachable = (server: ApiServer, remote: ApiService): boolean => peerOf(server, remote) !== undefined
