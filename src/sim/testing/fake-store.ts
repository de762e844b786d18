import { fnv1a } from '../../base/prng'
import { seconds, type Micros } from '../../base/time'
import { mergePatch } from '../api/patch/merge'
import { strategicPatch } from '../api/patch/strategic'
import { typeNameOf } from '../api/schema'
import { scheme } from '../api/scheme'
import { formatTime } from '../api/timestamp'
import type { KubeObject, Status } from '../api/types'
import type { ApiRequest, RequestOptions, WatchEvent } from '../components/kube-apiserver/messages'
import type { Outbox, ProcessContext } from '../kernel/types'

/** The fake API server's memory. */
export interface FakeApi extends ProcessContext {
  revision: number
  readonly latency: Micros
  readonly graceful: boolean
  /** What its clock read when it began. */
  readonly startedAt: number
  /** By `keyFor`. */
  readonly objects: Map<string, KubeObject>
  readonly watches: {
    to: string
    conn: string
    id: number
    resource: string
    namespace: string
    fieldSelector: string
  }[]
  /** What was asked, for assertions. */
  readonly calls: {
    /** Since it began. */
    at: number
    user: string
    verb: string
    resource: string
    subresource: string
    name: string
    code: number
    body: unknown
    options: RequestOptions | undefined
  }[]
  /** Requests that are refused, as `verb resource` with the code; for failures. */
  readonly refuse: Map<string, number>
  silent: boolean
}

export type Answer = readonly [code: number, body: unknown]

const withStatus: ReadonlySet<string> = new Set(scheme.filter(({ hasStatus }) => hasStatus).map(({ plural }) => plural))

export const keyFor = (resource: string, namespace: string | undefined, name: string): string =>
  `${resource}|${namespace ?? ''}/${name}`

/** Answers a request from the store; a watch is begun by the caller. */
export function serve(api: FakeApi, request: ApiRequest, out: Outbox): Answer {
  const { verb, resource, namespace, name, subresource, options = {} } = request
  if (verb === 'watch') return [200, '']
  if (verb === 'list' || verb === 'deletecollection') {
    const items = listed(api, resource, namespace, options.fieldSelector ?? '')
    if (verb === 'deletecollection') for (const item of items) deleteObject(api, resource, item, options, out)
    return [200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: String(api.revision) }, items }]
  }
  if (subresource === 'token') return [201, { kind: 'TokenRequest', status: { token: 'x' } }]
  if (verb === 'create' && subresource === undefined) return create(api, request, out)
  const current = api.objects.get(keyFor(resource, namespace, name!))
  if (!current) return refused(404, 'NotFound', `${resource} "${name}" not found`)
  if (verb === 'get') return [200, current]
  if (verb === 'delete') {
    const uid = options.preconditions?.uid
    return uid !== undefined && uid !== current.metadata.uid
      ? refused(409, 'Conflict', `the UID in the precondition (${uid}) does not match the UID in record`)
      : deleteObject(api, resource, current, options, out)
  }
  if (subresource === 'binding') {
    const { target } = request.body as unknown as { target: { name: string } }
    put(api, resource, { ...current, spec: { ...(current.spec as object), nodeName: target.name } }, out)
    return [201, { kind: 'Status', status: 'Success' }]
  }
  return change(api, request, current, out)
}

function change(api: FakeApi, request: ApiRequest, current: KubeObject, out: Outbox): Answer {
  const { verb, resource, name, subresource } = request
  const body = request.body as KubeObject
  const { resourceVersion } = body.metadata ?? {}
  if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion)
    return refused(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified`
    )
  if (verb === 'patch') return [200, put(api, resource, patched(current, request), out)]
  const metadata =
    subresource === 'status'
      ? { ...current.metadata, annotations: body.metadata.annotations }
      : { ...body.metadata, uid: current.metadata.uid }
  const next =
    subresource === 'status'
      ? { ...current, status: body.status }
      : withStatus.has(resource)
        ? { ...body, status: current.status }
        : body
  return [200, put(api, resource, { ...next, metadata } as KubeObject, out)]
}

function patched(current: KubeObject, { body, options }: ApiRequest): KubeObject {
  if (options?.patchType === 'merge') return mergePatch(current, body) as KubeObject
  const type = typeNameOf(current.apiVersion ?? 'v1', current.kind ?? '')
  return strategicPatch(current, body, type === undefined ? undefined : { form: 'struct', of: type }) as KubeObject
}

function create(api: FakeApi, { resource, namespace, body }: ApiRequest, out: Outbox): Answer {
  const object = body as KubeObject
  const { generateName } = object.metadata
  const name = object.metadata.name ?? `${generateName}${(api.revision + 1).toString(36).padStart(5, 'x')}`
  if (api.objects.has(keyFor(resource, namespace, name)))
    return refused(409, 'AlreadyExists', `${resource} "${name}" already exists`)
  if (api.objects.get(keyFor('namespaces', '', namespace ?? ''))?.metadata.deletionTimestamp)
    return refused(403, 'Forbidden', `${resource} "${name}" is forbidden: namespace ${namespace} is being terminated`)
  const metadata = { ...object.metadata, ...(namespace && { namespace }), name }
  const status = withStatus.has(resource) ? { status: object.status ?? {} } : {}
  return [201, put(api, resource, { ...object, metadata, ...status } as KubeObject, out)]
}

/** Stores an object as it is, with another version; one that is being deleted goes with its last finalizer. */
export function put(api: FakeApi, resource: string, object: KubeObject, out: Outbox): KubeObject {
  const key = keyFor(resource, object.metadata.namespace, object.metadata.name)
  const before = api.objects.get(key)
  api.revision++
  const generation = before
    ? (before.metadata.generation ?? 1) + Number(JSON.stringify(before.spec) !== JSON.stringify(object.spec))
    : 1
  const stored: KubeObject = Object.freeze({
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion: String(api.revision),
      generation,
      uid: object.metadata.uid ?? uidOf(api.revision),
      creationTimestamp: object.metadata.creationTimestamp ?? formatTime(api.now)
    }
  })
  const { deletionTimestamp, finalizers = [] } = stored.metadata
  const inSpec = (stored.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []
  const isHeld = resource === 'pods' || (resource === 'namespaces' ? inSpec : finalizers).length > 0
  if (deletionTimestamp !== undefined && !isHeld) {
    remove(api, resource, key, out)
    return stored
  }
  api.objects.set(key, stored)
  tell(api, resource, { type: before ? 'MODIFIED' : 'ADDED', object: stored }, out)
  return stored
}

export function remove(api: FakeApi, resource: string, key: string, out: Outbox): void {
  const object = api.objects.get(key)
  if (!object) return
  api.objects.delete(key)
  api.revision++
  const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(api.revision) } }
  tell(api, resource, { type: 'DELETED', object: Object.freeze(last) }, out)
}

/** Deletes as a client asks for it: at once, or marked until finalizers, kubelet or namespace controller are done. */
export function deleteObject(
  api: FakeApi,
  resource: string,
  current: KubeObject,
  { propagationPolicy, gracePeriodSeconds = 30 }: RequestOptions,
  out: Outbox
): Answer {
  const finalizers = (current.metadata.finalizers ?? []).slice()
  if (propagationPolicy === 'Foreground') finalizers.push('foregroundDeletion')
  if (propagationPolicy === 'Orphan') finalizers.push('orphan')
  const isBound = resource === 'pods' && !!(current.spec as { nodeName?: string }).nodeName
  const waits = api.graceful && isBound && gracePeriodSeconds !== 0
  if (finalizers.length === 0 && !waits && resource !== 'namespaces') {
    remove(api, resource, keyFor(resource, current.metadata.namespace, current.metadata.name), out)
    return [200, current]
  }
  const deletionTimestamp = formatTime(api.now + (waits ? seconds(gracePeriodSeconds) : 0))
  const { deletionTimestamp: before } = current.metadata
  if (before !== undefined && before <= deletionTimestamp) return [200, current]
  const metadata = {
    ...current.metadata,
    finalizers,
    deletionTimestamp,
    ...(waits && { deletionGracePeriodSeconds: gracePeriodSeconds })
  }
  return [200, put(api, resource, { ...current, metadata } as KubeObject, out)]
}

function tell(api: FakeApi, resource: string, event: WatchEvent, out: Outbox): void {
  const object = event.object as KubeObject
  const { namespace = '' } = object.metadata
  for (const watch of api.watches) {
    const isAsked = watch.namespace === '' || watch.namespace === namespace
    if (watch.resource !== resource || !isAsked || !isSelected(object, watch.fieldSelector)) continue
    const { conn, id } = watch
    out.send(watch.to, { type: 'api.watch', conn, id, events: [event] } as never, { delay: api.latency })
  }
}

const listed = (api: FakeApi, resource: string, namespace: string | undefined, fieldSelector: string): KubeObject[] =>
  [...api.objects]
    .filter(([key, { metadata }]) => key.startsWith(`${resource}|`) && (!namespace || metadata.namespace === namespace))
    .map(([, object]) => object)
    .filter((object) => isSelected(object, fieldSelector))

/** `spec.nodeName=worker-1,status.phase!=Failed`. */
const isSelected = (object: KubeObject, fieldSelector: string): boolean =>
  fieldSelector.split(',').every((term) => {
    const [, path, not, value] = /^([^!=]+)(!?)=(.*)$/.exec(term) ?? []
    if (path === undefined) return true
    let found: unknown = object
    for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part]
    return ((found ?? '') === value) !== (not === '!')
  })

const uidOf = (revision: number): string =>
  `${fnv1a(`uid ${revision}`).toString(16).padStart(8, '0')}-0000-4000-8000-${String(revision).padStart(12, '0')}`

export const refused = (code: number, reason: string, message: string): Answer => [
  code,
  { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code } satisfies Status
]
