import { seconds, type Micros } from '../../base/time'
import type { Prng } from '../../base/prng'

/** A process is `machine/name`: `master-1/etcd`, `worker-2/kubelet`, `lb/load-balancer`, `users/kubectl`. */
export type ProcessId = string
/**
 * What a right clock reads at time 0 of a run: 09:59:50, so that a fault at 10 s falls on ten o'clock. The cluster warms up
 * before time 0; processes never see a clock at or below 0, which many of them take for "never".
 */
export const clockAtStart: Micros = seconds(9 * 3_600 + 59 * 60 + 50)

/** A machine: `master-1`, `worker-2`, `lb`, `users`. */
export type MachineId = string

/** The component kinds; each is a folder under `components/`. */
export type Kind =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'container-runtime'
  | 'linux'
  | 'kube-proxy'
  | 'load-balancer'
  | 'kubectl'
  | 'client'

/** What travels on the network. Messages are never mutated after they were sent. */
export interface Message {
  readonly type: string
}

/** What a machine receives: a message (with `from`), one of its timers, or a fact about a connection or the disk. */
export interface SimEvent {
  readonly type: string
}

export type Delivered<M extends Message> = M & { readonly from: ProcessId }

/** Facts that the kernel tells a process about its connections, its disk and its own life. */
export type KernelEvent =
  | { type: 'net.refused'; to: ProcessId; ref?: unknown }
  | { type: 'net.reset'; peer: ProcessId }
  | { type: 'net.connected'; to: ProcessId; ref: unknown }
  | { type: 'disk.synced'; ref: unknown }
  | { type: 'disk.failed'; ref: unknown; error: DiskError }
  | { type: 'proc.term' }

export type DiskError = 'ENOSPC' | 'EIO'

export type DiskOp =
  | { op: 'put'; file: string; value: unknown }
  | { op: 'append'; file: string; records: readonly unknown[] }
  | { op: 'release'; file: string; count: number }
  | { op: 'delete'; file: string }

/** The durable files of one process. `records` is an append-only log, `value` a file that is replaced whole. */
export type Disk = Record<string, { value?: unknown; records?: unknown[] }>

export type Flags = Readonly<Record<string, number | string | boolean>>

/** The static shape of the cluster, known to every process from its own flags and config files. */
export interface Cluster {
  readonly masters: readonly MachineId[]
  readonly workers: readonly MachineId[]
  /** Failure domain of a machine (`topology.kubernetes.io/zone`), if it has one. */
  readonly zones: Readonly<Record<MachineId, string>>
  readonly hasLoadBalancer: boolean
  readonly runtime: 'containerd' | 'cri-o' | 'docker' | 'podman'
  /** IP address of each machine. */
  readonly addresses: Readonly<Record<MachineId, string>>
  /** Pod network of each machine, `10.244.k.0/24` written as its first three bytes. */
  readonly podCidrs: Readonly<Record<MachineId, string>>
}

/** What a process is started with. */
export interface Boot {
  self: ProcessId
  machine: MachineId
  now: Micros
  rng: Prng
  config: Flags
  cluster: Cluster
  /** What this process had synced to its disk in former lives; empty at first. */
  disk: Disk
  /** Counts the machine's boots: a process that sees another number than before was rebooted with its machine. */
  bootId: number
  /** Counts this process's starts, from 1. */
  incarnation: number
}

/** Every machine's context begins with this. The kernel sets `now` before each step (with the machine's clock skew). */
export interface ProcessContext {
  self: ProcessId
  now: Micros
  /** How far `now` is off because somebody set the machine's clock; set with `now`. Monotonic clocks do not show it. */
  skew?: Micros
  rng: Prng
  config: Flags
}

export interface SendOptions {
  /** Time of processing before the message leaves. */
  delay?: Micros
  /** The entry that this message answers or reports, if it is not the step that sends it: steps that do several things at once say so. */
  cause?: number
  /** A lost message stays lost (no retransmission): Raft peers cope, TCP clients do not. */
  unreliable?: boolean
}

/**
 * What a step is explained by: an earlier entry, or that nothing came from a process. `of` names the setting of the timer whose
 * work was missed; without it the first that the process missed explains its silence.
 */
export type Because = { silence: ProcessId; of?: string } | { entry: number }

/** The only way out of a process. Each call is recorded in the timeline entry of the step. */
export interface Outbox {
  /** Sequence number of the timeline entry of the current step, or of the decision that it is at; may be remembered for `because`. */
  readonly entry: number
  /** Cause of this step as the kernel saw it (the entry that sent the message or set the timer). */
  readonly cause: number
  send(to: ProcessId, message: Message, options?: SendOptions): void
  connect(to: ProcessId, ref: unknown): void
  timer(id: string, delay: Micros, setting: string, event: SimEvent): void
  cancel(id: string): void
  write(ref: unknown, ops: readonly DiskOp[]): void
  log(level: 'I' | 'W' | 'E', text: string): void
  note(text: string): void
  /**
   * Names what the step is explained by. A step that does several things for different reasons calls it before each: from
   * the second reason on, what follows gets a timeline entry of its own.
   */
  because(cause: Because, setting?: string): void
  /** States a fact that this component knows; milestones, invariants and impact listen. `detail` is plain data. */
  milestone(fact: string, detail?: Readonly<Record<string, unknown>>): void
  exit(reason: string): void
}
