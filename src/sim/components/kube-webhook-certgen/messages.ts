import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'

/** It hears the API, and answers nobody. */
export type CertgenAccepts = ServerMessage
export type CertgenInput = Delivered<ServerMessage> | TransportTimer | KernelEvent
export type Outbox = OutboxOf<TransportTimer>
