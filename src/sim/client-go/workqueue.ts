import { ms, seconds, type Micros } from '../../base/time'
import { isEvent, type ProcessContext, type SimEvent } from '../kernel/types'
import type { OutboxOf } from '../outbox'

/**
 * A rate-limited, delaying work queue of keys, as data.
 *
 * Models client-go/util/workqueue: queue.go (a key that is added while it is processed is queued again when it is done,
 * never processed twice at once), delaying_queue.go and default_rate_limiters.go (per item 5 ms × 2^failures up to
 * 1000 s, and 10 per second with a burst of 100 over all items; the longer of both).
 */
export interface WorkQueue {
  readonly name: string
  /** Keys in the order in which they will be handed out. */
  readonly queue: Set<string>
  /** Keys that need processing, whether queued or added again while being processed. */
  readonly dirty: Set<string>
  readonly processing: Set<string>
  /** Keys added for later, with the time by own clock; each has a timer. */
  readonly waiting: Map<string, Micros>
  /** Failures in a row by key. */
  readonly failures: Map<string, number>
  readonly baseDelay: Micros
  readonly maxDelay: Micros
  readonly bucket: TokenBucket
}

/** golang.org/x/time/rate Limiter: tokens may be borrowed from the future by reservation. */
export interface TokenBucket {
  readonly perSecond: number
  readonly burst: number
  tokens: number
  at: Micros
}

/** A key's delay is over. */
export interface QueueTimer {
  readonly type: 'workqueue.ready'
  readonly queue: string
  readonly key: string
}
type Outbox = OutboxOf<QueueTimer>

export const createWorkQueue = (name: string, baseDelay = ms(5), maxDelay = seconds(1_000)): WorkQueue => ({
  name,
  queue: new Set(),
  dirty: new Set(),
  processing: new Set(),
  waiting: new Map(),
  failures: new Map(),
  baseDelay,
  maxDelay,
  bucket: createBucket(10, 100)
})

export const createBucket = (perSecond: number, burst: number): TokenBucket => ({
  perSecond,
  burst,
  tokens: burst,
  at: 0
})

/** Adds a key now. A key that is already waiting to be handed out is kept once. */
export function add(queue: WorkQueue, key: string): void {
  if (queue.dirty.has(key)) return
  queue.dirty.add(key)
  if (!queue.processing.has(key)) queue.queue.add(key)
}

/** Adds a key after a delay. An earlier time that was asked for before is kept. */
export function addAfter(
  queue: WorkQueue,
  key: string,
  delay: Micros,
  setting: string,
  context: ProcessContext,
  out: Outbox
): void {
  if (delay <= 0) {
    add(queue, key)
    return
  }
  const readyAt = context.now + delay
  const before = queue.waiting.get(key)
  if (before !== undefined && before <= readyAt) return
  queue.waiting.set(key, readyAt)
  out.timer(`workqueue/${queue.name}/${key}`, delay, setting, { type: 'workqueue.ready', queue: queue.name, key })
}

/** Adds a key when the rate limits allow. Gives the delay. */
export function addRateLimited(queue: WorkQueue, key: string, context: ProcessContext, out: Outbox): Micros {
  const failures = queue.failures.get(key) ?? 0
  queue.failures.set(key, failures + 1)
  const backoff = Math.min(queue.maxDelay, queue.baseDelay * 2 ** failures)
  const delay = Math.max(backoff, reserve(queue.bucket, context.now))
  addAfter(queue, key, delay, 'workqueue-rate-limit', context, out)
  return delay
}

/** Failures in a row, for controllers that give an item up. */
export const numRequeues = (queue: WorkQueue, key: string): number => queue.failures.get(key) ?? 0

/** The item went well: its back-off starts over. */
export const forget = (queue: WorkQueue, key: string): void => void queue.failures.delete(key)

/** The next key to process, or null. It must be given back with `done`. */
export function get(queue: WorkQueue): string | null {
  for (const key of queue.queue) {
    queue.queue.delete(key)
    queue.dirty.delete(key)
    queue.processing.add(key)
    return key
  }
  return null
}

/** Processing has ended; a key that was added meanwhile is queued again. */
export function done(queue: WorkQueue, key: string): void {
  queue.processing.delete(key)
  if (queue.dirty.has(key)) queue.queue.add(key)
}

/** A delay is over. False: not for this queue. */
export function queueTimer(queue: WorkQueue, event: SimEvent): boolean {
  if (!isEvent<QueueTimer>(event, 'workqueue.ready')) return false
  const { queue: name, key } = event
  if (name !== queue.name) return false
  queue.waiting.delete(key)
  add(queue, key)
  return true
}

/** Takes a token, now or from the future. Gives how long the caller must wait. */
export function reserve(bucket: TokenBucket, now: Micros): Micros {
  refill(bucket, now)
  bucket.tokens -= 1
  return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / bucket.perSecond) * 1_000_000)
}

/** Takes a token if there is one. Models client-go/util/flowcontrol/throttle.go TryAccept. */
export function tryAccept(bucket: TokenBucket, now: Micros): boolean {
  refill(bucket, now)
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}

function refill(bucket: TokenBucket, now: Micros): void {
  // A clock that was set back gives no tokens back.
  const elapsed = Math.max(0, now - bucket.at)
  bucket.at = now
  const tokens = bucket.tokens + (elapsed * bucket.perSecond) / 1_000_000
  // Thirds and tenths of tokens add up to a hair less than they should.
  bucket.tokens = Math.min(bucket.burst, Math.abs(tokens - Math.round(tokens)) < 1e-9 ? Math.round(tokens) : tokens)
}
