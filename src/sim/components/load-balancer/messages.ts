import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ClientMessage, ServerMessage } from '../kube-apiserver/messages'
import type { CheckRef } from './checks'
import type { Checked } from './server'
import type { SessionEvent } from './session-events'

/** It carries both directions of connections that it does not look into; answers of its own are `conn.close` only. */
export type LoadBalancerAccepts = ClientMessage | ServerMessage
export type LoadBalancerAnswers = ServerMessage

/** What the proxy carries: every message names its connection. */
export type Carried = Delivered<ClientMessage, ServerMessage> | Delivered<ServerMessage, ClientMessage>

/** Its own events: a server is checked or did not answer, and what happens to servers and sessions. */
export type LoadBalancerTimer =
  | { readonly type: 'check.start'; readonly server: number }
  | ({ readonly type: 'check.timeout' } & CheckRef)
  | SessionEvent
  | Checked
  /** A server has come UP or gone DOWN. */
  | { readonly type: 'server.up' | 'server.down' }

export type LoadBalancerInput = Carried | LoadBalancerTimer | KernelEvent
export type Outbox = OutboxOf<LoadBalancerTimer>
