import { ms } from '../../../base/time'
import type { EndpointSlice, KubeObject, Service, Status } from '../../api/types'
import { isLeader } from '../../client-go/leaderelection'
import { request, type ApiResult } from '../../client-go/transport'
import { wallClock } from '../../kernel/clock'
import type { HttpGet } from '../linux/messages'
import type { Delivered } from '../../kernel/types'
import { bind, configurationFor, versionOf, type Bound } from './build'
import type { GatewayFabric } from './context'
import type { Seen } from './graph'
import type { Outbox } from './messages'
import type { Gateway, GatewayClass, HTTPRoute, ReferenceGrant } from './objects'
import { provisionedFor, resourceName } from './provision'
import { classStatus, gatewayStatus, orphanStatus, routeStatus } from './status'

/** A write under way, and what it is of. */
interface WriteRef {
  readonly kind: 'write'
  readonly key: string
  readonly call: Call
  /** What is to be there, if it belongs to a Gateway. */
  readonly wanted?: KubeObject
}
type Call = Parameters<typeof request>[3]

/** Changes are gathered for a moment and worked on together. Models framework/events EventLoop. */
export function schedule({ control }: GatewayFabric, out: Outbox): void {
  if (control.scheduled) return
  control.scheduled = true
  out.timer('sync', ms(50), 'event-batch', { type: 'fabric.sync' })
}

const all = <O extends KubeObject>({ control }: GatewayFabric, resource: keyof typeof control.informers): O[] =>
  [...control.informers[resource].store.values()] as O[]

/** Everything that the cluster asks for now: what nginx is told, what is to be there, and what objects are told of themselves. */
export function sync(context: GatewayFabric, out: Outbox): void {
  const { control } = context
  control.scheduled = false
  const classes = all<GatewayClass>(context, 'gateway.networking.k8s.io/gatewayclasses').filter(
    ({ spec }) => spec.controllerName === control.controllerName
  )
  const isServed = classes.some(({ metadata }) => metadata.name === control.className)
  const seen: Seen = {
    gateways: isServed
      ? all<Gateway>(context, 'gateway.networking.k8s.io/gateways').filter(
          ({ spec, metadata }) => spec.gatewayClassName === control.className && !metadata.deletionTimestamp
        )
      : [],
    routes: all<HTTPRoute>(context, 'gateway.networking.k8s.io/httproutes'),
    grants: all<ReferenceGrant>(context, 'gateway.networking.k8s.io/referencegrants'),
    services: control.informers.services.store,
    secrets: control.informers.secrets.store,
    namespaces: control.informers.namespaces.store,
    slices: all<EndpointSlice & KubeObject>(context, 'endpointslices')
  }
  const bound = bind(seen)
  tell(context, out, seen, bound)
  if (!isLeader(control.election)) return
  for (const gateway of seen.gateways) provision(context, out, gateway)
  deprovision(context, out, seen.gateways)
  writeStatus(context, out, seen, bound, classes)
}

function tell(context: GatewayFabric, out: Outbox, seen: Seen, bound: readonly Bound[]): void {
  const { told, waiters } = context.control
  const gone = new Set(told.keys())
  for (const gateway of seen.gateways) {
    const key = `${gateway.metadata.namespace}_${gateway.metadata.name}`
    gone.delete(key)
    const configuration = configurationFor(seen, gateway, bound)
    const version = versionOf(configuration)
    if (told.get(key)?.version === version) continue
    told.set(key, Object.freeze({ version, configuration }))
    const waiting = waiters.get(key) ?? []
    waiters.delete(key)
    for (const { id, asker } of waiting)
      out.send(asker, { type: 'http.response', id, code: 200, body: JSON.stringify({ version, configuration }) })
    if (waiting.length > 0) out.log('I', `Sent configuration to ${waiting.length} agents gateway=${key}`)
  }
  for (const key of gone) told.delete(key)
}

/** An agent asks for something other than it has, and waits until there is. Models the gRPC stream of internal/controller/nginx/agent. */
export function agentAsks({ control }: GatewayFabric, out: Outbox, { id, asker, path }: Delivered<HttpGet>): void {
  const [, gateway = '', version = ''] = /^\/subscribe\?gateway=([^&]*)&version=(.*)$/.exec(path) ?? []
  const told = control.told.get(gateway)
  if (told && told.version !== version)
    return out.send(asker, { type: 'http.response', id, code: 200, body: JSON.stringify(told) })
  const waiting = control.waiters.get(gateway) ?? []
  control.waiters.set(gateway, [...waiting, { id, asker, version }])
}

function provision(context: GatewayFabric, out: Outbox, gateway: Gateway): void {
  const { control } = context
  const server = control.informers.services.store.get(`${control.namespace}/${control.service}`) as Service | undefined
  if (!server) return
  const address = `${server.spec.clusterIP}:${server.spec.ports?.[0]?.port ?? 443}`
  for (const { resource, object } of provisionedFor(gateway, control.image, address, control.instance)) {
    const { namespace = '', name } = object.metadata
    const key = `${resource}/${namespace}/${name}`
    const text = JSON.stringify(object)
    if (control.provisioned.get(key) === text) continue
    control.provisioned.set(key, text)
    write(context, out, key, { verb: 'create', resource, namespace, body: object }, object)
  }
}

/** What belonged to a Gateway that is gone goes, too. Models provisioner.go deprovisionNginxForDeletedGateway. */
function deprovision(context: GatewayFabric, out: Outbox, gateways: readonly Gateway[]): void {
  const { control } = context
  const wanted = new Set(gateways.map((gateway) => `${gateway.metadata.namespace}/${resourceName(gateway)}`))
  for (const [key, text] of control.provisioned) {
    const [resource = '', namespace = '', name = ''] = key.split('/')
    if (text === '' || wanted.has(`${namespace}/${name.replace(/-agent-config$/, '')}`)) continue
    control.provisioned.set(key, '')
    write(context, out, key, { verb: 'delete', resource, namespace, name })
  }
}

function writeStatus(
  context: GatewayFabric,
  out: Outbox,
  seen: Seen,
  bound: readonly Bound[],
  classes: readonly GatewayClass[]
): void {
  const { control } = context
  const now = wallClock(context)
  const put = (resource: string, object: KubeObject, status: object | null) => {
    const { namespace, name } = object.metadata
    const key = `${resource}/${namespace ?? ''}/${name}`
    if (!status || control.writing.has(key)) return
    const body = Object.freeze({ ...object, status })
    const scope = namespace === undefined ? {} : { namespace }
    write(context, out, key, { verb: 'update', resource, subresource: 'status', ...scope, name, body })
  }
  const [classesOf, gatewaysOf, routesOf] = Object.keys(control.informers)
  for (const one of classes) put(classesOf!, one, classStatus(one, one.metadata.name === control.className, now))
  for (const gateway of seen.gateways) {
    const service = seen.services.get(`${gateway.metadata.namespace}/${resourceName(gateway)}`) as Service | undefined
    put(gatewaysOf!, gateway, gatewayStatus(seen, gateway, bound, service, now))
  }
  for (const one of bound) put(routesOf!, one.route, routeStatus(one, control.controllerName, now))
  for (const route of seen.routes)
    if (!bound.some((one) => one.route === route)) put(routesOf!, route, orphanStatus(route, control.controllerName))
}

function write(context: GatewayFabric, out: Outbox, key: string, call: Call, wanted?: KubeObject): void {
  context.control.writing.add(key)
  const ref: WriteRef = { kind: 'write', key, call, ...(wanted && { wanted }) }
  request(context.control.client, context, out, call, ref)
}

/** Takes an answer to a write; false: it was another's. What failed is tried with the next change. */
export function wrote(context: GatewayFabric, out: Outbox, result: ApiResult): boolean {
  const ref = result.ref as WriteRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'write') return false
  if (result.kind !== 'response' && result.kind !== 'error') return true
  const { control } = context
  const { key, wanted, call } = ref
  const { resource, namespace } = call
  control.writing.delete(key)
  if (call.verb === 'delete') {
    control.provisioned.delete(key)
    return true
  }
  const code = result.kind === 'response' ? result.code : 0
  if (result.kind === 'response' && wanted && code === 409 && call.verb === 'create')
    write(context, out, key, { verb: 'get', resource, namespace, name: wanted.metadata.name }, wanted)
  else if (result.kind === 'response' && wanted && code === 200 && call.verb === 'get') {
    const found = result.body as KubeObject & { readonly spec?: object }
    const { spec } = wanted as { readonly spec?: object }
    const merged = { ...found, ...wanted, metadata: { ...found.metadata, labels: wanted.metadata.labels } }
    const body = { ...merged, ...(spec && { spec: { ...found.spec, ...spec } }) }
    write(context, out, key, { verb: 'update', resource, namespace, name: wanted.metadata.name, body }, wanted)
  } else if (code < 200 || code >= 300) {
    const why = result.kind === 'error' ? result.error : ((result.body as Partial<Status>).message ?? '')
    out.log('E', `Failed to write ${key}: ${why}`)
    control.provisioned.delete(key)
    again(context, out)
  } else if (wanted) out.log('I', `Created or updated ${key}`)
  return true
}

function again({ control }: GatewayFabric, out: Outbox): void {
  if (control.scheduled) return
  control.scheduled = true
  out.timer('sync', ms(1_000), 'write-retry', { type: 'fabric.sync' })
}
