import { seconds, type Micros } from '../../../base/time'
import type { Service } from '../../api/types'
import type { Message, Outbox, ProcessId, SimEvent } from '../../kernel/types'
import type { TrafficRefused, TrafficRequest, TrafficResponse } from '../linux/messages'
import { ask, isGood, type Answer } from './ask'
import { flag, millis, serviceOf } from './config'
import type { Client } from './context'
import { serviceFailed } from './service'

/** The users, and the cloud load balancer (or DNS) that spreads them over the workers. */
export interface Traffic {
  /** Where requests go; unknown until the Service was found. */
  target: TrafficRequest['to'] | null
  nodes: NodeCheck[]
  nextNode: number
  nextId: number
  pending: Map<number, Pending>
  requests: number
  ok: number
  refused: number
  timeouts: number
  /** The last minute, one bucket a second, the current one last. */
  buckets: Bucket[]
  /** When the last success was, and how many failed since. */
  lastOk: Micros
  failedSinceOk: number
  /** Longest time without any success that had failures in it. */
  longestOutage: Micros
  /** Pods that answered, with when they last did. */
  pods: Map<string, Micros>
}

/** A worker as the balancer before the Service sees it. */
export interface NodeCheck {
  readonly linux: ProcessId
  up: boolean
  /** Results in a row that speak against `up`. */
  against: number
  check: number
  checking: boolean
}

interface Pending {
  readonly sentAt: Micros
  readonly node: number
  /** Retransmissions of the SYN so far. */
  tries: number
}

interface Bucket {
  readonly second: number
  ok: number
  failed: number
}

/** TCP's first retransmission of a SYN (RFC 6298: 1 s, doubled each time). */
const synTimeout = seconds(1)
const keptBuckets = 60

export const createTraffic = (workers: readonly string[], now: Micros): Traffic => ({
  target: null,
  nodes: workers.map((name) => ({ linux: `${name}/linux`, up: true, against: 0, check: 0, checking: false })),
  nextNode: 0,
  nextId: 1,
  pending: new Map(),
  requests: 0,
  ok: 0,
  refused: 0,
  timeouts: 0,
  buckets: [],
  lastOk: now,
  failedSinceOk: 0,
  longestOutage: 0,
  pods: new Map()
})

export function startTraffic(context: Client, out: Outbox): void {
  if (flag(context.config, 'client-rate-per-s') <= 0) return
  findService(context, out)
  const { nodes } = context.traffic
  nodes.forEach((_, node) => {
    const delay = (millis(context.config, 'service-lb-inter-ms') * node) / nodes.length
    out.timer(`node/${node}`, delay, 'service-lb-inter-ms', { type: 'node.check', node } as SimEvent)
  })
}

/** Users know an address; the balancer learns the Service's port once, as a cloud controller would tell it. */
export function findService(context: Client, out: Outbox): void {
  const [namespace, name] = serviceOf(context.config)
  const call = { verb: 'get', resource: 'services', namespace, name } as const
  ask(context.asker, context, out, call, { kind: 'find-service' }, seconds(5), 'client-service')
}

export function foundService(context: Client, answer: Answer, out: Outbox): void {
  const port = isGood(answer) ? (answer.body as Service).spec.ports?.[0] : undefined
  if (!isGood(answer) || !port) {
    out.timer('find-service', seconds(5), 'client-service', { type: 'service.find' } as SimEvent)
    return
  }
  const { spec } = answer.body as Service
  context.traffic.target = Object.freeze(
    port.nodePort ? { nodePort: port.nodePort } : { ip: spec.clusterIP ?? '', port: port.port }
  )
  context.traffic.lastOk = context.now
  sendNext(context, out)
}

/** One request, and the timer of the next. */
export function sendNext(context: Client, out: Outbox): void {
  const { traffic, config } = context
  out.timer('traffic', seconds(1 / flag(config, 'client-rate-per-s')), 'client-rate-per-s', {
    type: 'traffic.next'
  } as SimEvent)
  traffic.requests++
  const node = pickNode(traffic)
  const id = traffic.nextId++
  if (node < 0) {
    traffic.refused++
    requestFailed(context, context.now, 'no worker is healthy', out)
    return
  }
  traffic.pending.set(id, { sentAt: context.now, node, tries: 0 })
  transmit(context, id, node, out)
  armTimer(context, id, 0, out)
}

function transmit(context: Client, id: number, node: number, out: Outbox): void {
  const request: TrafficRequest = { type: 'traffic.request', id, to: context.traffic.target!, path: '/' }
  // Each request is a connection of its own: one that is lost must not hold up those behind it, so TCP's
  // retransmission is done here.
  out.send(context.traffic.nodes[node]!.linux, { ...request } as Message, { unreliable: true })
}

function armTimer(context: Client, id: number, elapsed: Micros, out: Outbox): void {
  const { tries } = context.traffic.pending.get(id)!
  const left = millis(context.config, 'client-timeout-ms') - elapsed
  const syn = synTimeout * 2 ** tries
  if (syn < left) out.timer(`request/${id}`, syn, 'tcp-syn-retransmission', { type: 'request.resend', id } as SimEvent)
  else out.timer(`request/${id}`, left, 'client-timeout-ms', { type: 'request.timeout', id } as SimEvent)
}

export function resend(context: Client, { id }: { id: number }, out: Outbox): void {
  const pending = context.traffic.pending.get(id)
  if (!pending) return
  pending.tries++
  transmit(context, id, pending.node, out)
  armTimer(context, id, context.now - pending.sentAt, out)
}

function pickNode(traffic: Traffic): number {
  const { nodes } = traffic
  for (let i = 0; i < nodes.length; i++) {
    const node = (traffic.nextNode + i) % nodes.length
    if (!nodes[node]!.up) continue
    traffic.nextNode = node + 1
    return node
  }
  return -1
}

export function answered(context: Client, message: TrafficResponse, out: Outbox): void {
  const { traffic } = context
  const pending = traffic.pending.get(message.id)
  if (!pending) return
  finish(context, message.id, out)
  traffic.pods.set(message.pod, context.now)
  if (message.code >= 500) {
    traffic.refused++
    requestFailed(context, pending.sentAt, `HTTP ${message.code} from ${message.pod}`, out)
    return
  }
  traffic.ok++
  bucketOf(context, out).ok++
  if (traffic.failedSinceOk > 0) {
    const outage = context.now - traffic.lastOk
    if (outage > traffic.longestOutage) traffic.longestOutage = outage
    traffic.failedSinceOk = 0
  }
  traffic.lastOk = context.now
}

export function refused(context: Client, message: TrafficRefused, out: Outbox): void {
  const pending = context.traffic.pending.get(message.id)
  if (!pending) return
  finish(context, message.id, out)
  context.traffic.refused++
  requestFailed(context, pending.sentAt, `${message.reason} at ${message.node}`, out)
}

export function timedOut(context: Client, { id }: { id: number }, out: Outbox): void {
  const pending = context.traffic.pending.get(id)
  if (!pending) return
  const { linux } = context.traffic.nodes[pending.node]!
  finish(context, id, out)
  context.traffic.timeouts++
  out.because({ silence: linux })
  requestFailed(context, pending.sentAt, `no answer through ${linux.split('/')[0]}`, out)
}

function finish(context: Client, id: number, out: Outbox): void {
  context.traffic.pending.delete(id)
  out.cancel(`request/${id}`)
}

function requestFailed(context: Client, sentAt: Micros, why: string, out: Outbox): void {
  context.traffic.failedSinceOk++
  bucketOf(context, out).failed++
  serviceFailed(context, sentAt, why, out)
}

function bucketOf({ traffic: { buckets }, now }: Client, out: Outbox): Bucket {
  const second = Math.floor(now / 1_000_000)
  const last = buckets[buckets.length - 1]
  if (last?.second === second) return last
  // A second that is over is a fact: lanes and plots show it.
  if (last) out.fact('traffic', { ok: last.ok, failed: last.failed })
  const fresh = { second, ok: 0, failed: 0 }
  buckets.push(fresh)
  if (buckets.length > keptBuckets) buckets.shift()
  return fresh
}

/** Longest outage so far, the present one included. */
export const outageOf = ({ failedSinceOk, lastOk, longestOutage }: Traffic, now: Micros): Micros =>
  failedSinceOk > 0 ? Math.max(longestOutage, now - lastOk) : longestOutage

/** Share of requests that were answered in the last `n` whole seconds, in percent; 100 without requests. */
export function okPercent({ buckets }: Traffic, now: Micros, n: number): number {
  const from = Math.floor(now / 1_000_000) - n
  let ok = 0
  let all = 0
  for (const bucket of buckets) {
    if (bucket.second < from) continue
    ok += bucket.ok
    all += bucket.ok + bucket.failed
  }
  return all === 0 ? 100 : (100 * ok) / all
}
