import { seconds } from '../../../base/time'
import { equal } from '../../api/equality'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Pod, Status } from '../../api/types'
import { admitCreate } from './admission'
import type { ApiServer, Request } from './context'
import { withDefaults } from './defaults-of'
import { planDelete } from './delete'
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  methodNotAllowed,
  notFound,
  preconditionFailed,
  success
} from './errors'
import { generateName, uid } from './names'
import { applyPatch, PatchError } from './patch'
import { keyOf, type Kind } from '../../api/scheme'
import type { Outbox } from './messages'
import { respond } from './respond'
import { validateCreate, validateUpdate } from './validate'

/** What a write will do: store an object (or delete it: null), or nothing but answer. */
export type Plan =
  | {
      readonly kind: 'store'
      readonly key: string
      readonly old: KubeObject | null
      readonly object: KubeObject | null
    }
  | { readonly kind: 'answer'; readonly code: number; readonly body: KubeObject | Status }

const isStatus = (value: KubeObject | Status): value is Status => value.kind === 'Status'
export const refuse = (status: Status): Plan => ({ kind: 'answer', code: status.code, body: status })

/**
 * Carries a write as far as etcd: read (from the watch cache), change, admit, validate, and a transaction that holds only
 * if nobody changed the object meanwhile. Models apiserver/pkg/registry/generic/registry/store.go with GuaranteedUpdate.
 */
export function write(
  server: ApiServer,
  out: Outbox,
  request: Request,
  resource: Kind,
  tries = 0,
  current?: KubeObject | null
): void {
  const plan = planWrite(server, request, resource, current)
  if (plan.kind === 'answer') {
    if (current === undefined && isDoubtful(request, plan)) return recheck(server, out, request, resource, tries)
    // Evicting a pod that goes already.
    if (request.subresource === 'eviction' && plan.code === 200) return respond(server, out, request, 201, success())
    return respond(server, out, request, plan.code, plan.body)
  }
  const { key, old, object } = plan
  const id = server.nextId++
  server.pending.set(id, { kind: 'write', request, since: server.now, tries, object, old })
  store(server, out, id, key, object, old ? Number(old.metadata.resourceVersion) : 0)
}

/** Stores an object (null: deletes it) if etcd still has it at `revision` (0: has none). */
export function store(
  server: ApiServer,
  out: Outbox,
  id: number,
  key: string,
  object: KubeObject | null,
  revision: number
): void {
  out.send(
    server.etcd,
    {
      type: 'etcd.txn',
      id,
      compares: [{ key, target: 'mod', result: '=', revision }],
      success: [object ? { op: 'put', key, value: stored(object) } : { op: 'delete', key }],
      failure: [{ op: 'range', key }]
    },
    { delay: server.settings.writeLatency }
  )
}

/**
 * The cache may be behind: that an object is missing, has another version or is the same already counts only if etcd says
 * so too. Models etcd3/store.go GuaranteedUpdate, which reads again if its cached object was not accepted (and Create,
 * which finds in its transaction that the object is there).
 */
function isDoubtful({ options }: Request, { code }: Extract<Plan, { kind: 'answer' }>): boolean {
  return (code === 200 || code === 404 || code === 409) && options?.dryRun !== true
}

function recheck(server: ApiServer, out: Outbox, request: Request, resource: Kind, tries: number): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'recheck', request, since: server.now, tries })
  const key = keyOf(resource, request.namespace ?? bodyOf(request)?.metadata?.namespace, nameOf(request))
  out.send(server.etcd, { type: 'etcd.range', id, key }, { delay: server.settings.writeLatency })
}

/** An object as etcd keeps it: without resourceVersion, which its revision will be. */
function stored(object: KubeObject): KubeObject {
  const { resourceVersion: _, ...metadata } = object.metadata
  return Object.freeze({ ...object, metadata: Object.freeze(metadata) })
}

/** @param current the object as etcd has it, if the cache was found to be behind */
function planWrite(server: ApiServer, request: Request, resource: Kind, current?: KubeObject | null): Plan {
  const { verb, subresource } = request
  if (verb === 'create' && !subresource) return planCreate(server, request, resource, current)
  const key = keyOf(resource, request.namespace ?? bodyOf(request)?.metadata?.namespace, nameOf(request))
  const old = current === undefined ? (server.caches.get(resource.plural)!.objects.get(key) ?? null) : current
  if (!old) {
    // PUT of a Lease that is not there creates none: AllowCreateOnUpdate is false for nearly all kinds.
    return refuse(notFound(resource, nameOf(request)))
  }
  switch (verb) {
    case 'create':
      if (subresource === 'binding') return planBinding(server, request, resource, key, old as Pod)
      return refuse(methodNotAllowed())
    case 'update':
      return planUpdate(server, request, resource, key, old, request.body as KubeObject)
    case 'patch':
      return planPatch(server, request, resource, key, old)
    case 'delete':
      return planDelete(server, request, resource, key, old)
    default:
      return refuse(methodNotAllowed())
  }
}

const bodyOf = (request: Request) => request.body as Partial<KubeObject> | undefined
const nameOf = (request: Request): string => request.name ?? bodyOf(request)?.metadata?.name ?? ''

function planCreate(server: ApiServer, request: Request, resource: Kind, current?: KubeObject | null): Plan {
  const body = request.body as KubeObject | undefined
  if (!body?.metadata && resource.plural !== 'pods') return refuse(badRequest('the object provided is unrecognized'))
  const { generateName: base, ...given } = body!.metadata as KubeObject['metadata'] & { generateName?: string }
  const name = given.name || (base ? generateName(base, server.rng) : '')
  const namespace = resource.namespaced ? (request.namespace ?? given.namespace ?? 'default') : undefined
  if (name === '')
    return refuse(
      invalid(resource, '', [{ field: 'metadata.name', text: 'Required value: name or generateName is required' }])
    )
  const key = keyOf(resource, namespace, name)
  const known = current === undefined ? server.caches.get(resource.plural)!.objects.get(key) : current
  if (known) return refuse(alreadyExists(resource, name))
  const object: KubeObject = {
    ...body!,
    apiVersion: body!.apiVersion ?? resource.apiVersion,
    kind: resource.kind,
    metadata: {
      ...given,
      ...(base && { generateName: base }),
      name,
      ...(namespace !== undefined && { namespace }),
      uid: uid(server.rng),
      creationTimestamp: formatTime(server.now),
      ...(resource.hasGeneration && { generation: 1 })
    }
  }
  const admitted = admitCreate(server, request, resource, withDefaults(object))
  if (isStatus(admitted)) return refuse(admitted)
  const problems = validateCreate(resource, admitted)
  if (problems.length > 0) return refuse(invalid(resource, name, problems))
  if (request.options?.dryRun) return { kind: 'answer', code: 201, body: admitted }
  return { kind: 'store', key, old: null, object: admitted }
}

/** Takes over what a client may not set, and keeps spec and status apart. */
function merged(request: Request, resource: Kind, old: KubeObject, next: KubeObject): KubeObject {
  const { subresource } = request
  const {
    uid: id,
    creationTimestamp,
    namespace,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation
  } = old.metadata
  const kept = {
    ...(id !== undefined && { uid: id }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(namespace && { namespace }),
    ...(deletionTimestamp && { deletionTimestamp }),
    ...(deletionTimestamp && deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds })
  }
  const { generation: _given, ...given } = next.metadata
  const metadata = { ...next.metadata, ...kept }
  if (subresource === 'status') {
    const own = generation === undefined ? { ...given, ...kept } : { ...metadata, generation }
    return { ...old, metadata: own, status: next.status }
  }
  const spec = resource.hasStatus ? { ...next, status: old.status } : next
  const changed = resource.hasGeneration && !equal(spec.spec, old.spec)
  return {
    ...spec,
    apiVersion: next.apiVersion ?? old.apiVersion,
    kind: resource.kind,
    metadata: {
      ...metadata,
      ...(resource.hasGeneration && { generation: (old.metadata.generation ?? 0) + (changed ? 1 : 0) })
    }
  }
}

function planUpdate(
  server: ApiServer,
  request: Request,
  resource: Kind,
  key: string,
  old: KubeObject,
  body: KubeObject
): Plan {
  const name = old.metadata.name
  const version = body.metadata?.resourceVersion
  if (version && version !== old.metadata.resourceVersion) return refuse(conflict(resource, name))
  if (body.metadata?.uid && body.metadata.uid !== old.metadata.uid) {
    return refuse(preconditionFailed(resource, name, 'UID', body.metadata.uid, old.metadata.uid ?? ''))
  }
  if (request.subresource === 'scale') {
    const replicas = (body.spec as { replicas?: number } | undefined)?.replicas ?? 0
    return finish(server, request, resource, key, old, { ...old, spec: { ...(old.spec as object), replicas } })
  }
  if (request.subresource === 'finalize')
    return finish(server, request, resource, key, old, { ...old, spec: body.spec })
  return finish(server, request, resource, key, old, request.subresource === 'status' ? body : withDefaults(body))
}

function planPatch(server: ApiServer, request: Request, resource: Kind, key: string, old: KubeObject): Plan {
  let next: KubeObject
  try {
    const base = request.subresource === 'scale' ? scaleOf(old) : old
    next = applyPatch(base, request.body, request.options?.patchType) as KubeObject
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    return refuse(badRequest(error.message))
  }
  return planUpdate(server, request, resource, key, old, next)
}

function finish(
  _server: ApiServer,
  request: Request,
  resource: Kind,
  key: string,
  old: KubeObject,
  next: KubeObject
): Plan {
  const object = merged(request, resource, old, next)
  const problems = request.subresource === 'status' ? [] : validateUpdate(resource, object, old)
  if (problems.length > 0) return refuse(invalid(resource, old.metadata.name, problems))
  // The last finalizer of an object that is being deleted was taken away: now it goes.
  const finalizers = object.metadata.finalizers ?? []
  const held = finalizers.length > 0 || (resource.plural === 'namespaces' && namespaceHolds(object))
  const grace = object.metadata.deletionGracePeriodSeconds ?? 0
  if (object.metadata.deletionTimestamp && !held && grace === 0) return { kind: 'store', key, old, object: null }
  return isSame(old, object)
    ? { kind: 'answer', code: 200, body: scaleIfAsked(request, old) }
    : { kind: 'store', key, old, object }
}

const namespaceHolds = (object: KubeObject): boolean =>
  ((object.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0

/** A write that changes nothing is not written: the revision stays. */
function isSame(old: KubeObject, object: KubeObject): boolean {
  const { resourceVersion: _a, ...before } = old.metadata
  const { resourceVersion: _b, ...after } = object.metadata
  return equal(old.spec, object.spec) && equal(before, after) && equal(restOf(old), restOf(object))
}
const restOf = (object: KubeObject) => ({ ...object, spec: undefined, metadata: undefined })

/** The scale subresource of a workload. */
export const scaleOf = (object: KubeObject): KubeObject => {
  const { name, namespace, uid: id, resourceVersion, creationTimestamp } = object.metadata
  const spec = object.spec as { replicas?: number }
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(id !== undefined && { uid: id }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp })
    },
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: (object.status as { replicas?: number } | undefined)?.replicas ?? 0 }
  }
}
export const scaleIfAsked = (request: Request, object: KubeObject): KubeObject =>
  request.subresource === 'scale' ? scaleOf(object) : object

/** Models pkg/registry/core/pod/storage BindingREST: a pod is bound once, and only while it lives. */
function planBinding(server: ApiServer, request: Request, resource: Kind, key: string, pod: Pod): Plan {
  const { name } = pod.metadata
  const target = (request.body as { target: { name: string } }).target.name
  if (pod.metadata.deletionTimestamp)
    return refuse(conflict(resource, name, `pod ${name} is being deleted, cannot be assigned to a host`))
  if (pod.spec.nodeName)
    return refuse(conflict(resource, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`))
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(server.now)
  }
  const others = (pod.status.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled')
  const status = { ...pod.status, conditions: [...others, scheduled] }
  return {
    kind: 'store',
    key,
    old: pod as KubeObject,
    object: { ...pod, spec: { ...pod.spec, nodeName: target }, status } as KubeObject
  }
}

/** Grace that is over: the time a deletion may still take, from now. */
export const deletionTime = (server: ApiServer, graceSeconds: number): string =>
  formatTime(server.now + seconds(graceSeconds))
