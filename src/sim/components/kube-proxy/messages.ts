import type { SeriesTimer } from '../../client-go/eventsv1'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, LinuxRulesApplied } from '../linux/messages'

/** Nobody asks it anything: it hears the API, and its machine's packet filter when rules are in place. */
export type ProxyAccepts = ServerMessage | LinuxRulesApplied | HttpGet

/** Rules may be written again, or have to be. */
export interface SyncTimer {
  readonly type: 'proxy.sync'
}
export type ProxyTimer = SyncTimer | TransportTimer | InformerChanged | SeriesTimer

export type ProxyInput = Delivered<ProxyAccepts> | ProxyTimer | KernelEvent
export type Outbox = OutboxOf<ProxyTimer | InformerEvent>
