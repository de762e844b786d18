import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse, TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'

/** It hears the API, what comes to its ports, and what pods say to whom it passes that on. */
export type NginxIngressControllerAccepts = ServerMessage | HttpGet | TrafficResponse | TrafficRefused | TrafficAccepted
export type NginxIngressControllerAnswers = HttpResponse

/** A request that waits: its SYN is due again, or the answer has not come. */
export interface ProxyTimer {
  readonly type: 'proxy.resend' | 'proxy.silence'
  readonly id: number
}
/** All that it asks before it begins is answered; a sync's turn has come; its last round of status is over; the API is asked again. */
export type OwnTimer =
  | { readonly type: 'ingress.checked' | 'ingress.sync' | 'ingress.status-done' }
  | { readonly type: 'begin.again'; readonly tries: number }
export type ControllerTimer = TransportTimer | InformerChanged | RecorderTimer | ElectionNews | ProxyTimer | OwnTimer
export type ControllerInput =
  | Delivered<ServerMessage | HttpGet | TrafficResponse | TrafficRefused | TrafficAccepted>
  | ControllerTimer
  | KernelEvent
export type Outbox = OutboxOf<ControllerTimer | InformerEvent | ElectionEvent>
