import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'

/** Nobody asks the probes anything: they hear the API. */
export type ProbesAccepts = ServerMessage

/** The next round or look is due, or a request got no answer. */
export type ProbesTimer =
  | { readonly type: 'api.probe' }
  | { readonly type: 'api.look' }
  | { readonly type: 'ask.timeout'; readonly conn: string }

export type ProbesInput = Delivered<ProbesAccepts> | ProbesTimer | KernelEvent
export type Outbox = OutboxOf<ProbesTimer>
