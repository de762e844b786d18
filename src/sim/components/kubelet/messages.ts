import type { RecorderTimer } from '../../client-go/events'
import type { InformerChanged, InformerEvent } from '../../client-go/informer'
import type { TransportTimer } from '../../client-go/transport'
import type { Address, Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { RuntimeToKubelet } from '../container-runtime/messages'
import type { ServerMessage } from '../kube-apiserver/messages'
import type { HttpGet, HttpResponse, LinuxToKubelet, TrafficRefused, TrafficResponse } from '../linux/messages'
import type { ForItem } from './items'
import type { LogOptions } from './log-file'
import type { Manifest } from './static-pods'

/** The kubelet's own server (port 10250), as kube-apiserver asks it for `kubectl logs` and `kubectl exec`. */
export interface KubeletLogs {
  readonly type: 'kubelet.logs'
  readonly id: number
  readonly podUid: string
  readonly container: string
  /** Of the container that ran before. */
  readonly previous: boolean
  /** Which part of it. */
  readonly options?: LogOptions
  /** It is wanted as it grows, until it is stopped or the container has ended. */
  readonly follow?: boolean
}
/** Nobody listens any more to a log that is followed. */
export interface KubeletStop {
  readonly type: 'kubelet.stop'
  readonly id: number
}
export interface KubeletExec {
  readonly type: 'kubelet.exec'
  readonly id: number
  readonly podUid: string
  readonly container: string
  readonly command: readonly string[]
  /** What is sent to it. */
  readonly stdin?: string
}

/** What a command in a container came to. */
export interface Executed {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** It will be run when what is sent to it is known. */
export interface Awaited {
  readonly awaited: true
}

/** A connection to a port of a pod, from inside; without a port it asks whether it may. */
export interface KubeletPortForward {
  readonly type: 'kubelet.port-forward'
  readonly id: number
  readonly podUid: string
  readonly port?: number
  /** Of the one HTTP request on it. */
  readonly path: string
}

/** What came back through a forwarded port, or why nothing did; neither: it may be asked. */
export interface Forwarded {
  readonly forwarded: { readonly code: number; readonly body: string } | { readonly error: string } | null
}

/** A path of the kubelet's own. */
export interface KubeletGet {
  readonly type: 'kubelet.get'
  readonly id: number
  readonly path: string
}

/** The answer to each: the log, what a command came to, what a port said, or (code 400 and up) why not. */
export interface KubeletServed {
  readonly type: 'kubelet.served'
  readonly id: number
  readonly code: number
  readonly body: string | Executed | Forwarded
  /** There is more to come: a log that is followed. */
  readonly more?: true
}

/** `/metrics/resource`: what its node and its containers use, as metrics-server asks for it. */
export interface KubeletMeasure {
  readonly type: 'kubelet.measure'
  readonly id: number
}
/** CPU time since the container began, in milliseconds, and its memory. */
export interface ContainerUse {
  readonly id: string
  readonly podUid: string
  readonly name: string
  readonly cpuMs: number
  readonly memoryBytes: number
}
export interface KubeletMeasured {
  readonly type: 'kubelet.measured'
  readonly id: number
  readonly node: { readonly cpuMs: number; readonly memoryBytes: number }
  readonly containers: readonly ContainerUse[]
}

export type KubeletRequest = KubeletLogs | KubeletStop | KubeletExec | KubeletGet | KubeletPortForward
/** A driver of volumes registers itself. */
export interface CsiRegister {
  readonly type: 'csi.register'
  readonly driver: string
}
/** The kubelet knows it now, or why not. */
export interface CsiRegistered {
  readonly type: 'csi.registered'
  readonly error: string
}
export type KubeletAnswers = KubeletServed
/** What it hears: the API, its container runtime, its machine's system, and the API server's requests. */
export type KubeletAccepts =
  | KubeletRequest
  | KubeletMeasure
  | CsiRegister
  | ServerMessage
  | RuntimeToKubelet
  | LinuxToKubelet
  | HttpResponse
  | TrafficResponse
  | TrafficRefused

/** Who asks it for logs and commands. */
export type KubeletCaller = Address<KubeletAnswers>

/** A manifest is put into the manifest directory, changed there or taken out: from outside, nobody sends it. */
export interface KubeletManifest {
  readonly type: 'kubelet.manifest'
  readonly file: string
  /** Null: the file is gone. */
  readonly pod: Manifest | null
}

/** Its own loops' ticks, by what they do. */
export interface KubeletTick {
  readonly type:
    | 'loop.start'
    | 'pods.watch'
    | 'node.fast'
    | 'node.register'
    | 'node.create'
    | 'node.status'
    | 'node.get'
    | 'lease.renew'
    | 'lease.update'
    | 'lease.ensure'
    | 'pleg.relist'
    | 'pleg.inspected'
    | 'status.batch'
    | 'housekeeping'
    | 'container.gc'
    | 'eviction.monitor'
    | 'manifests.check'
    | 'cri.check'
    | 'shutdown.look'
    | 'shutdown.unmounted'
    | 'shutdown.timeout'
    | 'cri.reconnect'
}

/** Time to look whether a log that is followed has grown. */
export interface LogTick {
  readonly type: 'log.look'
  readonly id: number
}

/** A pod has been active for as long as it may. */
export interface PodDeadline {
  readonly type: 'pod.deadline'
  readonly uid: string
}

/** A call of the runtime fails at once, because its socket is not there. */
export interface CriFailed {
  readonly type: 'cri.failed'
  readonly id: number
  readonly verb: string
}

export type KubeletTimer =
  KubeletTick | LogTick | PodDeadline | CriFailed | InformerChanged | TransportTimer | RecorderTimer
/** All that it says to itself and to what lives in it. */
export type KubeletOwn = KubeletTimer | InformerEvent | ForItem

export type KubeletInput =
  | Delivered<KubeletRequest, KubeletAnswers>
  | Delivered<KubeletMeasure, KubeletMeasured>
  | Delivered<CsiRegister, CsiRegistered>
  | Delivered<HttpGet>
  | Delivered<ServerMessage | RuntimeToKubelet | LinuxToKubelet | HttpResponse | TrafficResponse | TrafficRefused>
  | KubeletManifest
  | KubeletTimer
  | KernelEvent
export type Outbox = OutboxOf<KubeletOwn>
