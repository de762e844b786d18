import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, LinuxPoliciesApplied } from '../linux/messages'

/** It hears the API, and its machine's packet filter when its rules are in place. */
export type CalicoNodeAccepts = ServerMessage | LinuxPoliciesApplied | HttpGet
export type CalicoNodeTimer = TransportTimer | InformerChanged
export type CalicoNodeInput = Delivered<CalicoNodeAccepts> | CalicoNodeTimer | KernelEvent
export type Outbox = OutboxOf<CalicoNodeTimer | InformerEvent>
