import { Table } from '../../base/table'
import { ms, seconds, type Micros } from '../../base/time'
import type { KubeList, KubeObject, Status } from '../api/types'
import { isEvent, type ProcessContext, type SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import { request, type ApiClient, type ApiResult, type TransportTimer } from './transport'

/**
 * A reflector with its store: LIST (resourceVersion=0), then WATCH from there; what it holds is what this process was
 * told, however stale. Models client-go/tools/cache/reflector.go: a watch that ends is resumed from the last
 * resourceVersion; 410 Gone means list again (resourceVersion=""), errors back off 800 ms doubling to 30 s with jitter.
 */
export interface Informer {
  /** Plural resource, the informer's name within its component together with the selector. */
  readonly resource: string
  readonly fieldSelector: string
  readonly labelSelector: string
  readonly namespace: string
  readonly store: Table<KubeObject>
  resourceVersion: string
  synced: boolean
  state: 'stopped' | 'listing' | 'watching' | 'waiting'
  /** Failed attempts in a row; forgotten after two quiet minutes, as the back-off manager does. */
  failures: number
  failedAt: Micros
  /** LIST with resourceVersion="" (from etcd) instead of "0" (any cache): after a 410. */
  fresh: boolean
}

/** What changed in a store. For an update both are given; for a delete `object` is the last state known. */
export interface Change {
  readonly resource: string
  readonly type: 'add' | 'update' | 'delete'
  readonly key: string
  readonly object: KubeObject
  readonly old?: KubeObject
}

/** An informer's back-off is over. */
export interface InformerTimer {
  readonly type: 'informer.retry'
  readonly informer: string
}
type Outbox = OutboxOf<InformerTimer | TransportTimer>

interface InformerRef {
  readonly kind: 'informer'
  readonly informer: string
  readonly phase: 'list' | 'watch'
}

const initialBackoff = ms(800)
const maxBackoff = seconds(30)
const backoffReset = seconds(120)

export const createInformer = (
  resource: string,
  selector: { fieldSelector?: string; labelSelector?: string; namespace?: string } = {}
): Informer => ({
  resource,
  fieldSelector: selector.fieldSelector ?? '',
  labelSelector: selector.labelSelector ?? '',
  namespace: selector.namespace ?? '',
  store: new Table(),
  resourceVersion: '0',
  synced: false,
  state: 'stopped',
  failures: 0,
  failedAt: 0,
  fresh: false
})

/** `namespace/name`, or `name` for cluster-scoped objects. Models cache.MetaNamespaceKeyFunc. */
export const keyOf = (object: KubeObject): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name

const idOf = (informer: Informer): string =>
  `${informer.resource}?${informer.fieldSelector}&${informer.labelSelector}&${informer.namespace}`

/** Starts listing and watching. */
export function startInformer(informer: Informer, client: ApiClient, context: ProcessContext, out: Outbox): void {
  if (informer.state === 'stopped') list(informer, client, context, out)
}

/**
 * Takes a result or the informer's own retry timer. `null`: not for this informer. Gives what changed in the store,
 * in order; the store is already changed.
 */
export function informerResult(
  informer: Informer,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  result: ApiResult
): Change[] | null {
  const ref = result.ref as InformerRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'informer' || ref.informer !== idOf(informer)) return null
  if (result.kind === 'watch') return watchEvents(informer, client, context, out, result.events)
  if (result.kind === 'watch-end') {
    watch(informer, client, context, out)
    return []
  }
  if (result.kind === 'response' && ref.phase === 'list' && result.code === 200) {
    const changes = replace(informer, result.body as KubeList)
    watch(informer, client, context, out)
    return changes
  }
  if (result.kind === 'response' && result.code === 410) {
    informer.fresh = true
    informer.resourceVersion = ''
    list(informer, client, context, out)
    return []
  }
  // A watch that only lost its connection is resumed from where it was; a failed list starts over.
  retry(informer, context, out)
  return []
}

/** The retry timer of an informer fired. False: the event is not for this informer. */
export function informerTimer(
  informer: Informer,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  event: SimEvent
): boolean {
  if (!isEvent<InformerTimer>(event, 'informer.retry') || event.informer !== idOf(informer)) return false
  if (informer.synced && informer.resourceVersion !== '' && !informer.fresh) watch(informer, client, context, out)
  else list(informer, client, context, out)
  return true
}

function list(informer: Informer, client: ApiClient, context: ProcessContext, out: Outbox): void {
  informer.state = 'listing'
  const resourceVersion = informer.fresh ? undefined : informer.synced ? informer.resourceVersion : '0'
  const { resource, fieldSelector, labelSelector, namespace } = informer
  const ref: InformerRef = { kind: 'informer', informer: idOf(informer), phase: 'list' }
  const options = {
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldSelector && { fieldSelector }),
    ...(labelSelector && { labelSelector })
  }
  request(client, context, out, { verb: 'list', resource, ...(namespace && { namespace }), options }, ref)
}

function watch(informer: Informer, client: ApiClient, context: ProcessContext, out: Outbox): void {
  informer.state = 'watching'
  const { resource, fieldSelector, labelSelector, namespace, resourceVersion } = informer
  const ref: InformerRef = { kind: 'informer', informer: idOf(informer), phase: 'watch' }
  const options = {
    resourceVersion,
    allowWatchBookmarks: true,
    // Between 5 and 10 minutes, chosen by the client. Models reflector.go minWatchTimeout.
    timeoutSeconds: Math.floor(300 * (1 + context.rng.float())),
    ...(fieldSelector && { fieldSelector }),
    ...(labelSelector && { labelSelector })
  }
  request(client, context, out, { verb: 'watch', resource, ...(namespace && { namespace }), options }, ref)
}

function retry(informer: Informer, context: ProcessContext, out: Outbox): void {
  informer.state = 'waiting'
  if (context.now - informer.failedAt > backoffReset) informer.failures = 0
  informer.failedAt = context.now
  const backoff = Math.min(maxBackoff, initialBackoff * 2 ** Math.min(informer.failures, 10))
  informer.failures++
  out.timer(`informer/${idOf(informer)}`, context.rng.jitter(backoff, 1), 'reflector-backoff', {
    type: 'informer.retry',
    informer: idOf(informer)
  })
}

function replace(informer: Informer, body: KubeList): Change[] {
  const { resource, store } = informer
  const changes: Change[] = []
  const seen = new Set<string>()
  for (const object of body.items) {
    const key = keyOf(object)
    seen.add(key)
    const old = store.get(key)
    store.set(key, object)
    if (!old) changes.push({ resource, type: 'add', key, object })
    else if (old.metadata.resourceVersion !== object.metadata.resourceVersion)
      changes.push({ resource, type: 'update', key, object, old })
  }
  for (const [key, object] of store) {
    if (seen.has(key)) continue
    store.delete(key)
    changes.push({ resource, type: 'delete', key, object })
  }
  informer.resourceVersion = body.metadata.resourceVersion
  informer.synced = true
  informer.fresh = false
  return changes
}

function watchEvents(
  informer: Informer,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  events: readonly { type: string; object: KubeObject | Status }[]
): Change[] {
  const { resource, store } = informer
  const changes: Change[] = []
  for (const { type, object: received } of events) {
    if (type === 'ERROR') {
      if ((received as Status).code === 410) informer.fresh = true
      list(informer, client, context, out)
      return changes
    }
    const object = received as KubeObject
    informer.resourceVersion = object.metadata.resourceVersion ?? informer.resourceVersion
    if (type === 'BOOKMARK') continue
    const key = keyOf(object)
    const old = store.get(key)
    if (type === 'DELETED') {
      store.delete(key)
      changes.push({ resource, type: 'delete', key, object })
    } else {
      store.set(key, object)
      changes.push(old ? { resource, type: 'update', key, object, old } : { resource, type: 'add', key, object })
    }
  }
  return changes
}
