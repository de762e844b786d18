import type { Address, Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { LinuxAccepts, LinuxExited, LinuxToRuntime, Mount, ProcessContext } from '../linux/messages'
import type { ForLife } from './lives'

/**
 * The Container Runtime Interface, as the kubelet calls it: one request message per verb, `cri.<Verb>` with the caller's
 * `id`, answered by `cri.reply` with the same id. Models k8s.io/cri-api/pkg/apis/runtime/v1/api.proto.
 */

interface Call {
  readonly id: number
}

export interface CriVersion extends Call {
  readonly type: 'cri.Version'
}
export interface CriStatus extends Call {
  readonly type: 'cri.Status'
}
export interface CriRunPodSandbox extends Call {
  readonly type: 'cri.RunPodSandbox'
  readonly podUid: string
  readonly podName: string
  readonly namespace: string
  readonly attempt: number
  readonly hostNetwork: boolean
}
export interface CriStopPodSandbox extends Call {
  readonly type: 'cri.StopPodSandbox'
  readonly sandboxId: string
}
export interface CriRemovePodSandbox extends Call {
  readonly type: 'cri.RemovePodSandbox'
  readonly sandboxId: string
}
export interface CriCreateContainer extends Call {
  readonly type: 'cri.CreateContainer'
  readonly sandboxId: string
  readonly name: string
  readonly attempt: number
  /** As in the pod's spec. */
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  /** As in the pod's spec; without it, the image's. */
  readonly workingDir?: string
  readonly env: Readonly<Record<string, string>>
  /** What is mounted into it, by path: /etc/hosts, and its sandbox' /etc/resolv.conf. */
  readonly files: Readonly<Record<string, string>>
  /** Directories of the machine that are mounted into it. */
  readonly mounts?: readonly Mount[]
  /** Whose processes it sees: those of a container (its id), or of the whole pod. Models NamespaceOption's `pid` and `target_id`. */
  readonly pidNamespace?: string | 'pod'
  /** Where somebody expects it to listen: the ports that it declares and those that its probes and hooks name. */
  readonly ports: readonly number[]
  /** Files that its probes look for. */
  readonly awaited?: readonly string[]
  /** It is there to serve, and starts again when it ends (a container of a pod with `restartPolicy: Always`, a sidecar). */
  readonly serving: boolean
  readonly memoryLimitBytes: number
  /** CPUs of its quota (`cpu_quota` of each `cpu_period`); missing: none. */
  readonly cpuLimit?: number
  readonly oomScoreAdj: number
  /** Who it is and where it may write; `mustNotBeRoot`: it is refused if its image says no other user. */
  readonly process?: ProcessContext & { readonly mustNotBeRoot?: true }
  /** The pod's annotations: what an application does beyond its command line (`failover-lab/…`, see the README). */
  readonly annotations: Readonly<Record<string, string>>
  /** The kubelet's annotations on the container: restart count and hash of the container's spec. */
  readonly restartCount: number
  readonly hash: string
}
export interface CriStartContainer extends Call {
  readonly type: 'cri.StartContainer'
  readonly containerId: string
}
/** What a container that runs may use from now on. */
export interface CriUpdateContainerResources extends Call {
  readonly type: 'cri.UpdateContainerResources'
  readonly containerId: string
  readonly cpuShares: number
  /** Microseconds of CPU time in each 100 ms; 0: as much as there is. */
  readonly cpuQuota: number
  /** 0: none. */
  readonly memoryLimitBytes: number
  readonly oomScoreAdj: number
}
export interface CriStopContainer extends Call {
  readonly type: 'cri.StopContainer'
  readonly containerId: string
  readonly timeoutSeconds: number
}
export interface CriRemoveContainer extends Call {
  readonly type: 'cri.RemoveContainer'
  readonly containerId: string
}
/** Lists all sandboxes; the reply carries what PodSandboxStatus would, so that no second call per sandbox is needed. */
export interface CriListPodSandbox extends Call {
  readonly type: 'cri.ListPodSandbox'
}
/** Lists all containers; the reply carries what ContainerStatus would. */
export interface CriListContainers extends Call {
  readonly type: 'cri.ListContainers'
}
export interface CriContainerStatus extends Call {
  readonly type: 'cri.ContainerStatus'
  readonly containerId: string
}
export interface CriPullImage extends Call {
  readonly type: 'cri.PullImage'
  readonly image: string
  /** `USER:PASSWORD` for its registry. */
  readonly auth?: string
}
export interface CriImageStatus extends Call {
  readonly type: 'cri.ImageStatus'
  readonly image: string
}
export interface CriListImages extends Call {
  readonly type: 'cri.ListImages'
}
export interface CriRemoveImage extends Call {
  readonly type: 'cri.RemoveImage'
  readonly image: string
}
export interface CriExecSync extends Call {
  readonly type: 'cri.ExecSync'
  readonly containerId: string
  readonly command: readonly string[]
  /** What is sent to it: the stream of `Exec`, which is this call here. */
  readonly stdin?: string
  /** 0: no limit. */
  readonly timeoutSeconds: number
}

export type CriRequest =
  | CriVersion
  | CriStatus
  | CriRunPodSandbox
  | CriStopPodSandbox
  | CriRemovePodSandbox
  | CriCreateContainer
  | CriStartContainer
  | CriUpdateContainerResources
  | CriStopContainer
  | CriRemoveContainer
  | CriListPodSandbox
  | CriListContainers
  | CriContainerStatus
  | CriPullImage
  | CriImageStatus
  | CriListImages
  | CriRemoveImage
  | CriExecSync

/** A pod's sandbox as the runtime records it. */
export interface Sandbox {
  readonly id: string
  readonly podUid: string
  readonly podName: string
  readonly namespace: string
  readonly attempt: number
  readonly state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY'
  /** Empty for a pod on the host's network. */
  readonly ip: string
  readonly hostNetwork: boolean
  readonly createdAt: number
}

/** A container as the runtime records it. Times are the node's clock; 0: not yet. */
export interface ContainerStatus {
  readonly id: string
  readonly sandboxId: string
  readonly podUid: string
  readonly podName: string
  readonly namespace: string
  readonly name: string
  readonly attempt: number
  readonly state: 'CONTAINER_CREATED' | 'CONTAINER_RUNNING' | 'CONTAINER_EXITED'
  /** `docker.io/library/nginx:1.25` */
  readonly image: string
  readonly imageRef: string
  readonly createdAt: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly exitCode: number
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `Unknown`. */
  readonly reason: string
  readonly message: string
  readonly restartCount: number
  readonly hash: string
}

export interface Image {
  /** `docker.io/library/nginx:1.25` */
  readonly name: string
  readonly id: string
  /** What a container status shows as imageID. */
  readonly ref: string
  readonly bytes: number
}

/** Answer to a request. `error` is the whole gRPC text, `rpc error: code = NotFound desc = …`; empty if it went well. */
export interface CriReply {
  readonly type: 'cri.reply'
  readonly id: number
  readonly verb: string
  readonly error: string
  readonly version?: { readonly runtimeName: string; readonly runtimeVersion: string }
  readonly ready?: boolean
  readonly networkReady?: boolean
  readonly sandboxId?: string
  /** Its address, as PodSandboxStatus would tell it. */
  readonly ip?: string
  readonly containerId?: string
  readonly sandboxes?: readonly Sandbox[]
  readonly containers?: readonly ContainerStatus[]
  readonly image?: Image | null
  readonly images?: readonly Image[]
  readonly exec?: {
    readonly exitCode: number
    readonly stdout: string
    readonly stderr: string
    readonly timedOut: boolean
  }
}

/**
 * Something about a pod's containers has changed. Not part of CRI 1.25 (there the kubelet asks every second): it only
 * lets the kubelet of the lab skip the questions whose answer would be the same.
 */
export interface CriChanged {
  readonly type: 'cri.changed'
  readonly podUid: string
}

export type RuntimeToKubelet = CriReply | CriChanged
export type RuntimeAnswers = CriReply
export type RuntimeAccepts = CriRequest | LinuxToRuntime

/** A call's latency is over, a process' task and shim are deleted, or there is news of a container, a sandbox or a pull. */
export type RuntimeTimer =
  { readonly type: 'cri.wake'; readonly call: number } | { readonly type: 'cri.stop-over' } | TaskDeleted | ForLife

export interface TaskDeleted extends Omit<LinuxExited, 'type'> {
  readonly type: 'cri.task.deleted'
  /** When its process ended. */
  readonly at: number
}

export type RuntimeInput =
  Delivered<CriRequest, RuntimeAnswers> | Delivered<LinuxToRuntime, LinuxAccepts> | RuntimeTimer | KernelEvent
export type Outbox = OutboxOf<RuntimeTimer>
/** Who may call the runtime. */
export type CriCaller = Address<RuntimeAnswers>

/** A call is known by its verb: `cri.RunPodSandbox` is `RunPodSandbox`. */
export const labelOfCall = (type: string): string | null => (type.startsWith('cri.') ? type.slice(4) : null)
