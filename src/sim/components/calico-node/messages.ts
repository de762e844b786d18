import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent, MachineId } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, LinuxPoliciesApplied } from '../linux/messages'

/** A session of BGP begins, and the nodes whose pods the sender brings packets to. Answered by `bgp.update`, or by `bgp.close`. */
export interface BgpOpen {
  readonly type: 'bgp.open'
  readonly to: readonly MachineId[]
}
/** All that the sender announces now, also as a sign of life. */
export interface BgpUpdate {
  readonly type: 'bgp.update'
  readonly to: readonly MachineId[]
}
/** Nobody asks for this session (any more). */
export interface BgpClose {
  readonly type: 'bgp.close'
}
export type BgpMessage = BgpOpen | BgpUpdate | BgpClose

/** It hears the API, its machine's packet filter when its rules are in place, and those of other nodes. */
export type CalicoNodeAccepts = ServerMessage | LinuxPoliciesApplied | HttpGet | BgpMessage
export type BgpTimer = { readonly type: 'bgp.connect' | 'bgp.keepalive' | 'bgp.scan' }
export type CalicoNodeTimer = TransportTimer | InformerChanged | BgpTimer
export type CalicoNodeInput = Delivered<CalicoNodeAccepts> | CalicoNodeTimer | KernelEvent
export type Outbox = OutboxOf<CalicoNodeTimer | InformerEvent>
