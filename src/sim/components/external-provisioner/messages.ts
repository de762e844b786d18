import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { ElectionEvent, ElectionNews } from '../../client-go/leaderelection'
import type { TransportTimer } from '../../client-go/transport'
import type { QueueTimer } from '../../client-go/workqueue'
import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { CsiRegistered } from '../kubelet/messages'
import type { HttpGet } from '../linux/messages'
import type { StorageDone } from '../storage/messages'

/** It hears the API, and answers probes of its health. */
export type ProvisionerAccepts = ServerMessage | HttpGet | StorageDone | CsiRegistered

/** What it needs to begin is there; an operation has slept enough. */
export type OwnTimer =
  | { readonly type: 'provisioner.configured' | 'provisioner.register' }
  | { readonly type: 'operation.wake'; readonly operation: number }
export type ProvisionerTimer = TransportTimer | InformerChanged | RecorderTimer | ElectionNews | QueueTimer | OwnTimer
export type ProvisionerInput = Delivered<ProvisionerAccepts> | ProvisionerTimer | KernelEvent
export type Outbox = OutboxOf<ProvisionerTimer | InformerEvent | ElectionEvent>
