import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse, TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'

/** It hears the API, what comes to its ports, and what is answered to what it asks over the network. */
export type GatewayFabricAccepts = ServerMessage | HttpGet | TrafficResponse | TrafficRefused | TrafficAccepted
export type GatewayFabricAnswers = HttpResponse

/** Changes are to be worked on; the agent asks again; a request that it has sent on waits. */
export type OwnTimer =
  | { readonly type: 'fabric.sync' | 'agent.ask' }
  | { readonly type: 'proxy.resend' | 'proxy.silence'; readonly id: number }
export type FabricTimer = TransportTimer | InformerChanged | ElectionNews | OwnTimer
export type FabricInput =
  Delivered<ServerMessage | HttpGet | TrafficResponse | TrafficRefused | TrafficAccepted> | FabricTimer | KernelEvent
export type Outbox = OutboxOf<FabricTimer | InformerEvent | ElectionEvent>
