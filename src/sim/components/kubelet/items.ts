import type { Micros } from '../../../base/time'
import type { Pod } from '../../api/types'
import type { ApiResult } from '../../client-go/transport'
import type { CriReply } from '../container-runtime/messages'
import type { KillReason } from './pod-worker/pod-actions'
import type { UpdateOptions } from './pod-worker/worker'
import type { RuntimePod } from './runtime-pod'

/**
 * What the kubelet's items take: pod workers (by the pod's uid), containers (`uid/name`), volumes (`uid/name`) and probes
 * (`uid/container/type`). Whoever has news for one raises an event and needs to know no more of it.
 */
export type WorkerEvent =
  | { readonly type: 'pod.update'; readonly pod: Pod; readonly options: UpdateOptions }
  /** The runtime has been looked at. */
  | { readonly type: 'pod.look' }
  /** The runtime has been looked at once more when all of the pod's containers were stopped; null: it could not be. */
  | { readonly type: 'pod.stopped'; readonly runtime: RuntimePod | null }
  | { readonly type: 'volumes.mounted' }
  /** Nothing is left of it but its status. */
  | { readonly type: 'pod.finished' }
  | ClaimFetched
  | SandboxReply
  | RemovedReply
  | ContainerDone
  | ContainerStopped

/** The API has answered what a claim of the pod holds. */
export interface ClaimFetched {
  readonly type: 'claim.fetched'
  readonly result: ApiResult
}

/** The runtime has made a sandbox, or stopped it. */
export interface SandboxReply {
  readonly type: 'sandbox.made' | 'sandbox.stopped'
  readonly sandboxId: string
  readonly reply: CriReply
}
/** The runtime has removed a container of a pod that starts anew in its place, or changed what one may use. */
export interface RemovedReply extends Omit<SandboxReply, 'type'> {
  readonly type: 'container.removed' | 'container.updated'
}
/** A container that was to be started runs, or could not be started: reason and message. */
export interface ContainerDone {
  readonly type: 'container.done'
  readonly name: string
  readonly init: boolean
  /** Reason, such as `CrashLoopBackOff`; empty if it runs. */
  readonly error: string
  readonly message: string
  /** When its back-off is over, if that is why. */
  readonly until?: Micros
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
  | { readonly type: 'volume.attached' | 'volume.unattached' }
  /** The machine's system has mounted it, or why not. */
  | { readonly type: 'volume.opened'; readonly error: string }

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

type Addressed<E, Chart extends string> = E & { readonly chart: Chart; readonly item: string }

/** News for an item, with its address. */
export type ForItem =
  | Addressed<WorkerEvent, 'pod-worker'>
  | Addressed<ContainerEvent, 'container'>
  | Addressed<VolumeEvent, 'volume'>
  | Addressed<ProbeEvent, 'probe'>

export const toPod = <E extends WorkerEvent>(item: string, event: E) =>
  ({ ...event, chart: 'pod-worker', item }) as const
export const toContainer = <E extends ContainerEvent>(item: string, event: E) =>
  ({ ...event, chart: 'container', item }) as const
export const toVolume = <E extends VolumeEvent>(item: string, event: E) =>
  ({ ...event, chart: 'volume', item }) as const
export const toProbe = <E extends ProbeEvent>(item: string, event: E) => ({ ...event, chart: 'probe', item }) as const

/** What an answer of the runtime leads back to: an event for an item, without the reply. */
export type ItemReply =
  | {
      readonly kind: 'item'
      readonly chart: 'pod-worker'
      readonly item: string
      readonly type: SandboxReply['type'] | RemovedReply['type']
      /** The sandbox that is stopped; empty when one is made. */
      readonly sandboxId: string
    }
  | {
      readonly kind: 'item'
      readonly chart: 'container'
      readonly item: string
      readonly type: RuntimeReply['type']
    }
  | { readonly kind: 'item'; readonly chart: 'probe'; readonly item: string; readonly type: 'probe.exec' }

export const podReply = (
  item: string,
  type: SandboxReply['type'] | RemovedReply['type'],
  sandboxId = ''
): ItemReply => ({
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
  type
})

export const probeReply = (item: string): ItemReply => ({ kind: 'item', chart: 'probe', item, type: 'probe.exec' })
