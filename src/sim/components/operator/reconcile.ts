import { ms } from '../../../base/time'
import { equal } from '../../api/equality'
import type { KubeObject, Status } from '../../api/types'
import { record, referenceTo } from '../../client-go/events'
import { startInformer, type Change } from '../../client-go/informer'
import { request, type ApiResult, type Call } from '../../client-go/transport'
import { wallClock } from '../../kernel/clock'
import type { Operator } from './context'
import { controllerOf } from './customs'
import type { CustomObject, Look, Wanted } from './customs/custom'
import type { Outbox } from './messages'

/** What is written for a custom resource: an object that is to be there, or what the resource is told of itself. */
interface WriteRef {
  readonly kind: 'custom'
  readonly key: string
  readonly call: Call
  readonly wanted?: Wanted
}

/** It begins to work: it watches its custom resources, and what belongs to them. */
export function watch(context: Operator, out: Outbox): void {
  for (const informer of Object.values(context.informers)) startInformer(informer, out)
}

/** Something has changed that concerns it. What belongs to it and is gone is made again, what somebody has changed is brought into line. */
export function observe(context: Operator, out: Outbox, changes: readonly Change[]): void {
  for (const { type, resource, key, object, old } of changes) {
    const isEdited = type === 'update' && object.metadata.generation !== old?.metadata.generation
    if (type === 'delete' || isEdited) context.made.delete(`${resource}/${key}`)
  }
  schedule(context, out, ms(50), 'event-batch')
}

function schedule(context: Operator, out: Outbox, delay: number, setting: string): void {
  if (context.scheduled) return
  context.scheduled = true
  out.timer('reconcile', delay, setting, { type: 'operator.reconcile' })
}

/** Every custom resource is looked at: what is to be there for it, and what it is told. */
export function reconcile(context: Operator, out: Outbox): void {
  context.scheduled = false
  const controller = controllerOf(context.image)
  if (!controller || controller.watches.some((name) => !context.informers[name]?.synced)) return
  const look = lookOf(context)
  for (const { resource, wants, tell } of controller.customs)
    for (const each of context.informers[resource]!.store.values()) {
      const object = each as CustomObject
      if (object.metadata.deletionTimestamp) continue
      for (const wanted of wants?.(object, look) ?? []) ensure(context, out, wanted)
      const told = tell?.(object, look)
      if (!told || equal(told.status, object.status ?? {})) continue
      const { namespace, name } = object.metadata
      const key = `${resource}/${namespace ?? ''}/${name}/status`
      if (context.writing.has(key)) continue
      const body = Object.freeze({ ...object, status: told.status })
      const scope = namespace === undefined ? {} : { namespace }
      write(context, out, key, { verb: 'update', resource, subresource: 'status', ...scope, name, body })
      const { client, recorder } = context
      for (const [type, reason, message] of told.events ?? [])
        record(recorder, client, context, out, referenceTo(object), type, reason, message)
    }
}

function lookOf(context: Operator): Look {
  const { informers, argv } = context
  return {
    find: (resource, namespace, name) =>
      informers[resource]?.store.get(namespace === undefined ? name : `${namespace}/${name}`),
    all: (resource) => [...(informers[resource]?.store.values() ?? [])],
    flag: (name, fallback) => argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback,
    now: wallClock(context)
  }
}

function ensure(context: Operator, out: Outbox, wanted: Wanted): void {
  const { resource, object } = wanted
  const { namespace = '', name } = object.metadata
  const key = `${resource}/${namespace}/${name}`
  const text = JSON.stringify(object)
  if (context.made.get(key) === text || context.writing.has(key)) return
  context.made.set(key, text)
  write(context, out, key, { verb: 'create', resource, namespace, body: object }, wanted)
}

function write(context: Operator, out: Outbox, key: string, call: Call, wanted?: Wanted): void {
  context.writing.add(key)
  const ref: WriteRef = { kind: 'custom', key, call, ...(wanted && { wanted }) }
  request(context.client, context, out, call, ref)
}

/** Takes an answer to a write; false: it was another's. What is there is brought into line; what failed is tried again. */
export function reconciled(context: Operator, out: Outbox, result: ApiResult): boolean {
  const ref = result.ref as WriteRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'custom') return false
  if (result.kind !== 'response' && result.kind !== 'error') return true
  const { key, wanted, call } = ref
  const { resource, namespace } = call
  context.writing.delete(key)
  const code = result.kind === 'response' ? result.code : 0
  const at = { resource, ...(namespace !== undefined && { namespace }) }
  if (wanted && code === 409 && call.verb === 'create')
    write(context, out, key, { verb: 'get', ...at, name: wanted.object.metadata.name }, wanted)
  else if (wanted && result.kind === 'response' && code === 200 && call.verb === 'get') {
    const body = over(result.body as KubeObject, wanted.object)
    if (!equal(body, result.body))
      write(context, out, key, { verb: 'update', ...at, name: wanted.object.metadata.name, body }, wanted)
  } else if (code < 200 || code >= 300) {
    const why = result.kind === 'error' ? result.error : ((result.body as Partial<Status>).message ?? `HTTP ${code}`)
    // A conflict: its watch shows what somebody else has written.
    if (code !== 409) out.log('E', `Reconciler error: ${call.verb} ${key}: ${why}`)
    if (wanted) context.made.delete(key)
    schedule(context, out, ms(1_000), 'retry-base-delay')
  } else if (wanted) out.log('I', `${call.verb === 'create' ? 'created' : 'updated'} ${key}`)
  return true
}

/** What is wanted, laid over what is there. */
function over(found: KubeObject, wanted: KubeObject): KubeObject {
  const { metadata, ...rest } = wanted as KubeObject & { readonly spec?: object }
  const { spec } = found as KubeObject & { readonly spec?: object }
  return Object.freeze({
    ...found,
    ...rest,
    ...(rest.spec && { spec: { ...spec, ...rest.spec } }),
    metadata: {
      ...found.metadata,
      labels: { ...found.metadata.labels, ...metadata.labels },
      ...(metadata.ownerReferences && { ownerReferences: metadata.ownerReferences })
    }
  })
}
