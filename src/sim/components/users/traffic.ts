import { seconds, type Micros } from '../../../base/time'
import { addressOf, type AddressOf } from '../../protocol'
import type { TrafficAccepted, TrafficRefused, TrafficRequest, TrafficResponse } from '../linux/messages'
import { flag, millis, ratePerS } from './config'
import type { Users } from './context'
import type { NodeRef, Outbox } from './messages'
import { askForEndpoints, toldOfEndpoints } from './local-checks'
import { pool } from './kept-connections'
import type { Connection } from './pool'
import { bucketOf, pickNode, requestFailed, take } from './requests'
import { served, type Served } from './wholeness'

/** The users, and the cloud load balancer (or DNS) that spreads them over the workers. */
export interface Traffic {
  /** The Services that users call, in turn; empty until some were found. */
  targets: readonly Target[]
  nodes: NodeCheck[]
  /** Workers that have said at a health port that they have endpoints, by port; and questions under way. */
  local: Map<number, Set<number>>
  asked: Map<number, { readonly healthPort: number; readonly node: number }>
  /** Health checks under way that ask workers' proxies. */
  checks: Map<number, NodeRef>
  nextNode: number
  nextTarget: number
  nextId: number
  pending: Map<number, Pending>
  /** Parts of a request that seconds with less than one have left over. */
  owed: number
  /** Connections that users keep, and requests that wait until one is free. */
  kept: Map<string, Connection>
  queue: number[]
  /** Requests that failed and will be tried again. */
  again: Map<number, Again>
  /** What users want; what they try again counts once. */
  requests: number
  /** How often something was tried again. */
  retries: number
  /** What was given up. */
  failed: number
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
  /** Each Service as its users feel it. */
  served: Map<string, Served>
  /** How many of these are degraded. */
  degraded: number
}

/** A Service, and the port at which every worker takes requests for it; by its own name, or as an Ingress' host and path. */
export interface Target {
  readonly service: string
  readonly nodePort: number
  readonly host?: string
  readonly path?: string
  /** Where the balancer asks which workers have endpoints of it; without: any worker will do. */
  readonly healthPort?: number
}

/** A worker as the balancer before the Services sees it. */
export interface NodeCheck {
  readonly linux: AddressOf<'linux'>
  /** Taken out of the balancer with its machine: nobody checks it. */
  gone: boolean
  up: boolean
  /** Results in a row that speak against `up`. */
  against: number
  check: number
  checking: boolean
}

export interface Pending {
  readonly sentAt: Micros
  readonly node: number
  readonly target: Target
  /** How often it was tried before. */
  readonly attempt: number
  /** Retransmissions of the SYN so far; on a kept connection, how often it was sent on another one. */
  tries: number
  /** The kept connection on which it was sent. */
  kept?: string
}

/** A request that its user tries again after a while. */
interface Again {
  readonly target: Target
  readonly attempt: number
}

export interface Bucket {
  readonly second: number
  ok: number
  failed: number
}

/** TCP's first retransmission of a SYN (RFC 6298: 1 s, doubled each time). */
const synTimeout = seconds(1)
/** A worker as the balancer first knows it. */
export const checkOf = (machine: string, up: boolean): NodeCheck => ({
  linux: addressOf('linux', machine),
  gone: false,
  up,
  against: 0,
  check: 0,
  checking: false
})

export const createTraffic = (workers: readonly string[], now: Micros): Traffic => ({
  targets: [],
  nodes: workers.map((name) => checkOf(name, true)),
  local: new Map(),
  asked: new Map(),
  checks: new Map(),
  nextNode: 0,
  nextTarget: 0,
  nextId: 1,
  pending: new Map(),
  owed: 0,
  kept: new Map(),
  queue: [],
  again: new Map(),
  requests: 0,
  retries: 0,
  failed: 0,
  ok: 0,
  refused: 0,
  timeouts: 0,
  buckets: [],
  lastOk: now,
  failedSinceOk: 0,
  longestOutage: 0,
  served: new Map(),
  degraded: 0
})

/** Other Services can be reached: the first begins the traffic, and without any there is none. */
export function setTargets(context: Users, targets: readonly Target[], out: Outbox): void {
  const { traffic } = context
  const before = traffic.targets.length
  const known = new Set(traffic.targets.map(({ healthPort }) => healthPort))
  traffic.targets = Object.freeze(targets)
  if (targets.some(({ healthPort }) => healthPort !== undefined && !known.has(healthPort)))
    traffic.nodes.forEach((_, node) => askForEndpoints(traffic, node, out))
  for (const [service, { degradedSince }] of traffic.served) {
    if (targets.some((target) => target.service === service)) continue
    traffic.served.delete(service)
    if (degradedSince !== null) traffic.degraded--
  }
  if (targets.length === 0) out.cancel('traffic')
  else if (before === 0) {
    traffic.lastOk = context.now
    sendNext(context, out)
  }
}

/** One request, and the timer of the next. */
export function sendNext(context: Users, out: Outbox): void {
  const { traffic, curve } = context
  const rate = ratePerS(context)
  if (curve.length > 0 && rate < 1) {
    // There may be more of them before the next is due: what is owed adds up.
    out.timer('traffic', seconds(1), 'users-curve', { type: 'traffic.next' })
    traffic.owed += rate
    if (traffic.owed < 1) return
    traffic.owed--
  } else {
    const setting = curve.length > 0 ? 'users-curve' : 'users-rate-per-s'
    out.timer('traffic', seconds(1 / rate), setting, { type: 'traffic.next' })
  }
  const target = traffic.targets[traffic.nextTarget++ % traffic.targets.length]!
  traffic.requests++
  send(context, target, 0, out)
}

/** A user tries once more what failed. */
export function retry(context: Users, { id }: { id: number }, out: Outbox): void {
  const { traffic } = context
  const again = traffic.again.get(id)
  if (!again) return
  traffic.again.delete(id)
  traffic.retries++
  send(context, again.target, again.attempt, out)
}

function send(context: Users, target: Target, attempt: number, out: Outbox): void {
  const { traffic } = context
  if (flag(context.config, 'users-connections') > 0) return pool().sendKept(context, target, attempt, out)
  const node = pickNode(traffic, target)
  const id = traffic.nextId++
  const pending: Pending = { sentAt: context.now, node, target, attempt, tries: 0 }
  if (node < 0) {
    traffic.refused++
    requestFailed(context, pending, 'no worker is healthy', out)
    return
  }
  traffic.pending.set(id, pending)
  transmit(context, id, pending, out)
  armTimer(context, id, pending, out)
}

function transmit({ traffic }: Users, id: number, { node, target }: Pending, out: Outbox): void {
  const { nodePort, host, path = '/' } = target
  const request: TrafficRequest = {
    type: 'traffic.request',
    id,
    to: { nodePort },
    path,
    ...(host !== undefined && { host })
  }
  // Each request is a connection of its own: one that is lost must not hold up those behind it, so TCP's
  // retransmission is done here.
  out.send(traffic.nodes[node]!.linux, request, { connection: 'own', unreliable: true })
}

function armTimer({ config, now }: Users, id: number, { sentAt, tries }: Pending, out: Outbox): void {
  const left = millis(config, 'users-timeout-ms') - (now - sentAt)
  const syn = synTimeout * 2 ** tries
  if (syn < left) out.timer(`request/${id}`, syn, 'tcp-syn-retransmission', { type: 'request.resend', id })
  else out.timer(`request/${id}`, left, 'users-timeout-ms', { type: 'request.timeout', id })
}

export function resend(context: Users, { id }: { id: number }, out: Outbox): void {
  const pending = context.traffic.pending.get(id)
  if (!pending) return
  pending.tries++
  transmit(context, id, pending, out)
  armTimer(context, id, pending, out)
}

/** The connection stands: no SYN is sent again, and the answer comes, or the user's patience ends. */
export function accepted(context: Users, message: TrafficAccepted, out: Outbox): void {
  const { id } = message
  if (context.traffic.kept.size > 0) return pool().keptAccepted(context, message, out)
  const pending = context.traffic.pending.get(id)
  if (!pending) return
  const left = millis(context.config, 'users-timeout-ms') - (context.now - pending.sentAt)
  out.timer(`request/${id}`, Math.max(0, left), 'users-timeout-ms', { type: 'request.timeout', id })
}

export function answered(context: Users, { id, code, pod }: TrafficResponse, out: Outbox): void {
  const { traffic, now } = context
  if (toldOfEndpoints(traffic, id, code === 200)) return
  if (traffic.kept.size > 0) pool().keptAnswered(context, id, pod, out)
  const pending = take(context, id, out)
  if (!pending) return
  const { target } = pending
  if (code >= 500) {
    traffic.refused++
    requestFailed(context, pending, `HTTP ${code} from ${pod}`, out)
    return
  }
  traffic.ok++
  bucketOf(context, out).ok++
  if (traffic.failedSinceOk > 0) {
    const outage = now - traffic.lastOk
    if (outage > traffic.longestOutage) traffic.longestOutage = outage
    traffic.failedSinceOk = 0
  }
  traffic.lastOk = now
  served(context, target.service, pod, out)
}

export function refused(context: Users, { id, reason, node, flow }: TrafficRefused, out: Outbox): void {
  if (flow !== undefined) return pool().keptRefused(context, flow, reason, out)
  if (toldOfEndpoints(context.traffic, id, false)) return
  const pending = take(context, id, out)
  if (!pending) return
  context.traffic.refused++
  requestFailed(context, pending, `${reason} at ${node}`, out)
}

export function timedOut(context: Users, { id }: { id: number }, out: Outbox): void {
  const pending = take(context, id, out)
  if (!pending) return
  context.traffic.timeouts++
  if (pending.node < 0) return requestFailed(context, pending, 'no kept connection was free in time', out)
  const { linux } = context.traffic.nodes[pending.node]!
  out.because({ silence: linux })
  requestFailed(context, pending, `no answer through ${linux.split('/')[0]}`, out)
  if (pending.kept !== undefined) pool().gaveUp(context, pending.kept, out)
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
