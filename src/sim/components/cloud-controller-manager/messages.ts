import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { CloudAnswers } from '../cloud/messages'
import type { ServerMessage } from '../kube-apiserver/messages'

/** It hears the API and its provider, and answers nobody. */
export type CloudControllerManagerAccepts = ServerMessage | CloudAnswers
export type CloudControllerManagerTimer = TransportTimer | InformerChanged | RecorderTimer | ElectionNews
export type CloudControllerManagerInput =
  Delivered<CloudControllerManagerAccepts> | CloudControllerManagerTimer | KernelEvent
export type Outbox = OutboxOf<CloudControllerManagerTimer | InformerEvent | ElectionEvent>
