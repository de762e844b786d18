import type { Pod } from '../../api/types'
import type { ApiResult } from '../../client-go/transport'
import type { ItemEvent } from '../../kernel/chart'
import type { SimEvent } from '../../kernel/types'
import type { CriReply } from '../container-runtime/messages'
import type { KillReason } from './pod-worker/pod-actions'
import type { UpdateOptions } from './pod-worker/worker'

/**
 * What the kubelet's items take: pod workers (by the pod's uid), containers (`uid/name`), volumes (`uid/name`) and probes
 * (`uid/container/type`). Whoever has news for one raises an event and needs to know no more of it.
 */
export type WorkerEvent =
  | { readonly type: 'pod.update'; readonly pod: Pod; readonly options: UpdateOptions }
  /** The runtime has been looked at. */
  | { readonly type: 'pod.look' }
  | { readonly type: 'volumes.mounted' }
  /** Nothing is left of it but its status. */
  | { readonly type: 'pod.finished' }
  | SandboxReply
  | ContainerDone
  | ContainerStopped

/** The runtime has made a sandbox, or stopped it. */
export interface SandboxReply {
  readonly type: 'sandbox.made' | 'sandbox.stopped'
  readonly sandboxId: string
  readonly reply: CriReply
}
/** A container that was to be started runs, or could not be started: reason and message. */
export interface ContainerDone {
  readonly type: 'container.done'
  readonly name: string
  readonly init: boolean
  /** Reason, such as `CrashLoopBackOff`; empty if it runs. */
  readonly error: string
  readonly message: string
}
/** A container that was to be stopped has stopped, or could not be. */
export interface ContainerStopped {
  readonly type: 'container.stopped'
  readonly key: string
  readonly error: string
}

export type ContainerEvent =
  | { readonly type: 'container.start' }
  | KillContainer
  /** What the runtime shows of it. */
  | { readonly type: 'container.seen'; readonly containerId: string; readonly runs: boolean }
  | { readonly type: 'container.died' }
  | RuntimeReply
  | { readonly type: 'config.result'; readonly result: ApiResult }
  | HookDone

export interface KillContainer {
  readonly type: 'container.kill'
  readonly containerId: string
  readonly message: string
  readonly reason: KillReason
  /** The pod's effective grace period in seconds, if it is this that counts. */
  readonly override?: number
}
export interface RuntimeReply {
  readonly type:
    'image.status' | 'image.pulled' | 'container.created' | 'container.started' | 'stop.replied' | 'hook.replied'
  readonly reply: CriReply
  /** Of a pull: how long it took, and with its wait for others. */
  readonly took?: number
  readonly waited?: number
}
export interface HookDone {
  readonly type: 'hook.done'
  readonly error: string
  readonly output: string
}

export type VolumeEvent =
  | { readonly type: 'volume.add' }
  | { readonly type: 'volume.fetched'; readonly need: string; readonly result: ApiResult }
  /** The pod is over: it is unmounted in so many microseconds. */
  | { readonly type: 'volume.unmount'; readonly lasts: number }

export type ProbeEvent =
  | { readonly type: 'probe.add' | 'probe.tick' | 'probe.now' }
  | { readonly type: 'probe.exec'; readonly reply: CriReply }
  | ProbeAnswer

export interface ProbeAnswer {
  readonly type: 'probe.answer'
  readonly id: number
  readonly code: number
  readonly error: string
}

/** Answers of the API server that nobody can give any more: their connections are closed. For the kubelet itself. */
export interface ApiResults {
  readonly type: 'api.results'
  readonly results: readonly ApiResult[]
}

type Addressed<E> = E & ItemEvent

export const toPod = <E extends WorkerEvent>(uid: string, event: E): Addressed<E> => address('pod-worker', uid, event)
export const toContainer = <E extends ContainerEvent>(key: string, event: E): Addressed<E> =>
  address('container', key, event)
export const toVolume = <E extends VolumeEvent>(key: string, event: E): Addressed<E> => address('volume', key, event)
export const toProbe = <E extends ProbeEvent>(key: string, event: E): Addressed<E> => address('probe', key, event)

const address = <E extends SimEvent>(chart: string, item: string, event: E): Addressed<E> => ({ ...event, chart, item })

/** What an answer of the runtime leads back to: an event for an item, without the reply. */
export interface ItemReply {
  readonly kind: 'item'
  readonly chart: string
  readonly item: string
  readonly type: (SandboxReply | RuntimeReply)['type'] | 'probe.exec'
  /** The sandbox that is stopped; empty for others. */
  readonly sandboxId: string
}

export const podReply = (item: string, type: SandboxReply['type'], sandboxId = ''): ItemReply => ({
  kind: 'item',
  chart: 'pod-worker',
  item,
  type,
  sandboxId
})

export const containerReply = (item: string, type: RuntimeReply['type']): ItemReply => ({
  kind: 'item',
  chart: 'container',
  item,
  type,
  sandboxId: ''
})

export const probeReply = (item: string): ItemReply => ({
  kind: 'item',
  chart: 'probe',
  item,
  type: 'probe.exec',
  sandboxId: ''
})
