import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { CloudAnswers } from '../cloud/messages'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse } from '../linux/messages'
import type { DeletionEvent } from './deletion-event'

/** It hears the API, its provider, and who looks whether it is well. */
export type ClusterAutoscalerAccepts = ServerMessage | CloudAnswers | HttpGet

export type ClusterAutoscalerAnswers = HttpResponse

export type ClusterAutoscalerTimer = TransportTimer | InformerChanged | RecorderTimer | ElectionNews
export type ClusterAutoscalerInput =
  Delivered<ServerMessage | CloudAnswers | HttpGet> | ClusterAutoscalerTimer | DeletionEvent | KernelEvent
export type Outbox = OutboxOf<ClusterAutoscalerTimer | InformerEvent | ElectionEvent | DeletionEvent>
