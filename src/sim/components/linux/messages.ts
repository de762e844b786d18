import type { LinuxAppend, LinuxFile } from './file-messages'
import type { Address, Delivered, KernelEvent, Labels, ProcessEnded, ProcessGrown } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { ToolDone } from '../tools/messages'
import type { Behaviour } from './behaviour'
import type { DialBegun, DialEnded } from './network/dial'
import type { DnsReply } from './network/dns'
import type {
  TrafficAccepted,
  TrafficForward,
  TrafficRefused,
  TrafficRequest,
  TrafficResponse
} from './network/requests'
import type { LinuxRulesApplied, LinuxRulesApply } from './network/service-rules'
import type { HttpResponse } from './network/web'
import type { LinuxPoliciesApplied, LinuxPoliciesApply } from './network/policy-rules'
import type { LinuxRoutes, NetworkdRestarted } from './network/routes'
import type { LinuxStats, LinuxUsage } from './stats'
import type { StorageToLinux } from '../storage/messages'
import type { StorageAsk, StorageClose, StorageOpen, VolumeOpened } from './network-volumes'

export type * from './file-messages'

export type * from './behaviour'
export type * from './network/dns'
export type * from './network/requests'
export type * from './network/web'
export type * from './network/service-rules'
export type * from './stats'
export type { Mount } from './volumes'
export type * from './network/policy-rules'
export type { LinuxRoutes, NetworkdRestarted } from './network/routes'

/**
 * What the node's operating system is asked and tells. `linux` (process `worker-1/linux`) holds what outlives the daemons:
 * container processes (their shims outlive containerd) and packet-filter rules (they outlive kube-proxy).
 */

// --- containers: from the runtime -----------------------------------------------------------------------------------

export interface LinuxStart {
  readonly type: 'linux.start'
  readonly containerId: string
  readonly sandboxId: string
  readonly podUid: string
  readonly podName: string
  readonly namespace: string
  /** Name of the container; empty for the sandbox's pause process. */
  readonly name: string
  /** The pod's address: `10.244.1.7`, or the machine's own for a pod on the host's network. */
  readonly podIP: string
  readonly behaviour: Behaviour
}
/** runc has made the container; its process waits to be let run. */
export interface LinuxCreated {
  readonly type: 'linux.created'
  readonly containerId: string
  readonly pid: number
}
/** The process runs. */
export interface LinuxStarted {
  readonly type: 'linux.started'
  readonly containerId: string
  readonly pid: number
}
/** The OOM killer came into the container's cgroup (or, for a sandbox, into its pod's). */
export interface LinuxOom {
  readonly type: 'linux.oom'
  readonly containerId: string
}
/** runc could not start the process: `exec: "/no/such/binary": stat /no/such/binary: no such file or directory: unknown`. */
export interface LinuxStartFailed {
  readonly type: 'linux.start.failed'
  readonly containerId: string
  readonly error: string
}
export interface LinuxExited {
  readonly type: 'linux.exited'
  readonly containerId: string
  readonly exitCode: number
  readonly oomKilled: boolean
  /** What it left as its last word. */
  readonly message?: string
}
/** Writes a container's cgroup anew; its processes go on. */
export interface LinuxResources {
  readonly type: 'linux.resources'
  readonly containerId: string
  /** 0: none. */
  readonly memoryLimitBytes: number
  readonly oomScoreAdj: number
}
export interface LinuxSignal {
  readonly type: 'linux.signal'
  readonly containerId: string
  readonly signal: 'TERM' | 'KILL'
}
/** Runs one more process in a container (exec probes, hooks, `kubectl exec`). `id` is the asker's. */
export interface LinuxExec {
  readonly type: 'linux.exec'
  readonly id: number
  readonly containerId: string
  readonly argv: readonly string[]
  /** What it reads (a byte that is no UTF-8 as a lone surrogate, see base/bytes). */
  readonly stdin?: string
  /** Milliseconds after which the asker kills it; 0: never. */
  readonly timeoutMs: number
}
export interface LinuxExecDone {
  readonly type: 'linux.exec.done'
  readonly id: number
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** It ran longer than `timeoutMs` and was killed. */
  readonly timedOut: boolean
  /** It could not run at all (no such file, container not running). */
  readonly error: string
}
/** Reads a container's log file: what its first process printed. */
export interface LinuxLogs {
  readonly type: 'linux.logs'
  readonly id: number
  readonly containerId: string
}
export interface LinuxLogsRead {
  readonly type: 'linux.logs.read'
  readonly id: number
  readonly text: string
}
/** What a mounted volume holds now, in the container's paths: the writer swaps its `..data`, so that all changes at once. */
export interface LinuxFiles {
  readonly type: 'linux.files'
  readonly containerId: string
  readonly files: Readonly<Record<string, string>>
  readonly gone: readonly string[]
}
/** The runtime has taken note of an exit: the shim may go. */
export interface LinuxDelete {
  readonly type: 'linux.delete'
  readonly containerId: string
}
/** A pod is over: its emptyDirs are deleted. */
export interface LinuxVolumesDelete {
  readonly type: 'linux.volumes.delete'
  readonly podUid: string
}
/** How many bytes the runtime's images take. */
export interface LinuxImages {
  readonly type: 'linux.images'
  readonly bytes: number
}
/** What runs? Asked by a runtime that starts. */
export interface LinuxList {
  readonly type: 'linux.list'
}
export interface LinuxRunning {
  readonly type: 'linux.running'
  readonly containerIds: readonly string[]
  /** Exits that no runtime has heard of, kept by their shims. */
  readonly exited: readonly { containerId: string; exitCode: number; oomKilled: boolean; at: number }[]
}

// --- what the kubelet measures --------------------------------------------------------------------------------------

/**
 * A connection from the host to a container's port: HTTP, TCP and gRPC probes. gRPC's client dials again for as long as its
 * asker has patience: where nobody speaks it, it is never answered.
 */
export interface LinuxProbe {
  readonly type: 'linux.probe'
  readonly id: number
  readonly kind: 'http' | 'tcp' | 'grpc'
  readonly ip: string
  readonly port: number
  readonly path: string
  /** Asked with TLS. */
  readonly tls?: true
}
export interface LinuxProbed {
  readonly type: 'linux.probed'
  readonly id: number
  /** HTTP status code; 0 for TCP. */
  readonly code: number
  /** `dial tcp 10.244.1.7:81: connect: connection refused`; empty if connected. */
  readonly error: string
}

// --- a shutdown's delay ------------------------------------------------------------------------------------------------

/** Asks logind to wait for its asker before it switches the machine off, at most so many seconds. */
export interface LinuxInhibit {
  readonly type: 'linux.inhibit'
  readonly delay: number
}
/** The asker is done. */
export interface LinuxInhibitRelease {
  readonly type: 'linux.inhibit.release'
}
/** logind's `PrepareForShutdown(true)`. */
export interface LinuxPrepareForShutdown {
  readonly type: 'linux.prepare-for-shutdown'
}
export type InhibitRequest = Delivered<LinuxInhibit, LinuxToKubelet>

// --- faults, injected ---------------------------------------------------------------------------------------------------

/**
 * Kills a container's first process with SIGKILL. `pod` is `namespace/name`, or a prefix of it that ends in `*` (the
 * first that matches on this node); without a container name: the pod's first one.
 */
export interface FaultKillContainer {
  readonly type: 'fault.kill-container'
  readonly pod: string
  readonly container?: string
}
/** A container takes this many bytes more. */
export interface FaultFillMemory {
  readonly type: 'fault.fill-memory'
  readonly pod: string
  readonly container?: string
  readonly bytes: number
}

/** The machine is to be switched off in an orderly way. */
export type FaultShutdown = { readonly type: 'fault.shutdown' }

/** Something fills the machine's disk, or it is gone again. */
export type FaultDisk = { readonly type: 'fault.disk'; readonly full: boolean }

/** Faults come from outside the network; nobody sends them. */
export type LinuxFault = FaultKillContainer | FaultFillMemory | FaultDisk | FaultShutdown | NetworkdRestarted

/** What a container runtime asks. */
export type RuntimeToLinux =
  LinuxImages | LinuxStart | LinuxResources | LinuxSignal | LinuxExec | LinuxDelete | LinuxList
export type LinuxToRuntime =
  LinuxCreated | LinuxStarted | LinuxStartFailed | LinuxOom | LinuxExited | LinuxExecDone | LinuxRunning

/** What a kubelet asks: `linux.logs` reads what its runtime wrote. */
export type KubeletToLinux =
  | StorageOpen
  | StorageClose
  | LinuxInhibit
  | LinuxInhibitRelease
  | LinuxVolumesDelete
  | LinuxProbe
  | LinuxStats
  | LinuxLogs
  | LinuxFiles
export type LinuxToKubelet = VolumeOpened | LinuxPrepareForShutdown | LinuxProbed | LinuxUsage | LinuxLogsRead

export type LinuxTraffic = TrafficRequest | TrafficForward | TrafficResponse | TrafficRefused | TrafficAccepted
/** What programs answer to what was passed on to them. */
export type ProgramToLinux = HttpResponse | DnsReply | LinuxAppend
export type LinuxAccepts =
  | RuntimeToLinux
  | KubeletToLinux
  | LinuxRulesApply
  | LinuxPoliciesApply
  | LinuxRoutes
  | LinuxTraffic
  | ToolDone
  | ProgramToLinux
  | StorageToLinux
export type LinuxAnswers =
  | LinuxToRuntime
  | LinuxToKubelet
  | LinuxRulesApplied
  | LinuxPoliciesApplied
  | TrafficResponse
  | TrafficRefused
  | TrafficAccepted

/** A process begins to run, goes on or ends; rules are in place. */
export type LinuxTimer =
  | { readonly type: 'linux.begin'; readonly containerId: string; readonly pid: number }
  | { readonly type: 'linux.exec.program'; readonly containerId: string }
  | { readonly type: 'linux.exec.tool'; readonly id: number; readonly argv: readonly string[] }
  | { readonly type: 'linux.wake'; readonly containerId: string; readonly status?: number }
  | ExecWake
  | StorageAsk
  | { readonly type: 'linux.inhibit.over' }
  | { readonly type: 'linux.dial.wait'; readonly id: number }
  | DialBegun
  | DialEnded
  | { readonly type: 'linux.rules.restored'; readonly apply: RulesRequest }
  | { readonly type: 'linux.policies.restored'; readonly apply: PoliciesRequest }

/** A further process in a container goes on, or its asker's patience is over. */
export interface ExecWake {
  readonly type: 'linux.exec.wake'
  readonly containerId: string
  readonly id: number
  readonly timedOut: boolean
  readonly deadline: number
}
export type PoliciesRequest = Delivered<LinuxPoliciesApply, LinuxPoliciesApplied>
export type RulesRequest = Delivered<LinuxRulesApply, LinuxRulesApplied>

/** Addresses of a container runtime and a kubelet, as far as this machine's system answers them. */
export type RuntimeAddress = Address<LinuxToRuntime>
export type KubeletAddress = Address<LinuxToKubelet | HttpResponse>

export type LinuxInput =
  | Delivered<ToolDone | ProgramToLinux | StorageToLinux>
  | Delivered<RuntimeToLinux, LinuxToRuntime>
  | Delivered<KubeletToLinux, LinuxToKubelet | HttpResponse>
  | RulesRequest
  | PoliciesRequest
  | Delivered<LinuxRoutes>
  | Delivered<TrafficRequest, TrafficResponse | TrafficRefused | TrafficAccepted>
  | Delivered<TrafficForward | TrafficResponse | TrafficRefused | TrafficAccepted>
  | LinuxFault
  | LinuxFile
  | LinuxTimer
  | ProcessEnded
  | ProcessGrown
  | Extract<KernelEvent, { type: 'net.reset' | 'proc.term' }>
export type Outbox = OutboxOf<LinuxTimer>

export const labels: Labels<LinuxTraffic> = {
  'traffic.request': ({ path }) => `GET ${path}`,
  'traffic.response': ({ code, pod }) => `${code} from ${pod}`
}
