import type { RecorderTimer } from '../../client-go/events'
import type { SeriesTimer } from '../../client-go/eventsv1'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet } from '../linux/messages'
import type { VolumeTimer } from './bind-volumes'
import type { QueuedPod } from './queue'

/** Nobody asks it anything: it hears the API, and what it wants of others it writes into objects. */
export type SchedulerAccepts = ServerMessage | HttpGet

/** A periodic look at the pods that wait. */
export interface FlushTimer {
  readonly type: 'queue.flush'
  readonly place: 'backoff' | 'unschedulable'
}
/** The PreBind plugins have done their work for a pod. */
export interface PreBound {
  readonly type: 'pre-bind.done'
  readonly pod: QueuedPod
  readonly node: string
}
/** The scheduling cycle under way comes to its decision. */
export interface CycleTimer {
  readonly type: 'cycle.decide'
}
export type SchedulerTimer =
  | FlushTimer
  | PreBound
  | VolumeTimer
  | CycleTimer
  | TransportTimer
  | InformerChanged
  | RecorderTimer
  | SeriesTimer
  | ElectionNews

export type SchedulerInput = Delivered<SchedulerAccepts> | SchedulerTimer | KernelEvent
/** News for what lives in it: its informers and its election. */
export type ForItem = InformerEvent | ElectionEvent
export type Outbox = OutboxOf<SchedulerTimer | ForItem>
