import type { Micros } from '../../../../base/time'
import type { Node } from '../../../api/types'
import { createBucket, tryAccept, type TokenBucket } from '../../../client-go/workqueue'
import type { Settings } from '../config'

/**
 * The queue of a zone's nodes that wait for their NoExecute taint, and how fast it may be emptied.
 * Models pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go and the zone part of node_lifecycle_controller.go.
 */
export interface Zone {
  readonly key: string
  state: ZoneState
  /** Nodes in order; a node stays in `known` after it was handled, until it is healthy again. */
  readonly waiting: Set<string>
  readonly known: Set<string>
  /** Nodes per second; 0 stops. */
  rate: number
  /** Burst 1. */
  limiter: TokenBucket
  /** The node whose taint is on its way, or empty. */
  busy: string
}

export type ZoneState = 'Initial' | 'Normal' | 'FullDisruption' | 'PartialDisruption'

export const createZone = (key: string, rate: number, now: Micros): Zone => ({
  key,
  state: 'Initial',
  waiting: new Set(),
  known: new Set(),
  rate,
  limiter: { ...createBucket(rate, 1), at: now },
  busy: ''
})

/** `region:zone` of a node's labels; nodes without them form one zone. Models component-helpers/node/topology GetZoneKey. */
export function zoneKeyOf({ metadata: { labels } }: Node): string {
  const zone = labels?.['failure-domain.beta.kubernetes.io/zone'] ?? labels?.['topology.kubernetes.io/zone'] ?? ''
  const region = labels?.['failure-domain.beta.kubernetes.io/region'] ?? labels?.['topology.kubernetes.io/region'] ?? ''
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`
}

/** Models ComputeZoneState. */
export function zoneState(ready: number, notReady: number, unhealthyZoneThreshold: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption'
  if (notReady > 2 && notReady / (notReady + ready) >= unhealthyZoneThreshold) return 'PartialDisruption'
  return 'Normal'
}

/** Taints per second in a zone of `size` nodes. Models ReducedQPSFunc and HealthyQPSFunc. */
export function rateOf(state: ZoneState, size: number, settings: Settings): number {
  if (state !== 'PartialDisruption') return settings.evictionRate
  return size > settings.largeClusterThreshold ? settings.secondaryEvictionRate : 0
}

/** Changes the rate; a zone that had used its token has none in the new limiter either. Models SwapLimiter. */
export function swapLimiter(zone: Zone, rate: number, now: Micros): void {
  if (zone.rate === rate) return
  const limiter: TokenBucket = { ...createBucket(rate, 1), at: now }
  if (zone.rate === 0 || !tryAccept(zone.limiter, now)) limiter.tokens = 0
  zone.rate = rate
  zone.limiter = limiter
}

/** Adds a node once. False: it is waiting or was handled. */
export function addNode(zone: Zone, node: string): boolean {
  if (zone.known.has(node)) return false
  zone.known.add(node)
  zone.waiting.add(node)
  return true
}

export function removeNode(zone: Zone, node: string): boolean {
  zone.waiting.delete(node)
  return zone.known.delete(node)
}

/** The next node that may be tainted now, or null. Models RateLimitedTimedQueue.Try. */
export function nextNode(zone: Zone, now: Micros): string | null {
  if (zone.busy !== '' || zone.rate === 0 || zone.waiting.size === 0 || !tryAccept(zone.limiter, now)) return null
  for (const node of zone.waiting) return node
  return null
}

/** Until a token is there; 0 if one is. */
export function untilToken({ rate, limiter }: Zone, now: Micros): Micros {
  const tokens = Math.min(1, limiter.tokens + ((now - limiter.at) * rate) / 1_000_000)
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate) * 1_000_000)
}
