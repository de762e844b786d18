import { toSeconds, type Micros } from '../../../base/time'
import { ask, isGood, type Answer } from './ask'
import { asksReadyz, millis } from './config'
import type { Prober } from './context'
import type { Outbox } from './messages'

/** Probes of one kind: what users of the API would see. */
export interface Series {
  sent: number
  ok: number
  lastOk: Micros
  /** Since the last success. */
  failures: number
  /** Longest time without success that was an outage. */
  longestOutage: Micros
}

export type ProbeKind = 'read' | 'write' | 'readyz'
/** What a request is about. */
export type Subject = ProbeKind | 'look'

export const createSeries = (now: Micros): Series => ({ sent: 0, ok: 0, lastOk: now, failures: 0, longestOutage: 0 })

/** The probes' own object lives where `kubectl get` without a namespace does not look. */
const namespace = 'kube-public'
const object = { resource: 'configmaps', namespace, name: 'probe' } as const
const writeOptions = { patchType: 'merge' } as const

/** One round: a linearizable read, a write and (unless it is left out) `/readyz`, each on a new connection. */
export function probe(context: Prober, out: Outbox): void {
  const { config } = context
  out.timer('api-probe', millis(config, 'api-probe-interval-ms'), 'api-probe-interval-ms', {
    type: 'api.probe'
  })
  send(context, 'read', { verb: 'get', ...object }, out)
  if (context.created) {
    const body = { data: { probe: String(context.write.sent) } }
    send(context, 'write', { verb: 'patch', ...object, body, options: writeOptions }, out)
  } else {
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: object.name, namespace } }
    send(context, 'write', { verb: 'create', resource: object.resource, namespace, body }, out)
  }
  if (asksReadyz(config)) send(context, 'readyz', { verb: 'get', resource: '', path: '/readyz' }, out)
}

/** The recorder's look at the leader leases: it only turns the load balancer's round robin. */
export function look(context: Prober, out: Outbox): void {
  const { config } = context
  out.timer('look', millis(config, 'api-probe-look-interval-ms'), 'api-probe-look-interval-ms', {
    type: 'api.look'
  })
  const timeout = millis(config, 'api-probe-timeout-ms')
  const call = { verb: 'list', resource: 'leases', namespace: 'kube-system' } as const
  ask(context.asker, context, out, call, { kind: 'look' }, timeout, 'api-probe-timeout-ms')
}

function send(context: Prober, kind: ProbeKind, call: Parameters<typeof ask>[3], out: Outbox): void {
  context[kind].sent++
  const timeout = millis(context.config, 'api-probe-timeout-ms')
  ask(context.asker, context, out, call, { kind }, timeout, 'api-probe-timeout-ms')
}

/** A success ends an outage, if there was one: no success for longer than `api-probe-outage-ms`. */
export function probed(context: Prober, answer: Answer, out: Outbox): void {
  const { kind } = answer.ref
  if (kind === 'look') return
  const series = context[kind]
  if (kind === 'write') {
    if (answer.code === 201 || answer.code === 409) context.created = true
    else if (answer.code === 404) context.created = false
  }
  // Before the first write the object is not there, and after another's create it was there already: the API works.
  const works = isGood(answer) || answer.code === 404 || answer.code === 409
  if (!works) {
    series.failures++
    return
  }
  series.ok++
  const outage = context.now - series.lastOk
  if (outage > millis(context.config, 'api-probe-outage-ms')) {
    if (outage > series.longestOutage) series.longestOutage = outage
    out.note(`first ${kind} through the API after ${toSeconds(outage).toFixed(1)} s`)
    out.fact(`probe-${kind}-ok`, { outageSeconds: toSeconds(outage) })
  }
  series.failures = 0
  series.lastOk = context.now
}
