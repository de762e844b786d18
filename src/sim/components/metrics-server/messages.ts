import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { AggregatedAnswer, AggregatedRequest, ServerMessage } from '../kube-apiserver/messages'
import type { KubeletMeasured } from '../kubelet/messages'
import type { HttpGet, HttpResponse } from '../linux/messages'

/** It hears the API and kubelets, is asked for metrics by API servers and for its health by its kubelet. */
export type MetricsServerAccepts = ServerMessage | KubeletMeasured | HttpGet | AggregatedRequest
export type MetricsServerAnswers = HttpResponse | AggregatedAnswer
export type MetricsServerTimer = TransportTimer | InformerChanged
export type MetricsServerInput =
  | Delivered<ServerMessage | KubeletMeasured | HttpGet>
  | Delivered<AggregatedRequest, AggregatedAnswer>
  | MetricsServerTimer
  | KernelEvent
export type Outbox = OutboxOf<MetricsServerTimer | InformerEvent>
