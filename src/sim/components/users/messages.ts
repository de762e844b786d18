import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { KeptEvent } from '../../tcp/kept'
import type { TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'

/** Nobody asks users anything: they hear the Services that they use, and their balancer hears the API. */
export type UsersAccepts = ServerMessage | TrafficResponse | TrafficRefused | TrafficAccepted

/** One health check of a worker. */
export interface NodeRef {
  readonly kind: 'node'
  readonly node: number
  readonly check: number
}

/** The next request is due, one has no answer yet or gets none any more, or is tried again; a worker is checked, or did not answer. */
export type UsersTimer =
  | { readonly type: 'traffic.next' }
  | { readonly type: 'request.resend'; readonly id: number }
  | { readonly type: 'request.timeout'; readonly id: number }
  | { readonly type: 'request.retry'; readonly id: number }
  | { readonly type: 'node.check'; readonly node: number }
  | ({ readonly type: 'node.timeout' } & NodeRef)
  | TransportTimer
  | InformerChanged

/** A machine stands behind the balancer from now on, or does no more: who adds or removes it says so. */
export interface BalancerChange {
  readonly type: 'balancer.add' | 'balancer.remove'
  readonly machine: string
}

export type UsersInput = Delivered<UsersAccepts> | UsersTimer | BalancerChange | KernelEvent
/** What it says to itself: timers, and events of what lives in it by a chart. */
export type Own = UsersTimer | InformerEvent | KeptEvent
export type Outbox = OutboxOf<Own>
