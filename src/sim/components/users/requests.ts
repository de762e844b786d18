import { flag, millis } from './config'
import type { Users } from './context'
import type { Outbox } from './messages'
import type { Bucket, Pending, Target, Traffic } from './traffic'
import { answering, failed } from './wholeness'

/* What requests have in common, each on a connection of its own or on a kept one. */

/** Seconds of which the figures are kept. */
const keptBuckets = 60

/** The worker through which the next connection goes; -1: none is well. */
export function pickNode(traffic: Traffic, { healthPort }: Target): number {
  const { nodes } = traffic
  const local = healthPort === undefined ? undefined : traffic.local.get(healthPort)
  for (let i = 0; i < nodes.length; i++) {
    const node = (traffic.nextNode + i) % nodes.length
    if (!nodes[node]!.up || (healthPort !== undefined && !local?.has(node))) continue
    traffic.nextNode = node + 1
    return node
  }
  return -1
}

/** The request is over. */
export function take({ traffic }: Users, id: number, out: Outbox): Pending | undefined {
  const pending = traffic.pending.get(id)
  traffic.pending.delete(id)
  if (pending) out.cancel(`request/${id}`)
  return pending
}

/** Its Service is degraded with the first try that fails; the request has failed when its user gives it up. */
export function requestFailed(context: Users, { target, attempt, sentAt }: Pending, why: string, out: Outbox): void {
  const { traffic, config } = context
  if (attempt < flag(config, 'users-retries')) {
    const id = traffic.nextId++
    traffic.again.set(id, Object.freeze({ target, attempt: attempt + 1 }))
    const delay = millis(config, 'users-retry-delay-ms')
    out.timer(`retry/${id}`, delay, 'users-retry-delay-ms', { type: 'request.retry', id })
  } else {
    traffic.failed++
    traffic.failedSinceOk++
    bucketOf(context, out).failed++
  }
  failed(context, target.service, sentAt, why, out)
}

export function bucketOf({ traffic, now }: Users, out: Outbox): Bucket {
  const { buckets } = traffic
  const second = Math.floor(now / 1_000_000)
  const last = buckets[buckets.length - 1]
  if (last?.second === second) return last
  // A second that is over is a fact: lanes and plots show it.
  if (last) out.fact('traffic', { ok: last.ok, failed: last.failed, pods: answering(traffic, now) })
  const fresh = { second, ok: 0, failed: 0 }
  buckets.push(fresh)
  if (buckets.length > keptBuckets) buckets.shift()
  return fresh
}
