import { ms, seconds, toSeconds, type Micros } from '../../../base/time'
import { millis } from './config'
import type { Users } from './context'
import type { Outbox } from './messages'
import type { Traffic } from './traffic'

/**
 * One Service as its users feel it; nothing here asks the cluster. It is degraded from the first request that failed, and
 * restored when as many different pods answer as did before, and for `users-restored-window-ms` nothing failed.
 */
export interface Served {
  /** Pods that answered, with when they last did. */
  pods: Map<string, Micros>
  /** When the first failed request was sent; null while all is well. */
  degradedSince: Micros | null
  /** How many different pods answered before that. */
  before: number
  /** When the last failed request was sent. */
  lastFailure: Micros
  /** Since when as many pods answer as before; null if they do not. */
  wholeSince: Micros | null
}

export const createServed = (): Served => ({
  pods: new Map(),
  degradedSince: null,
  before: 0,
  lastFailure: Number.MIN_SAFE_INTEGER,
  wholeSince: null
})

/** Pods that answered within this time are those that a Service has. */
const memory = seconds(10)
/** A request that hangs for longer than this will fail, only nobody knows yet. */
const slow = ms(500)

export const isDegraded = ({ traffic }: Users): boolean => traffic.degraded > 0

/** Pods that answered users lately, of all Services. */
export const answering = ({ served }: Traffic, now: Micros): number =>
  [...served.values()].reduce((sum, one) => sum + answeredSince(one, now - memory), 0)

/** A user's request failed. */
export function failed(context: Users, service: string, sentAt: Micros, why: string, out: Outbox): void {
  const served = servedOf(context, service)
  if (sentAt > served.lastFailure) served.lastFailure = sentAt
  served.wholeSince = null
  if (served.degradedSince !== null) return
  served.degradedSince = sentAt
  served.before = answeredSince(served, sentAt - memory)
  context.traffic.degraded++
  out.note(`a user's request failed: ${why}`)
  out.fact('service-degraded', { service, why })
}

/** A pod answered a user. */
export function served(context: Users, service: string, pod: string, out: Outbox): void {
  const { traffic, now, config } = context
  const served = servedOf(context, service)
  served.pods.set(pod, now)
  if (served.degradedSince === null) return
  const wellSince = Math.max(served.lastFailure, lastHanging(context, service))
  if (answeredSince(served, wellSince) < served.before) return
  served.wholeSince ??= now
  // What was sent just now may still hang: it is not judged yet.
  if (now - Math.max(served.wholeSince, wellSince) < millis(config, 'users-restored-window-ms')) return
  const degradedSeconds = toSeconds(now - served.degradedSince)
  served.degradedSince = null
  served.wholeSince = null
  traffic.degraded--
  const pods = answeredSince(served, wellSince)
  out.note(`${pods} pods of ${service} answer users again`)
  out.fact('service-restored', { service, pods, degradedSeconds, left: traffic.degraded })
}

function servedOf({ traffic }: Users, service: string): Served {
  let served = traffic.served.get(service)
  if (!served) traffic.served.set(service, (served = createServed()))
  return served
}

/** How many different pods answered users since then. */
function answeredSince({ pods }: Served, since: Micros): number {
  let count = 0
  for (const at of pods.values()) if (at > since) count++
  return count
}

/** When the last request was sent that hangs. */
function lastHanging({ traffic, now }: Users, service: string): Micros {
  let last = Number.MIN_SAFE_INTEGER
  for (const pending of traffic.pending.values()) {
    if (pending.target.service === service && now - pending.sentAt > slow && pending.sentAt > last)
      last = pending.sentAt
  }
  return last
}
