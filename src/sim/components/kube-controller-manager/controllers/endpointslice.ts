import { seconds } from '../../../../base/time'
import type { EndpointSlice, KubeObject, Service } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { listAll, listNamespace, lookup } from '../caches'
import { controllerReference } from '../claim'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { canonical, equal } from '../../../api/equality'
import { podKey } from '../pods'
import {
  conclude,
  errorOf,
  event,
  isNamespaceTerminating,
  isNotFound,
  isOk,
  note,
  objectOf,
  requests,
  type Conclusion
} from '../sync'
import { triggerTime, withTrigger } from './endpointtriggers'
import { needsEndpoints, zoneOf } from '../service-pods'
import { isHeadless, servicesOf } from './endpointpods'
import { desiredGroups, endpointsOf, type Endpoint, type Port, type PortGroup } from './slice-endpoints'
import { asksForHints } from './hints-asked'
import { syncs } from './later'
import type { HintEvent, Hinted } from './topology-hints'
import type { Call } from '../../../client-go/transport'

interface Input {
  readonly service: Service
  readonly changes: Changes
  readonly events: readonly HintEvent[]
  /** The cache does not yet hold what this controller wrote. */
  readonly stale: boolean
}

interface Written extends Conclusion {
  readonly kind: 'written'
  readonly service: string
  readonly slice: string
  readonly resourceVersion: number
}

const name = 'endpointslice'
const serviceLabel = 'kubernetes.io/service-name'
const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
const managedBy = 'endpointslice-controller.k8s.io'
const headlessLabel = 'service.kubernetes.io/headless'

/** Models pkg/controller/endpointslice/endpointslice_controller.go and reconciler.go. */
export const endpointslice: Controller<Input> = {
  name,
  user: 'endpointslice-controller',
  workers: 'concurrent-service-endpoint-syncs',
  eventSource: () => 'endpoint-slice-controller',
  maxRetries: 15,
  backoff: { base: seconds(1), max: seconds(100) },
  needs: ['services', 'pods', 'nodes', 'endpointslices'],

  observe(kcm, change) {
    const { resource, key, type, object } = change
    if (resource === 'services') {
      if (type === 'delete') {
        kcm.slicesWritten.delete(key)
        kcm.triggers.delete(`${name} ${key}`)
        kcm.sliceEndpoints.delete(key)
        kcm.hinted.delete(key)
      }
      enqueue(kcm, name, key)
    } else if (resource === 'nodes') {
      if (kcm.hinted.size > 0 && syncs().capacityChanged(change))
        for (const service of kcm.hinted) enqueue(kcm, name, service)
    } else if (resource === 'pods') for (const service of servicesOf(kcm, change)) enqueue(kcm, name, service)
    else if (resource === 'endpointslices') observeSlice(kcm, object, type === 'delete')
  },

  read(kcm, key) {
    const service = lookup(kcm.caches, 'services', key)
    if (!service || !needsEndpoints(service)) return null
    const slices = listNamespace(kcm.caches, 'endpointslices', service.metadata.namespace!).filter(
      ({ metadata: { labels } }) =>
        labels?.[serviceLabel] === service.metadata.name && labels[managedByLabel] === managedBy
    )
    const behind = kcm.caches.behind.get(key)!
    const trigger = triggerTime(kcm, name, key, service, behind)
    if (isStale(kcm, key)) return { service, changes: { create: [], update: [], remove: [] }, events: [], stale: true }
    const alive = slices.filter(({ metadata }) => !metadata.deletionTimestamp)
    const zone = (node: string) => zoneOf(lookup(kcm.caches, 'nodes', node))
    const endpoints = endpointsOf(service, behind, alive, zone, kcm.sliceEndpoints.get(key))
    kcm.sliceEndpoints.set(key, endpoints)
    const desired = desiredGroups(service, behind.pods, endpoints)
    const before = kcm.hinted.has(key)
    const hinted: Hinted =
      before || asksForHints(service)
        ? syncs().hintsFor(service, desired, alive, () => listAll(kcm.caches, 'nodes'), before)
        : { groups: desired, events: [], byCapacity: false }
    if (hinted.byCapacity) kcm.hinted.add(key)
    else kcm.hinted.delete(key)
    const changes = reconcile(service, alive, hinted.groups, kcm.settings.maxEndpointsPerSlice)
    const create = changes.create.map((slice) => triggered(slice, trigger))
    const update = changes.update.map((slice) => triggered(slice, trigger))
    const { remove } = changes
    const { events } = hinted
    if (create.length + update.length + remove.length + events.length === 0) return null
    return { service, changes: { create, update, remove }, events, stale: false }
  },

  *sync({ service, changes: { create, update, remove }, events, stale }) {
    if (stale) return 'EndpointSlice informer cache is out of date'
    const { namespace } = service.metadata
    for (const { type, reason, message } of events) yield* event(referenceTo(service), type, reason, message)
    if (create.length + update.length + remove.length === 0) return undefined
    yield* note(
      `analyses ${podKey(service)}: creates ${create.length}, updates ${update.length}, deletes ${remove.length} EndpointSlices`
    )
    const resource = 'endpointslices'
    const calls: Call[] = [
      ...create.map((body): Call => ({ verb: 'create', resource, namespace: namespace!, body })),
      ...update.map((body): Call => ({
        verb: 'update',
        resource,
        namespace: namespace!,
        name: body.metadata.name,
        body
      })),
      ...remove.map(({ metadata }): Call => ({ verb: 'delete', resource, namespace: namespace!, name: metadata.name }))
    ]
    const answers = yield* requests(calls)
    let error: string | undefined
    for (const [i, answer] of answers.entries()) {
      const isDelete = calls[i]!.verb === 'delete'
      if (isOk(answer) && !isDelete) {
        const { name: slice, resourceVersion } = objectOf(answer).metadata
        yield* conclude<Written>({
          kind: 'written',
          service: podKey(service),
          slice,
          resourceVersion: Number(resourceVersion)
        })
      } else if (!isOk(answer) && !isNamespaceTerminating(answer) && !(isDelete && isNotFound(answer)))
        error = errorOf(answer)
    }
    return error
  },

  conclude(kcm, conclusion) {
    const { service, slice, resourceVersion } = conclusion as Written
    const written = kcm.slicesWritten.get(service)
    if (written) written.set(slice, resourceVersion)
    else kcm.slicesWritten.set(service, new Map([[slice, resourceVersion]]))
  }
}

/** Models addTriggerTimeAnnotation. */
function triggered<T extends KubeObject | EndpointSlice>(slice: T, time: string | undefined): T {
  const { annotations, ...metadata } = slice.metadata
  return Object.freeze({ ...slice, metadata: { ...metadata, ...withTrigger(annotations, time) } }) as T
}

/** Changes of slices by others bring the Service back; our own only prove that the cache has caught up. */
function observeSlice(kcm: ControllerManager, slice: KubeObject, isGone: boolean): void {
  const { namespace, labels, resourceVersion, name: sliceName } = slice.metadata
  if (labels?.[managedByLabel] !== managedBy || labels[serviceLabel] === undefined) return
  const key = `${namespace}/${labels[serviceLabel]}`
  const written = kcm.slicesWritten.get(key)
  const own = written?.get(sliceName)
  if (!isGone && own !== undefined && Number(resourceVersion) <= own) return
  if (isGone) written?.delete(sliceName)
  enqueue(kcm, name, key)
}

/** Models EndpointSliceTracker.StaleSlices. */
function isStale(kcm: ControllerManager, service: string): boolean {
  const namespace = service.split('/')[0]
  for (const [slice, resourceVersion] of kcm.slicesWritten.get(service) ?? []) {
    const cached = lookup(kcm.caches, 'endpointslices', `${namespace}/${slice}`)
    if (!cached || Number(cached.metadata.resourceVersion) < resourceVersion) return true
  }
  return false
}

export interface Changes {
  readonly create: KubeObject[]
  readonly update: EndpointSlice[]
  readonly remove: EndpointSlice[]
}

/**
 * With as few writes as possible: endpoints stay in the slice they are in; new ones fill slices that change anyway,
 * then slices with room, then new slices. Models reconcileByPortMapping.
 */
export function reconcile(
  service: Service,
  slices: readonly EndpointSlice[],
  desired: readonly PortGroup[],
  max: number
): Changes {
  const changes: Changes = { create: [], update: [], remove: [] }
  const byPorts = new Map<string, EndpointSlice[]>()
  for (const slice of slices) {
    const key = canonical(slice.ports ?? [])
    byPorts.set(key, [...(byPorts.get(key) ?? []), slice])
  }
  for (const { ports, endpoints } of desired) {
    const key = canonical(ports)
    reconcileGroup(service, byPorts.get(key) ?? [], ports, endpoints, max, changes)
    byPorts.delete(key)
  }
  changes.remove.push(...[...byPorts.values()].flat())
  if (slices.length === changes.remove.length && changes.create.length === 0) keepPlaceholder(service, changes)
  return reuse(service, changes)
}

/** A Service without endpoints has one empty slice. */
function keepPlaceholder(service: Service, changes: Changes): void {
  const [only] = changes.remove
  const isPlaceholder = only && only.endpoints.length === 0 && (only.ports ?? []).length === 0
  if (changes.remove.length === 1 && isPlaceholder && equal(only.metadata.labels, labelsOf(service)))
    changes.remove.pop()
  else changes.create.push(newSlice(service, [], []))
}

/** A slice that would be deleted becomes one that would be created. Models reconciler.go finalize. */
function reuse(service: Service, { create, update, remove }: Changes): Changes {
  const count = Math.min(create.length, remove.length)
  const reused = create.slice(create.length - count).map((slice, i) => {
    const old = remove[i]!
    return Object.freeze({ ...slice, metadata: labelled(old, service) }) as EndpointSlice
  })
  return { create: create.slice(0, create.length - count), update: [...update, ...reused], remove: remove.slice(count) }
}

function reconcileGroup(
  service: Service,
  slices: readonly EndpointSlice[],
  ports: readonly Port[],
  wanted: PortGroup['endpoints'],
  max: number,
  changes: Changes
): void {
  const found = new Set<string>()
  const kept = slices.map((slice) => {
    const endpoints: Endpoint[] = []
    let changed = !equal(labelled(slice, service).labels, slice.metadata.labels)
    for (const endpoint of slice.endpoints) {
      const uid = endpoint.targetRef?.uid ?? ''
      const want = found.has(uid) ? undefined : wanted.get(uid)
      if (want) {
        found.add(uid)
        endpoints.push(want)
      }
      changed ||= !equal(endpoint, want)
    }
    return { slice, endpoints, changed }
  })
  const missing = found.size === wanted.size ? [] : missingIn(wanted, found)
  for (const candidates of [kept.filter(({ changed }) => changed), kept.filter(({ changed }) => !changed)]) {
    for (const candidate of candidates) {
      if (missing.length === 0) break
      const room = missing.splice(0, Math.max(0, max - candidate.endpoints.length))
      candidate.endpoints.push(...room)
      candidate.changed ||= room.length > 0
    }
  }
  for (const { slice, endpoints, changed } of kept) {
    if (!changed) continue
    if (endpoints.length === 0 && kept.length > 1) changes.remove.push(slice)
    else changes.update.push(Object.freeze({ ...slice, metadata: labelled(slice, service), endpoints }))
  }
  while (missing.length > 0) changes.create.push(newSlice(service, ports, missing.splice(0, max)))
}

/** In the order of their pods. */
function missingIn(wanted: PortGroup['endpoints'], found: ReadonlySet<string>): Endpoint[] {
  const nameOf = ({ targetRef }: Endpoint) => targetRef!.name!
  const missing: Endpoint[] = []
  wanted.forEach((endpoint, uid) => void (found.has(uid) || missing.push(endpoint)))
  return missing.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

const labelsOf = (service: Service): Record<string, string> => ({
  ...service.metadata.labels,
  ...(isHeadless(service) && { [headlessLabel]: '' }),
  [serviceLabel]: service.metadata.name,
  [managedByLabel]: managedBy
})

const labelled = (slice: EndpointSlice, service: Service) => ({ ...slice.metadata, labels: labelsOf(service) })

const newSlice = (service: Service, ports: readonly Port[], endpoints: readonly Endpoint[]): KubeObject =>
  Object.freeze({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace!,
      labels: labelsOf(service),
      ownerReferences: [controllerReference(service)]
    } as KubeObject['metadata'],
    addressType: 'IPv4',
    endpoints,
    ports
  })
