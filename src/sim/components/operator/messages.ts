import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { RecorderTimer } from '../../client-go/events'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'

/** It hears the API. What comes to its ports its machine answers, as for every application. */
export type OperatorAccepts = ServerMessage

/** The next of its deeds is done. */
export interface DeedDone {
  readonly type: 'operator.written'
}
/** It looks at its custom resources again. */
export interface Reconcile {
  readonly type: 'operator.reconcile'
}
export type OperatorTimer = TransportTimer | RecorderTimer | ElectionNews | DeedDone | Reconcile | InformerChanged
export type OperatorInput = Delivered<ServerMessage> | OperatorTimer | KernelEvent
export type Outbox = OutboxOf<OperatorTimer | ElectionEvent | InformerEvent>
