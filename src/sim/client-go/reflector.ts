import { ms, seconds } from '../../base/time'
import type { KubeList, KubeObject, Status } from '../api/types'
import type { ApiResponse, WatchEvent } from '../components/kube-apiserver/messages'
import type { ProcessContext } from '../kernel/types'
import type { OutboxOf } from '../outbox'
import type { Change, Informer } from './informer'
import { cancel, request, type ApiClient, type TransportTimer } from './transport'

/** What an informer does in its states (see `informerChart`). Models client-go/tools/cache/reflector.go. */
type Outbox = OutboxOf<TransportTimer>

const initialBackoff = ms(800)
const maxBackoff = seconds(30)
const backoffReset = seconds(120)
/** A watch that ends sooner and has brought nothing is a failure. */
const shortWatch = seconds(1)

/** `namespace/name`, or `name` for cluster-scoped objects. Models cache.MetaNamespaceKeyFunc. */
export const keyOf = (object: KubeObject): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name

const selectors = ({ fieldSelector, labelSelector }: Informer) => ({
  ...(fieldSelector && { fieldSelector }),
  ...(labelSelector && { labelSelector })
})

/** Asks for all objects, no older than what is known. Models relistResourceVersion. */
export function list(informer: Informer, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { resource, namespace, fresh } = informer
  const options = { ...(!fresh && { resourceVersion: informer.resourceVersion || '0' }), ...selectors(informer) }
  const call = { verb: 'list', resource, ...(namespace && { namespace }), options } as const
  informer.stream = request(client, context, out, call, { kind: 'informer', informer: resource })
}

/** Asks for what changes from the version that is known. */
export function watch(informer: Informer, client: ApiClient, context: ProcessContext, out: Outbox): void {
  const { resource, namespace, resourceVersion } = informer
  const options = {
    resourceVersion,
    allowWatchBookmarks: true,
    // Between 5 and 10 minutes, chosen by the client. Models reflector.go minWatchTimeout.
    timeoutSeconds: Math.floor(300 * (1 + (informer.rng ?? context.rng).float())),
    ...selectors(informer)
  }
  const call = { verb: 'watch', resource, ...(namespace && { namespace }), options } as const
  informer.watchedAt = context.now
  informer.opened = false
  informer.received = false
  informer.stream = request(client, context, out, call, { kind: 'informer', informer: resource })
}

/** No answer of the running request is wanted any more. */
export function giveUp(informer: Informer, client: ApiClient, out: Outbox): void {
  cancel(client, out, informer.stream)
  informer.stream = 0
}

/** Draws how long to wait. Models the reflector's backoffManager (wait.NewExponentialBackoffManager). */
export function backOff(informer: Informer, context: ProcessContext): void {
  const now = context.now
  if (now - informer.failedAt > backoffReset) informer.failures = 0
  informer.failedAt = now
  const backoff = Math.min(maxBackoff, initialBackoff * 2 ** Math.min(informer.failures, 10))
  informer.failures++
  informer.delay = context.rng.jitter(backoff, 1)
}

/** It was never accepted, or it was over at once and brought nothing ("very short watch"). */
export const wasShort = ({ opened, received, watchedAt }: Informer, context: ProcessContext): boolean =>
  !opened || (!received && context.now - watchedAt < shortWatch)

/** Code of the error that a watch ends with; 0: it goes on. */
export function errorIn(events: readonly WatchEvent[]): number {
  const last = events[events.length - 1]
  return last?.type === 'ERROR' ? ((last.object as Status).code ?? 500) : 0
}

/** "Too large resource version": this server's cache has not come to the version that another one told. */
export const isTooLarge = (body: ApiResponse['body']): boolean =>
  typeof body === 'object' && 'message' in body && String(body.message).includes('Too large resource version')

/** The store becomes what the list says. Gives what that changes. */
export function replace(informer: Informer, body: KubeList): Change[] {
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

/** The store follows what a watch tells. */
export function apply(informer: Informer, events: readonly WatchEvent[]): Change[] {
  const { resource, store } = informer
  const changes: Change[] = []
  informer.opened = true
  for (const { type, object: received } of events) {
    if (type === 'ERROR') break
    informer.received = true
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
