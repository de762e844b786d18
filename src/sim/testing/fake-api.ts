import { setup } from 'xstate'
import { fnv1a } from '../../base/prng'
import { seconds } from '../../base/time'
import { scheme } from '../api/scheme'
import { formatTime } from '../api/timestamp'
import type { KubeObject, Status } from '../api/types'
import type { ApiRequest, WatchEvent } from '../components/kube-apiserver/messages'
import { act } from '../kernel/act'
import type { Outbox, ProcessContext, SimEvent } from '../kernel/types'
import type { Boot } from '../cluster'

/**
 * The least API server that controllers can be run against: objects in a Map, answers after a fixed time, watches,
 * 409 for a stale resourceVersion, graceful deletion of bound pods. No admission, no defaults, no etcd.
 */
export interface FakeApi extends ProcessContext {
  revision: number
  /** What its clock read when the run began. */
  readonly startedAt: number
  readonly objects: Map<string, KubeObject>
  readonly watches: { to: string; conn: string; id: number; resource: string; namespace: string }[]
  /** What was asked, for assertions. */
  readonly calls: {
    at: number
    user: string
    verb: string
    resource: string
    subresource: string
    name: string
    code: number
    body: unknown
  }[]
  /** Requests that are refused, as `verb resource` with the code; for failures. */
  readonly refuse: Map<string, number>
  silent: boolean
}

const latency = 2_000
const withStatus: ReadonlySet<string> = new Set(scheme.filter(({ hasStatus }) => hasStatus).map(({ plural }) => plural))

export const keyFor = (resource: string, namespace: string | undefined, name: string): string =>
  `${resource}|${namespace ?? ''}/${name}`

export const fakeApi = setup({
  types: { context: {} as FakeApi, events: {} as SimEvent, input: {} as Boot },
  actions: {
    answer: act<FakeApi, ApiRequest & { from: string }>((context, message, out) => {
      if (context.silent) return
      const refused = context.refuse.get(`${message.verb} ${message.resource}`)
      const [code, body] = refused
        ? [refused, status(refused, 'Refused', 'refused by the test')]
        : serve(context, message, out)
      context.calls.push({
        at: context.now - context.startedAt,
        user: message.user.split(':').at(-1)!,
        verb: message.verb,
        resource: message.resource,
        subresource: message.subresource ?? '',
        name: message.name ?? '',
        code,
        body: message.body
      })
      const { conn, id } = message
      if (message.verb === 'watch' && code === 200) {
        context.watches.push({
          to: message.from,
          conn,
          id,
          resource: message.resource,
          namespace: message.namespace ?? ''
        })
        out.send(message.from, { type: 'api.watch', conn, id, events: [] } as never, { delay: latency })
      } else out.send(message.from, { type: 'api.response', conn, id, code, body } as never, { delay: latency })
    }),
    edit: act<FakeApi, SimEvent & { edit: Edit }>((context, { edit }, out) => {
      if (edit.remove) remove(context, edit.resource, edit.remove, out)
      else if (edit.object) put(context, edit.resource, edit.object, out)
    }),
    pong: act<FakeApi, SimEvent & { from: string; conn: string }>((context, { from, conn }, out) => {
      if (!context.silent) out.send(from, { type: 'conn.pong', conn } as never)
    }),
    forget: act<FakeApi, SimEvent & { peer: string }>((context, { peer }) => {
      const kept = context.watches.filter(({ to }) => to !== peer)
      context.watches.splice(0, context.watches.length, ...kept)
    })
  }
}).createMachine({
  id: 'fake-api',
  context: ({ input }) => ({
    self: input.self,
    now: input.now,
    rng: input.rng,
    config: input.config,
    revision: 1,
    startedAt: input.now,
    objects: new Map(),
    watches: [],
    calls: [],
    refuse: new Map(),
    silent: false
  }),
  on: {
    'api.request': { actions: 'answer' },
    edit: { actions: 'edit' },
    'conn.ping': { actions: 'pong' },
    'net.reset': { actions: 'forget' }
  }
})

/** A change that somebody else makes: sets an object as it is, or removes one by key. */
export interface Edit {
  readonly resource: string
  readonly object?: KubeObject
  readonly remove?: string
}

type Reply = readonly [code: number, body: unknown]

function serve(api: FakeApi, request: ApiRequest, out: Outbox): Reply {
  const { verb, resource, namespace, name, subresource } = request
  if (verb === 'watch') return [200, '']
  if (verb === 'list' || verb === 'deletecollection') {
    const items = listed(api, resource, namespace)
    if (verb === 'deletecollection') for (const item of items) deleteObject(api, resource, item, request, out)
    return [200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: String(api.revision) }, items }]
  }
  if (verb === 'create') return create(api, request, out)
  const current = api.objects.get(keyFor(resource, namespace, name!))
  if (!current) return [404, status(404, 'NotFound', `${resource} "${name}" not found`)]
  if (verb === 'get') return [200, current]
  if (verb === 'delete') return deleteObject(api, resource, current, request, out)
  const body = request.body as KubeObject
  const stale =
    body.metadata?.resourceVersion !== undefined && body.metadata.resourceVersion !== current.metadata.resourceVersion
  if (stale)
    return [
      409,
      status(409, 'Conflict', `Operation cannot be fulfilled on ${resource} "${name}": the object has been modified`)
    ]
  if (verb === 'patch') return [200, put(api, resource, merged(current, body) as KubeObject, out)]
  if (subresource === 'status') {
    const metadata = { ...current.metadata, annotations: body.metadata.annotations }
    return [
      200,
      put(api, resource, { ...current, metadata: metadata as KubeObject['metadata'], status: body.status }, out)
    ]
  }
  const next = withStatus.has(resource) ? { ...body, status: current.status } : body
  return [
    200,
    put(
      api,
      resource,
      { ...next, metadata: { ...body.metadata, uid: current.metadata.uid } as KubeObject['metadata'] },
      out
    )
  ]
}

function create(api: FakeApi, { resource, namespace, body }: ApiRequest, out: Outbox): Reply {
  const object = body as KubeObject
  const { generateName } = object.metadata
  const name = object.metadata.name ?? `${generateName}${(api.revision + 1).toString(36).padStart(5, 'x')}`
  if (api.objects.has(keyFor(resource, namespace, name)))
    return [409, status(409, 'AlreadyExists', `${resource} "${name}" already exists`)]
  const metadata = { ...object.metadata, ...(namespace && { namespace }), name }
  return [
    201,
    put(
      api,
      resource,
      { ...object, metadata, ...(withStatus.has(resource) && { status: object.status ?? {} }) } as KubeObject,
      out
    )
  ]
}

function put(api: FakeApi, resource: string, object: KubeObject, out: Outbox): KubeObject {
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
  if (
    stored.metadata.deletionTimestamp &&
    (stored.metadata.finalizers ?? []).length === 0 &&
    resource !== 'pods' &&
    resource !== 'namespaces'
  ) {
    remove(api, resource, key, out)
    return stored
  }
  if (
    resource === 'namespaces' &&
    stored.metadata.deletionTimestamp &&
    ((stored.spec as { finalizers?: string[] })?.finalizers ?? []).length === 0
  ) {
    remove(api, resource, key, out)
    return stored
  }
  api.objects.set(key, stored)
  tell(api, resource, { type: before ? 'MODIFIED' : 'ADDED', object: stored }, out)
  return stored
}

function remove(api: FakeApi, resource: string, key: string, out: Outbox): void {
  const object = api.objects.get(key)
  if (!object) return
  api.objects.delete(key)
  api.revision++
  const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(api.revision) } }
  tell(api, resource, { type: 'DELETED', object: Object.freeze(last) }, out)
}

function deleteObject(
  api: FakeApi,
  resource: string,
  current: KubeObject,
  { options }: ApiRequest,
  out: Outbox
): Reply {
  const key = keyFor(resource, current.metadata.namespace, current.metadata.name)
  const finalizers = (current.metadata.finalizers ?? []).slice()
  if (options?.propagationPolicy === 'Foreground') finalizers.push('foregroundDeletion')
  if (options?.propagationPolicy === 'Orphan') finalizers.push('orphan')
  const isBound =
    resource === 'pods' && !!(current.spec as { nodeName?: string }).nodeName && options?.gracePeriodSeconds !== 0
  if (finalizers.length > 0 || isBound || resource === 'namespaces') {
    if (current.metadata.deletionTimestamp) return [200, current]
    const metadata = {
      ...current.metadata,
      finalizers,
      deletionTimestamp: formatTime(api.now + (isBound ? seconds(30) : 0))
    }
    return [200, put(api, resource, { ...current, metadata } as KubeObject, out)]
  }
  remove(api, resource, key, out)
  return [200, current]
}

function tell(api: FakeApi, resource: string, event: WatchEvent, out: Outbox): void {
  const { namespace = '' } = (event.object as KubeObject).metadata
  for (const watch of api.watches) {
    if (watch.resource !== resource || (watch.namespace !== '' && watch.namespace !== namespace)) continue
    out.send(watch.to, { type: 'api.watch', conn: watch.conn, id: watch.id, events: [event] } as never, {
      delay: latency
    })
  }
}

function listed(api: FakeApi, resource: string, namespace: string | undefined): KubeObject[] {
  return [...api.objects]
    .filter(([key, { metadata }]) => key.startsWith(`${resource}|`) && (!namespace || metadata.namespace === namespace))
    .map(([, object]) => object)
}

/** Enough of a strategic merge: maps merge, conditions merge by type, owner references by uid, other lists are replaced. */
function merged(before: unknown, patch: unknown, key = ''): unknown {
  if (Array.isArray(patch)) {
    const by = key === 'conditions' ? 'type' : key === 'ownerReferences' ? 'uid' : ''
    if (by === '' || !Array.isArray(before)) return patch.filter((item) => item?.$patch !== 'delete')
    const next = before.map((item) => {
      const change = patch.find((candidate) => candidate[by] === item[by])
      return change?.$patch === 'delete' ? null : change ? { ...item, ...change } : item
    })
    const added = patch.filter((item) => item.$patch !== 'delete' && !before.some((old) => old[by] === item[by]))
    return [...next.filter((item) => item !== null), ...added]
  }
  if (typeof patch !== 'object' || patch === null || typeof before !== 'object' || before === null) return patch
  const next: Record<string, unknown> = { ...(before as Record<string, unknown>) }
  for (const [name, value] of Object.entries(patch)) next[name] = merged(next[name], value, name)
  return next
}

const uidOf = (revision: number): string =>
  `${fnv1a(`uid ${revision}`).toString(16).padStart(8, '0')}-0000-4000-8000-${String(revision).padStart(12, '0')}`

const status = (code: number, reason: string, message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  reason,
  message,
  code
})
