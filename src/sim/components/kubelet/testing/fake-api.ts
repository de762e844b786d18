import { setup } from 'xstate'
import { ms, seconds } from '../../../../base/time'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { act } from '../../../kernel/act'
import type { Delivered, Outbox, ProcessContext, SimEvent } from '../../../kernel/types'
import type { Boot } from '../../../cluster'
import type { ApiRequest, ApiWatch, WatchEvent } from '../../kube-apiserver/messages'

type Json = Record<string, unknown>

/** An API server for tests: one store, no checks, strategic merge as far as the kubelet's patches go. */
export interface FakeApi extends ProcessContext {
  objects: Map<string, KubeObject>
  revision: number
  watches: { to: string; conn: string; id: number; resource: string; fieldSelector: string }[]
  /** Every write and what it carried, in order. */
  log: { at: number; user: string; text: string; body: unknown }[]
}

const keyOf = (resource: string, namespace: string | undefined, name: string) =>
  `${resource}/${namespace ?? ''}/${name}`

export const fakeApi = setup({
  types: { context: {} as FakeApi, events: {} as SimEvent, input: {} as Boot },
  actions: {
    serve: act<FakeApi, Delivered<ApiRequest>>((context, request, out) => serve(context, out, request)),
    put: act<FakeApi, SimEvent & { object: KubeObject }>((context, { object }, out) =>
      store(context, out, object, 'pods')
    ),
    ping: act<FakeApi, SimEvent & { from: string; conn: string }>((_context, { from, conn }, out) =>
      out.send(from, { type: 'conn.pong', conn } as never)
    ),
    remove: act<FakeApi, SimEvent & { name: string; grace: number }>((context, { name, grace }, out) =>
      deletePod(context, out, keyOf('pods', 'default', name), grace)
    )
  }
}).createMachine({
  id: 'fake-api',
  context: ({ input: { self, now, rng, config } }) => ({
    self,
    now,
    rng,
    config,
    objects: new Map([
      [
        keyOf('configmaps', 'default', 'kube-root-ca.crt'),
        Object.freeze({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'kube-root-ca.crt', namespace: 'default' }
        })
      ]
    ]),
    revision: 1,
    watches: [],
    log: []
  }),
  on: {
    'api.request': { actions: 'serve' },
    'conn.ping': { actions: 'ping' },
    'test.put': { actions: 'put' },
    'test.delete': { actions: 'remove' }
  }
})

function serve(context: FakeApi, out: Outbox, request: Delivered<ApiRequest>): void {
  const { verb, resource, namespace, name, conn, id, from, options } = request
  const reply = (code: number, body: unknown) =>
    out.send(from, { type: 'api.response', conn, id, code, body } as never, { delay: ms(2) })
  const write = verb !== 'get' && verb !== 'list' && verb !== 'watch'
  if (write) {
    const path =
      `${verb.toUpperCase()} ${resource}${request.subresource ? `/${request.subresource}` : ''} ${name ?? ''}`.trim()
    context.log.push({ at: context.now, user: request.user, text: path, body: request.body ?? request.options })
  }
  if (verb === 'list') {
    const items = [...context.objects.entries()]
      .filter(([key]) => key.startsWith(`${resource}/`))
      .map(([, object]) => object)
    const wanted = items.filter((object) => matches(object, options?.fieldSelector ?? ''))
    return reply(200, {
      kind: 'List',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(context.revision) },
      items: wanted
    })
  }
  if (verb === 'watch') {
    context.watches.push({ to: from, conn, id, resource, fieldSelector: options?.fieldSelector ?? '' })
    out.send(from, { type: 'api.watch', conn, id, events: [] } as never)
    return
  }
  const body = request.body as KubeObject
  const key = keyOf(resource, resource === 'nodes' ? '' : namespace, name ?? body?.metadata?.name ?? '')
  const existing = context.objects.get(key)
  if (request.subresource === 'token') return reply(201, { kind: 'TokenRequest', status: { token: 'x' } })
  if (verb === 'create') {
    if (existing) return reply(409, status(409, 'AlreadyExists', `${resource} "${body.metadata.name}" already exists`))
    const object = store(context, out, { ...body, metadata: { ...body.metadata, namespace } } as KubeObject, resource)
    return reply(201, object)
  }
  if (!existing) return reply(404, status(404, 'NotFound', `${resource} "${name}" not found`))
  if (verb === 'get') return reply(200, existing)
  if (verb === 'delete') {
    const uid = options?.preconditions?.uid
    if (uid !== undefined && uid !== existing.metadata.uid) return reply(409, status(409, 'Conflict', 'uid'))
    deletePod(context, out, key, options?.gracePeriodSeconds ?? 30)
    return reply(200, existing)
  }
  const next = verb === 'patch' ? merge(existing as unknown as Json, body as unknown as Json) : body
  reply(200, store(context, out, next as unknown as KubeObject, resource))
}

const status = (code: number, reason: string, message: string) => ({
  kind: 'Status',
  status: 'Failure',
  code,
  reason,
  message
})

function matches(object: KubeObject, fieldSelector: string): boolean {
  if (fieldSelector === '') return true
  const [path, value] = fieldSelector.split('=') as [string, string]
  let found: unknown = object
  for (const part of path.split('.')) found = (found as Json | undefined)?.[part]
  return found === value
}

function store(context: FakeApi, out: Outbox, object: KubeObject, resource: string): KubeObject {
  const namespace = resource === 'nodes' ? '' : object.metadata.namespace
  const key = keyOf(resource, namespace, object.metadata.name)
  const before = context.objects.get(key)
  context.revision++
  const stored = Object.freeze({
    ...object,
    metadata: Object.freeze({
      uid: `uid-${context.revision}`,
      creationTimestamp: formatTime(context.now),
      ...object.metadata,
      resourceVersion: String(context.revision)
    }),
    ...(resource === 'pods' ? { status: object.status ?? { phase: 'Pending' } } : {})
  }) as KubeObject
  context.objects.set(key, stored)
  tell(context, out, resource, before ? 'MODIFIED' : 'ADDED', stored)
  return stored
}

function tell(context: FakeApi, out: Outbox, resource: string, type: WatchEvent['type'], object: KubeObject): void {
  for (const watch of context.watches) {
    if (watch.resource !== resource || !matches(object, watch.fieldSelector)) continue
    const message: ApiWatch = { type: 'api.watch', conn: watch.conn, id: watch.id, events: [{ type, object }] }
    out.send(watch.to, message, { delay: ms(1) })
  }
}

function deletePod(context: FakeApi, out: Outbox, key: string, grace: number): void {
  const pod = context.objects.get(key)
  if (!pod) return
  const marked = store(
    context,
    out,
    {
      ...pod,
      metadata: {
        ...pod.metadata,
        deletionGracePeriodSeconds: grace,
        deletionTimestamp: formatTime(context.now + seconds(grace))
      }
    },
    'pods'
  )
  if (grace > 0) return
  context.objects.delete(key)
  context.log.push({ at: context.now, user: 'api', text: `REMOVED ${key}`, body: null })
  tell(context, out, 'pods', 'DELETED', marked)
}

/** Strategic merge: conditions by type, null deletes. */
function merge(target: Json, patch: Json): Json {
  const result: Json = { ...target }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue
    if (value === null) delete result[key]
    else if (Array.isArray(value) && (key === 'conditions' || key === 'addresses')) {
      const list = [...((result[key] as Json[] | undefined) ?? [])]
      for (const item of value as Json[]) {
        const index = list.findIndex(({ type }) => type === item.type)
        if (index < 0) list.push(item)
        else list[index] = merge(list[index]!, item)
      }
      const order = (patch[`$setElementOrder/${key}`] as Json[] | undefined)?.map(({ type }) => type) ?? []
      result[key] = list.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
    } else if (typeof value === 'object' && !Array.isArray(value))
      result[key] = merge((result[key] as Json | undefined) ?? {}, value as Json)
    else result[key] = value
  }
  return result
}
