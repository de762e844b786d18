import { toSeconds, type Micros } from '../../../base/time'
import type { Outbox, SimEvent } from '../../kernel/types'
import { ask, isGood, type Answer } from './ask'
import { isOn, millis } from './config'
import type { Client } from './context'

/** Probes of one kind: what users of the API would see. */
export interface Series {
  sent: number
  ok: number
  lastOk: Micros
  /** Since the last success. */
  failures: number
  /** Longest time without success that was an outage. */
  longestOutage: Micros
  /** When the last probe that failed was sent. */
  lastFailure: Micros
  lastError: string
}

export interface ApiProbes {
  read: Series
  write: Series
  readyz: Series
  /** The object that the write probe patches is there. */
  created: boolean
  /** Reads and writes that came back or timed out in the last seconds, one bucket each. */
  recent: { readonly second: number; ok: number; failed: number }[]
}

export type ApiProbeKind = 'read' | 'write' | 'readyz'

const createSeries = (now: Micros): Series => ({
  sent: 0,
  ok: 0,
  lastOk: now,
  failures: 0,
  longestOutage: 0,
  lastFailure: Number.MIN_SAFE_INTEGER,
  lastError: ''
})

export const createApiProbes = (now: Micros): ApiProbes => ({
  read: createSeries(now),
  write: createSeries(now),
  readyz: createSeries(now),
  created: false,
  recent: []
})

/** The probes' own objects live where `kubectl get` without a namespace does not look. */
export const probeNamespace = 'kube-public'
const object = { resource: 'configmaps', namespace: probeNamespace, name: 'probe' } as const
const writeOptions = { patchType: 'merge' } as const

export function startApiProbes(context: Client, out: Outbox): void {
  if (!isOn(context.config, 'api-probes')) return
  context.api = createApiProbes(context.now)
  probeApi(context, out)
}

/** One round: a linearizable read and a write (and `/readyz`), each on a new connection. */
export function probeApi(context: Client, out: Outbox): void {
  const { config, api } = context
  out.timer('api-probe', millis(config, 'api-probe-interval-ms'), 'api-probe-interval-ms', {
    type: 'api.probe'
  } as SimEvent)
  send(context, 'read', { verb: 'get', ...object }, out)
  if (api.created) {
    const body = { data: { probe: String(api.write.sent) } }
    send(context, 'write', { verb: 'patch', ...object, body, options: writeOptions }, out)
  } else {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: object.name, namespace: probeNamespace } }
    send(context, 'write', { verb: 'create', resource: object.resource, namespace: probeNamespace, body }, out)
  }
  if (isOn(config, 'api-probe-readyz')) send(context, 'readyz', { verb: 'get', resource: '', path: '/readyz' }, out)
}

function send(context: Client, kind: ApiProbeKind, call: Parameters<typeof ask>[3], out: Outbox): void {
  context.api[kind].sent++
  const timeout = millis(context.config, 'api-probe-timeout-ms')
  ask(context.asker, context, out, call, { kind: 'api', of: kind }, timeout, 'api-probe-timeout-ms')
}

/** A success ends an outage, if there was one: no success for longer than `api-probe-outage-ms`. */
export function apiProbed(context: Client, answer: Answer, out: Outbox): void {
  const kind = answer.ref.of as ApiProbeKind
  const series = context.api[kind]
  if (kind === 'write') {
    if (answer.code === 201 || answer.code === 409) context.api.created = true
    else if (answer.code === 404) context.api.created = false
  }
  // Before the first write the object is not there, and after another's create it was there already: the API works.
  const works = isGood(answer) || answer.code === 404 || answer.code === 409
  if (kind !== 'readyz') count(context, works)
  if (!works) {
    series.failures++
    series.lastFailure = Math.max(series.lastFailure, answer.sentAt)
    series.lastError = 'error' in answer ? answer.error : String(answer.code)
    return
  }
  series.ok++
  const outage = context.now - series.lastOk
  if (outage > millis(context.config, 'api-probe-outage-ms')) {
    if (outage > series.longestOutage) series.longestOutage = outage
    out.note(`first ${kind} through the API after ${toSeconds(outage).toFixed(1)} s`)
    out.fact(kind === 'readyz' ? 'api-ready' : `api-${kind}-ok`, { outageSeconds: toSeconds(outage) })
  }
  series.failures = 0
  series.lastOk = context.now
}

/** Seconds that are kept. */
const kept = 5

function count({ api: { recent }, now }: Client, works: boolean): void {
  const second = Math.floor(now / 1_000_000)
  let last = recent.at(-1)
  if (last?.second !== second) {
    last = { second, ok: 0, failed: 0 }
    recent.push(last)
    while (recent[0]!.second <= second - kept) recent.shift()
  }
  if (works) last.ok++
  else last.failed++
}

/** When the last read or write was sent that failed, or hangs for longer than an answer may take. */
export function lastTrouble(context: Client): Micros {
  const { api, asker, now, config } = context
  let last = Math.max(api.read.lastFailure, api.write.lastFailure)
  const hanging = now - millis(config, 'api-probe-outage-ms')
  for (const { ref, sentAt } of asker.pending.values()) {
    if (ref.kind === 'api' && sentAt < hanging && sentAt > last) last = sentAt
  }
  return last
}
