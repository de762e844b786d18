import { wallClock } from '../kernel/clock'
import { fnv1a } from '../../base/prng'
import { seconds, type Micros } from '../../base/time'
import { formatTime, unixMicros } from '../api/timestamp'
import type { CoreEvent, KubeObject } from '../api/types'
import { isEvent, type ProcessContext, type SimEvent } from '../kernel/types'
import { Shelf } from '../kernel/shelf'
import type { OutboxOf } from '../outbox'
import { request, type ApiClient, type ApiResult, type TransportTimer } from './transport'
import { createBucket, tryAccept, type TokenBucket } from './workqueue'

/**
 * Records core/v1 Events as controllers, kubelet and kube-proxy do: one after the other, a repeated one as PATCH of its
 * count, many similar ones as one combined event, too many of one object not at all.
 *
 * Models client-go/tools/record/event.go (one sink goroutine, 12 tries 10 s apart) and events_cache.go (aggregation of
 * 10 similar within 10 min, spam filter of 25 and then one per 5 min per source and object).
 */
export interface EventRecorder {
  /** `source.component`, such as `deployment-controller`. */
  readonly component: string
  /** `source.host`; empty for controllers. */
  readonly host: string
  /** Who writes them, if not the client's own user. */
  readonly identity: Identity | null
  /** Warnings and others of one object are counted apart before they are too many. */
  readonly apart: boolean
  /** The rate limit of what it sends; undefined: that of its client's connection. */
  readonly limiter: TokenBucket | null | undefined
  readonly waiting: CoreEvent[]
  /** The event on its way, or null. */
  sending: CoreEvent | null
  tries: number
  /** Makes names unique within one microsecond. */
  serial: number
  readonly similar: Shelf<{ readonly messages: Set<string>; at: Micros }>
  readonly seen: Shelf<{ readonly count: number; readonly first: string; readonly name: string }>
  readonly spam: Shelf<TokenBucket>
}

export interface Identity {
  readonly user: string
  readonly userAgent: string
}

/** What an event is about. */
export interface ObjectReference {
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly uid?: string
  readonly apiVersion?: string
  readonly resourceVersion?: string
  readonly fieldPath?: string
}

/** A recorder tries to write its event again. */
export interface RecorderTimer {
  readonly type: 'events.retry'
  readonly recorder: string
}
type Outbox = OutboxOf<RecorderTimer | TransportTimer>

interface EventRef {
  readonly kind: 'event'
  readonly recorder: string
  readonly verb: 'create' | 'patch'
}

const maxSimilar = 10
const similarInterval = seconds(600)
const maxTries = 12
const retrySleep = seconds(10)
const maxQueued = 1_000
/** Size of each of the correlator's LRU caches. */
const cacheSize = 4_096

export const createRecorder = (
  component: string,
  host = '',
  identity: Identity | null = null,
  apart = false,
  limiter?: TokenBucket | null
): EventRecorder => ({
  component,
  host,
  identity: identity && Object.freeze(identity),
  apart,
  limiter,
  waiting: [],
  sending: null,
  tries: 0,
  serial: serialOf(component, host),
  similar: new Shelf(),
  seen: new Shelf(),
  spam: new Shelf()
})

export const referenceTo = (object: KubeObject): ObjectReference => ({
  kind: object.kind,
  ...(object.metadata.namespace !== undefined && { namespace: object.metadata.namespace }),
  name: object.metadata.name,
  ...(object.metadata.uid !== undefined && { uid: object.metadata.uid }),
  apiVersion: object.apiVersion,
  ...(object.metadata.resourceVersion !== undefined && { resourceVersion: object.metadata.resourceVersion })
})

/** Records an event about `about`. It is sent when those before it have been. */
export function record(
  recorder: EventRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  about: ObjectReference,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): void {
  const now = formatTime(wallClock(context))
  const event = Object.freeze({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: nameOf(recorder, context, about), namespace: about.namespace ?? 'default' },
    involvedObject: about,
    reason,
    message,
    source: { component: recorder.component, ...(recorder.host && { host: recorder.host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type,
    reportingComponent: '',
    reportingInstance: ''
  }) as CoreEvent
  // Models watch.Broadcaster's DropIfChannelFull.
  if (recorder.waiting.length < maxQueued) recorder.waiting.push(event)
  next(recorder, client, context, out)
}

/** Takes a result of the recorder's requests. False: not for this recorder. */
export function recorderResult(
  recorder: EventRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  result: ApiResult
): boolean {
  const ref = result.ref as EventRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'event' || ref.recorder !== recorder.component)
    return false
  const { sending } = recorder
  if (!sending) return true
  if (result.kind === 'error') {
    if (++recorder.tries < maxTries) {
      // The first wait is random, so that not all clients come back at once.
      const sleep = recorder.tries === 1 ? Math.round(context.rng.float() * retrySleep) : retrySleep
      out.timer(`events/${recorder.component}`, sleep, 'event-retry-sleep', {
        type: 'events.retry',
        recorder: recorder.component
      })
      return true
    }
    out.log('E', `Unable to write event '${sending.message}' (retry limit exceeded!)`)
  } else if (result.kind === 'response' && result.code === 404 && ref.verb === 'patch') {
    // The event has expired meanwhile (--event-ttl).
    send(recorder, client, context, out, 'create')
    return true
  }
  recorder.sending = null
  next(recorder, client, context, out)
  return true
}

/** Takes the recorder's retry timer. False: not for this recorder. */
export function recorderTimer(
  recorder: EventRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  event: SimEvent
): boolean {
  if (!isEvent<RecorderTimer>(event, 'events.retry') || event.recorder !== recorder.component) return false
  if (recorder.sending) send(recorder, client, context, out, verbOf(recorder.sending))
  return true
}

function next(recorder: EventRecorder, client: ApiClient, context: ProcessContext, out: Outbox): void {
  while (!recorder.sending) {
    const event = recorder.waiting.shift()
    if (!event) return
    const correlated = correlate(recorder, context, event)
    if (!correlated) continue
    recorder.sending = correlated
    recorder.tries = 0
    send(recorder, client, context, out, verbOf(correlated))
  }
}

const verbOf = (event: CoreEvent): EventRef['verb'] => ((event.count ?? 1) > 1 ? 'patch' : 'create')

function send(
  recorder: EventRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  verb: EventRef['verb']
): void {
  const event = recorder.sending!
  const { name, namespace } = event.metadata
  const ref: EventRef = { kind: 'event', recorder: recorder.component, verb }
  const { count, lastTimestamp, message } = event
  const call =
    verb === 'create'
      ? { body: event }
      : { name, body: { count, lastTimestamp, message }, options: { patchType: 'strategic' as const } }
  const asked = { ...recorder.identity, verb, resource: 'events', namespace, ...call }
  request(client, context, out, asked, ref, 0, undefined, recorder.limiter)
}

/** What is to be written for an event, or null if it is spam. Models EventCorrelator.EventCorrelate. */
function correlate(recorder: EventRecorder, context: ProcessContext, event: CoreEvent): CoreEvent | null {
  const about = event.involvedObject as ObjectReference
  const source = [
    recorder.component,
    recorder.host,
    about.kind,
    about.namespace,
    about.name,
    about.uid,
    about.apiVersion
  ].join('/')
  const [aggregate, key] = aggregateOf(recorder, context, event, source)
  const before = recorder.seen.get(key)
  const observed = before
    ? {
        ...aggregate,
        metadata: { ...aggregate.metadata, name: before.name },
        count: before.count + 1,
        firstTimestamp: before.first
      }
    : aggregate
  remember(recorder.seen, key, {
    count: observed.count ?? 1,
    first: String(observed.firstTimestamp),
    name: observed.metadata.name
  })
  const spammer = recorder.apart ? `${source}/${event.type}` : source
  let bucket = recorder.spam.change(spammer)
  if (!bucket) remember(recorder.spam, spammer, (bucket = { ...createBucket(1 / 300, 25), at: context.now }))
  return tryAccept(bucket, context.now) ? Object.freeze(observed) : null
}

/** The event itself, or from the tenth similar one on a combined one; with the key under which it is counted. */
function aggregateOf(
  recorder: EventRecorder,
  context: ProcessContext,
  event: CoreEvent,
  source: string
): [CoreEvent, string] {
  const about = event.involvedObject as ObjectReference
  const similarKey = `${source}/${event.type}/${event.reason}`
  let record = recorder.similar.change(similarKey)
  if (!record || context.now - record.at > similarInterval) record = { messages: new Set(), at: context.now }
  record.messages.add(event.message ?? '')
  record.at = context.now
  remember(recorder.similar, similarKey, record)
  if (record.messages.size < maxSimilar) {
    return [event, `${source}/${about.fieldPath ?? ''}/${event.type}/${event.reason}/${event.message}`]
  }
  for (const message of record.messages) {
    record.messages.delete(message)
    break
  }
  const combined = {
    ...event,
    metadata: { ...event.metadata, name: nameOf(recorder, context, about) },
    message: `(combined from similar events): ${event.message}`
  }
  return [combined, similarKey]
}

/** Two components rarely have news of an object in the same nanosecond: each begins with nanoseconds of its own. */
export const serialOf = (component: string, host: string): number => fnv1a(`${component}/${host}`) % 1_000

/** `name.<Unix time in nanoseconds, hexadecimal>`. */
export function nameOf(recorder: { serial: number }, context: ProcessContext, about: ObjectReference): string {
  recorder.serial = (recorder.serial + 1) % 1_000
  return `${about.name}.${(BigInt(unixMicros(wallClock(context))) * 1_000n + BigInt(recorder.serial)).toString(16)}`
}

function remember<V>(cache: Shelf<V>, key: string, value: V): void {
  cache.delete(key)
  cache.set(key, value)
  if (cache.size <= cacheSize) return
  for (const oldest of cache.keys()) {
    cache.delete(oldest)
    return
  }
}
