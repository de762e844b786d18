import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse, TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'

/** It hears the API, what comes to its port, and what the pods say to whom it passes that on. */
export type MeshProxyAccepts = ServerMessage | HttpGet | TrafficResponse | TrafficRefused | TrafficAccepted
export type MeshProxyAnswers = HttpResponse
/** A pod that was asked has said nothing. */
export interface MeshSilence {
  readonly type: 'mesh.silence'
  readonly id: number
}
export type MeshProxyTimer = TransportTimer | InformerChanged | MeshSilence
export type MeshProxyInput = Delivered<MeshProxyAccepts> | MeshProxyTimer | KernelEvent
export type Outbox = OutboxOf<MeshProxyTimer | InformerEvent>
