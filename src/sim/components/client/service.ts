import { ms, seconds, toSeconds, type Micros } from '../../../base/time'
import type { Deployment, EndpointSlice, KubeList } from '../../api/types'
import type { Outbox, SimEvent } from '../../kernel/types'
import { ask, isGood, type Answer } from './ask'
import { millis, serviceOf } from './config'
import type { Client } from './context'

/**
 * Is the Service whole again? Begins when a user's request failed, ends with `service-restored`: the API has shown as
 * many ready endpoints as the Deployment wants replicas for a whole window, in that window no user's request failed, and
 * since then as many different pods have answered users.
 */
export interface ServiceProbe {
  /** When the first failed request was sent; null while all is well. */
  degradedSince: Micros | null
  /** When the last failed request was sent. */
  lastFailure: Micros
  /** Since when the looks at the API have shown all endpoints; null if they do not. */
  fullSince: Micros | null
  desired: number
  ready: number
  /** When the first request of all that failed was sent. */
  firstFailure: Micros | null
  /** Longest time in which it was not whole. */
  longest: Micros
}

export const createServiceProbe = (): ServiceProbe => ({
  degradedSince: null,
  lastFailure: 0,
  fullSince: null,
  desired: 0,
  ready: 0,
  firstFailure: null,
  longest: 0
})

/** A user's request failed. */
export function serviceFailed(context: Client, sentAt: Micros, why: string, out: Outbox): void {
  const { service } = context
  if (sentAt > service.lastFailure) service.lastFailure = sentAt
  if (service.degradedSince !== null) return
  service.degradedSince = sentAt
  service.firstFailure ??= sentAt
  service.fullSince = null
  out.note(`a user's request failed: ${why}`)
  out.fact('service-degraded', { why })
  look(context, out)
}

export function look(context: Client, out: Outbox): void {
  const { config, asker, service } = context
  if (service.degradedSince === null) return
  const interval = millis(config, 'service-probe-interval-ms')
  out.timer('service-probe', interval, 'service-probe-interval-ms', { type: 'service.look' } as SimEvent)
  const [namespace, name] = serviceOf(config)
  const get = { verb: 'get', resource: 'deployments', namespace, name } as const
  ask(asker, context, out, get, { kind: 'service', of: 'desired' }, seconds(5), 'service-probe-interval-ms')
  const list = {
    verb: 'list',
    resource: 'endpointslices',
    namespace,
    options: { labelSelector: `kubernetes.io/service-name=${name}` }
  } as const
  ask(asker, context, out, list, { kind: 'service', of: 'ready' }, seconds(5), 'service-probe-interval-ms')
}

export function looked(context: Client, answer: Answer, out: Outbox): void {
  const { service } = context
  if (service.degradedSince === null) return
  if (!isGood(answer)) {
    service.fullSince = null
    return
  }
  if (answer.ref.of === 'desired') {
    service.desired = (answer.body as Deployment).spec.replicas ?? 1
    return
  }
  service.ready = readyEndpoints(answer.body as KubeList)
  if (service.desired === 0 || service.ready < service.desired) {
    service.fullSince = null
    return
  }
  service.fullSince ??= context.now
  const wellSince = Math.max(service.fullSince, service.lastFailure, lastHanging(context))
  // What was sent just now may still hang: it is not judged yet.
  if (context.now - wellSince < millis(context.config, 'service-probe-window-ms') + slow) return
  if (answeredSince(context, wellSince) < service.desired) return
  const outage = context.now - service.degradedSince
  service.degradedSince = null
  service.longest = Math.max(service.longest, outage)
  out.cancel('service-probe')
  out.note(`all ${service.ready} endpoints serve again`)
  out.fact('service-restored', { backends: service.ready, degradedSeconds: toSeconds(outage) })
}

/** A request that hangs for longer than this will fail, only nobody knows yet. */
const slow = ms(500)

/** How many different pods answered users since then. */
function answeredSince({ traffic }: Client, since: Micros): number {
  let pods = 0
  for (const at of traffic.pods.values()) if (at > since) pods++
  return pods
}

/** When the last request was sent that hangs. */
function lastHanging({ traffic, now }: Client): Micros {
  let last = Number.MIN_SAFE_INTEGER
  for (const { sentAt } of traffic.pending.values()) if (now - sentAt > slow && sentAt > last) last = sentAt
  return last
}

/** Distinct addresses that take traffic. */
export function readyEndpoints(list: KubeList): number {
  const addresses = new Set<string>()
  for (const slice of list.items as EndpointSlice[]) {
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.ready !== false) for (const address of endpoint.addresses) addresses.add(address)
    }
  }
  return addresses.size
}
