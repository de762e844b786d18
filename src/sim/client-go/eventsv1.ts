import { wallClock } from '../kernel/clock'
import { minutes, seconds, type Micros } from '../../base/time'
import { formatMicroTime } from '../api/timestamp'
import type { ProcessContext } from '../kernel/types'
import { Shelf } from '../kernel/shelf'
import type { OutboxOf } from '../outbox'
import { nameOf, serialOf, type ObjectReference } from './events'
import { request, type ApiClient, type ApiResult, type TransportTimer } from './transport'

/**
 * Records events.k8s.io/v1 Events as kube-scheduler does: the first of its kind as POST, the second as PATCH that makes
 * it a series, further ones only count in memory until the series is refreshed (30 min) or finished (6 min without one).
 *
 * Models client-go/tools/events/event_broadcaster.go. What is the same: action, reason, controller and object in the same
 * version, so that an event after a change of its object is another one; the note
 * does not matter.
 */
export interface SeriesRecorder {
  /** `reportingController`, such as `default-scheduler`. */
  readonly controller: string
  readonly instance: string
  readonly cache: Shelf<CachedEvent>
  serial: number
  /** The periodic checks run. */
  ticking: boolean
}

interface CachedEvent {
  readonly event: EventV1
  count: number
  lastAt: Micros
  lastWall: Micros
  tries: number
}

export interface EventV1 {
  readonly apiVersion: 'events.k8s.io/v1'
  readonly kind: 'Event'
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly eventTime: string
  readonly reportingController: string
  readonly reportingInstance: string
  readonly action: string
  readonly reason: string
  readonly regarding: ObjectReference
  readonly related?: ObjectReference
  readonly note: string
  readonly type: 'Normal' | 'Warning'
}

interface SeriesRef {
  readonly kind: 'event-series'
  readonly key: string
  readonly verb: 'create' | 'patch'
}

/** A recorder tries a write again, or looks which series are over or to be refreshed. */
export type SeriesTimer =
  | { readonly type: 'event-series.retry'; readonly ref: SeriesRef }
  | { readonly type: 'event-series.refresh' }
  | { readonly type: 'event-series.finish' }
type Outbox = OutboxOf<SeriesTimer | TransportTimer>

const finishTime = minutes(6)
const refreshTime = minutes(30)
const maxTries = 12
const retrySleep = seconds(10)

export const createSeriesRecorder = (controller: string, instance: string): SeriesRecorder => ({
  controller,
  instance,
  cache: new Shelf(),
  serial: serialOf(controller, instance),
  ticking: false
})

export function recordSeries(
  recorder: SeriesRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  event: Pick<EventV1, 'regarding' | 'related' | 'type' | 'reason' | 'action' | 'note'>
): void {
  if (!recorder.ticking) {
    recorder.ticking = true
    tick(recorder, out, 'finish', finishTime)
    tick(recorder, out, 'refresh', refreshTime)
  }
  const { regarding, related, action, reason } = event
  const of = (object: ObjectReference | undefined) =>
    object ? `${object.kind}/${object.namespace}/${object.name}/${object.uid}/${object.resourceVersion}` : ''
  const key = `${action}/${reason}/${recorder.controller}/${of(regarding)}/${of(related)}`
  const cached = recorder.cache.change(key)
  if (cached) {
    cached.count++
    cached.lastAt = context.now
    cached.lastWall = wallClock(context)
    if (cached.count === 2) send(recorder, client, context, out, key, 'patch')
    return
  }
  recorder.cache.set(key, {
    event: Object.freeze({
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: nameOf(recorder, context, regarding), namespace: regarding.namespace ?? 'default' },
      eventTime: formatMicroTime(wallClock(context)),
      reportingController: recorder.controller,
      reportingInstance: recorder.instance,
      ...event
    }),
    count: 1,
    lastAt: context.now,
    lastWall: wallClock(context),
    tries: 0
  })
  send(recorder, client, context, out, key, 'create')
}

/** Takes a result of the recorder's requests. False: not for this recorder. */
export function seriesResult(
  recorder: SeriesRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  result: ApiResult
): boolean {
  const ref = result.ref as SeriesRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'event-series') return false
  const cached = recorder.cache.change(ref.key)
  if (!cached) return true
  if (result.kind === 'error' && ++cached.tries < maxTries) {
    out.timer(`event-series/${ref.key}`, retrySleep, 'event-retry-sleep', {
      type: 'event-series.retry',
      ref
    })
  } else if (result.kind === 'response' && result.code === 404 && ref.verb === 'patch') {
    send(recorder, client, context, out, ref.key, 'create')
  } else cached.tries = 0
  return true
}

/** Takes the recorder's timers. */
export function seriesTimer(
  recorder: SeriesRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  event: SeriesTimer
): void {
  switch (event.type) {
    case 'event-series.retry': {
      const { key, verb } = event.ref
      if (recorder.cache.has(key)) send(recorder, client, context, out, key, verb)
      return
    }
    case 'event-series.refresh':
      tick(recorder, out, 'refresh', refreshTime)
      for (const [key, cached] of recorder.cache)
        if (cached.count > 1) send(recorder, client, context, out, key, 'patch')
      return
    case 'event-series.finish':
      tick(recorder, out, 'finish', finishTime)
      for (const [key, cached] of recorder.cache) {
        if (context.now - cached.lastAt <= finishTime) continue
        if (cached.count > 1) send(recorder, client, context, out, key, 'patch')
        recorder.cache.delete(key)
      }
  }
}

function send(
  recorder: SeriesRecorder,
  client: ApiClient,
  context: ProcessContext,
  out: Outbox,
  key: string,
  verb: SeriesRef['verb']
): void {
  const { event, count, lastWall } = recorder.cache.get(key)!
  const { apiVersion, metadata } = event
  const { name, namespace } = metadata
  const series = count > 1 ? { series: { count, lastObservedTime: formatMicroTime(lastWall) } } : {}
  const ref: SeriesRef = { kind: 'event-series', key, verb }
  if (verb === 'create') {
    const body = Object.freeze({ ...event, ...series })
    request(client, context, out, { verb, resource: 'events', apiVersion, namespace, body }, ref)
    return
  }
  request(
    client,
    context,
    out,
    { verb, resource: 'events', apiVersion, namespace, name, body: series, options: { patchType: 'strategic' } },
    ref
  )
}

function tick(recorder: SeriesRecorder, out: Outbox, kind: 'finish' | 'refresh', delay: Micros): void {
  out.timer(`event-series/${recorder.controller}/${kind}`, delay, `event-series-${kind}-time`, {
    type: `event-series.${kind}`
  })
}
