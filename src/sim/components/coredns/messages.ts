import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { DnsQuery, DnsReply, HttpGet, HttpResponse } from '../linux/messages'

/** It is asked for names and for its health, and hears the API. */
export type CoreDnsAccepts = ServerMessage | DnsQuery | HttpGet
export type CoreDnsAnswers = DnsReply | HttpResponse

export interface LameduckTimer {
  readonly type: 'coredns.lameduck'
}
export type CoreDnsTimer = TransportTimer | InformerChanged | LameduckTimer
export type CoreDnsInput = Delivered<CoreDnsAccepts> | CoreDnsTimer | KernelEvent
export type Outbox = OutboxOf<CoreDnsTimer | InformerEvent>
