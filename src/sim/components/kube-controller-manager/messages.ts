import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { QueueTimer } from '../../client-go/workqueue'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet } from '../linux/messages'

/** Nobody asks it anything: it hears the API, and what it wants of others it writes into objects. */
export type ControllerManagerAccepts = ServerMessage | HttpGet

/** A controller's own timer, by its name there (see `armTimer`). */
export interface ControllerTimer {
  readonly type: 'controller.timer'
  readonly controller: string
  readonly name: string
}
/** A request that waited for the client's rate limit, or a sync that slept. */
export interface WorkTimer {
  readonly type: 'work.send' | 'work.wake'
  readonly controller: string
  readonly work: number
  readonly call: number
}
export type ManagerTimer =
  ControllerTimer | WorkTimer | QueueTimer | TransportTimer | InformerChanged | RecorderTimer | ElectionNews

export type ManagerInput = Delivered<ControllerManagerAccepts> | ManagerTimer | KernelEvent
/** News for what lives in it: its informers and its election. */
export type ForItem = InformerEvent | ElectionEvent
export type Outbox = OutboxOf<ManagerTimer | ForItem>
