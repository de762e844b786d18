import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse } from '../linux/messages'

/** It hears the API, and is asked for its health by its kubelet. */
export type TelemetryAgentAccepts = ServerMessage | HttpGet
export type TelemetryAgentAnswers = HttpResponse
export type TelemetryAgentTimer = TransportTimer | { readonly type: 'telemetry.round' }
export type TelemetryAgentInput = Delivered<TelemetryAgentAccepts> | TelemetryAgentTimer | KernelEvent
export type Outbox = OutboxOf<TelemetryAgentTimer>
