import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { DnsQuery, DnsReply, HttpGet, HttpResponse, ProgramFiles } from '../linux/messages'

/** It is asked for names and for its health, and hears the API. */
export type CoreDnsAccepts = ServerMessage | DnsQuery | HttpGet | ProgramFiles
export type CoreDnsAnswers = DnsReply | HttpResponse

/** The file is looked at again. */
interface ReloadTimer {
  readonly type: 'coredns.reload'
}
export type CoreDnsTimer = TransportTimer | InformerChanged | ReloadTimer
export type CoreDnsInput = Delivered<CoreDnsAccepts> | CoreDnsTimer | KernelEvent
export type Outbox = OutboxOf<CoreDnsTimer | InformerEvent>
