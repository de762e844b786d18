import type { Journal } from '../../base/journal'
import { seconds, type Micros } from '../../base/time'
import type { Prng } from '../../base/prng'
import type { Usage } from './resources'

/** A process is `machine/name`: `master-1/etcd`, `worker-2/kubelet`, `lb/load-balancer`, `users/kubectl`. */
export type ProcessId = string
/**
 * What a right clock reads at time 0 of a run: 09:59:50, so that a fault at 10 s falls on ten o'clock. The cluster warms up
 * before time 0; processes never see a clock at or below 0, which many of them take for "never".
 */
export const clockAtStart: Micros = seconds(9 * 3_600 + 59 * 60 + 50)

/** A machine: `master-1`, `worker-2`, `lb`, `users`. */
export type MachineId = string

/** What travels on the network. Messages are never mutated after they were sent. */
export interface Message {
  readonly type: string
  /** The connection that it travels on, as who dialled it called it; without one, that which its two processes share. */
  readonly conn?: string
}

/** What a machine receives: a message (with `from`), one of its timers, or a fact about a connection or the disk. */
export interface SimEvent {
  readonly type: string
}

declare const accepted: unique symbol
/**
 * The id of a process that accepts messages `M`. Whoever accepts more can stand where one that accepts less is asked for.
 * `Outbox.send` takes nothing but what the address accepts.
 */
export type Address<M extends Message> = ProcessId & { readonly [accepted]: (message: M) => void }

/** A message as it arrives: the kernel has written its sender into it, who accepts the answers `A`. */
export type Delivered<M extends Message, A extends Message = never> = M extends Message
  ? M & { readonly from: Address<A> }
  : never

/** Whether an event is of a type: the name says what it carries, for every type of event belongs to one contract. */
export const isEvent = <E extends SimEvent>(event: SimEvent, type: E['type']): event is E => event.type === type

/** Facts that the kernel tells a process about its connections, its disk and its own life. */
export type KernelEvent =
  | { type: 'net.refused'; to: ProcessId; ref?: unknown }
  /** A connection is at its end: `conn` as who dialled it called it, empty for the one that the two processes share. */
  | { type: 'net.reset'; peer: ProcessId; conn: string }
  | { type: 'net.connected'; to: ProcessId; ref: unknown }
  | { type: 'disk.synced'; ref: unknown }
  | { type: 'disk.failed'; ref: unknown; error: DiskError }
  | { type: 'proc.term' }
  | ProcessEnded
  | ProcessGrown

/** A process that this one started has much more or less memory in use than before. */
export interface ProcessGrown {
  readonly type: 'proc.memory'
  readonly process: ProcessId
  readonly ref: string
  readonly bytes: number
}

/** A process that this one started has ended. `ref` is what it was started with. */
export interface ProcessEnded {
  readonly type: 'proc.ended'
  readonly process: ProcessId
  readonly ref: string
  /** What wait(2) gives: the code it exited with, 128 + the number of the signal that killed it. */
  readonly exitCode: number
}

/** What a machine's init (systemd) knows of a process. */
export interface Unit {
  /** From the machine's start until the process runs. */
  readonly startDelay: Micros
  /** How it is started again when it ends by itself; null: it stays down. */
  readonly restart: Restart | null
}

/** How a supervisor starts a process again. */
export interface Restart {
  /** From its end to the next start, and the setting that says so. */
  readonly delay: Micros
  readonly setting: string
  /** The second wait, doubled at each further one up to `max`; an end that long (`forget`) after the last restart is a first one again. */
  readonly backOff?: { readonly first: Micros; readonly max: Micros; readonly forget: Micros }
}

/** One process of a world at its beginning. */
export interface SetupProcess {
  readonly id: ProcessId
  readonly kind: string
  /** From the machine's start until it runs; null: it is known by its address, but something on its machine starts it. */
  readonly startDelay: Micros | null
  /** When it starts for the first time, after the world's beginning, if that is not its start delay. */
  readonly firstStart?: Micros
  /** What its supervisor does when it ends by itself; without it, it stays down. */
  readonly restart?: Unit['restart']
  /** What lies on its disk at first. */
  readonly disk?: Disk
  /** Address of its machine. */
  readonly address?: string
}

/** How a process is started by another one of its machine. */
export interface Spawn {
  /** The parent's own word for it; comes back with its end. */
  readonly ref: string
  /** Who it belongs to, for people: `kube-system/etcd-master-1`. */
  readonly owner: string
  /** Address of the network namespace that it runs in. */
  readonly address: string
  /** Its command line, program first. */
  readonly argv?: readonly string[]
  /** What its image says of its version: the tag. */
  readonly version?: string
  /** Whom it may say that it is: its pod's service account; missing: nobody. */
  readonly account?: string
  /** What it finds around it, if it looks. */
  readonly surroundings?: ProcessSurroundings
}

/** A process' environment variables, and the files that it can read, as they are when it starts. */
export interface ProcessSurroundings {
  readonly env: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  /** Its image's repository with its host, for a program that many images hold. */
  readonly image?: string
}

/** How people call messages and events, by type: `PATCH pods/nginx/status`, `MsgVote term 3`. Without a row: by their type. */
export type Labels<M extends SimEvent> = { readonly [T in M['type']]?: (message: Extract<M, { type: T }>) => string }

export type DiskError = 'ENOSPC' | 'EIO'

export type DiskOp =
  | { op: 'put'; file: string; value: unknown }
  | { op: 'append'; file: string; records: readonly unknown[] }
  | { op: 'release'; file: string; count: number }
  | { op: 'delete'; file: string }

/**
 * The durable files of one process. `records` is an append-only log, `value` a file that is replaced whole. A file without a log is
 * frozen, so that checkpoints share it.
 */
export type Disk = Record<string, { value?: unknown; records?: Journal<unknown> }>

export type Flags = Readonly<Record<string, number | string | boolean>>

/** What a process is started with. */
export interface Boot {
  self: ProcessId
  machine: MachineId
  now: Micros
  rng: Prng
  config: Flags
  /** What every process is told of its surroundings; the kernel only hands it on. */
  cluster: unknown
  /** What this process had synced to its disk in former lives; empty at first. */
  disk: Disk
  /** Counts the machine's boots: a process that sees another number than before was rebooted with its machine. */
  bootId: number
  /** Counts this process's starts, from 1. */
  incarnation: number
  /** Address of the network namespace that it runs in: its machine's, or its pod's. */
  address: string
  /** The command line that whoever spawned it gave it; empty if its machine's init runs it. */
  argv: readonly string[]
  /** The tag of the image that it was started from; missing: no image. */
  version?: string
  /** `namespace/name` of the pod that it runs in; missing: none. */
  owner?: string
  /** Whom it may say that it is, by what is mounted into its container; empty: nobody. */
  account: string
  /** Its environment and files; missing: nobody told it. */
  surroundings?: ProcessSurroundings
}

/** Every machine's context begins with this. The kernel sets both clocks before each step (`clock.ts`). */
export interface ProcessContext {
  self: ProcessId
  now: Micros
  /** How far the machine's wall clock is off; `now` does not show it. */
  skew?: Micros
  rng: Prng
  config: Flags
}

export interface SendOptions {
  /** Time of processing before the message leaves. */
  delay?: Micros
  /** The entry that this message answers or reports, if it is not the step that sends it: steps that do several things at once say so. */
  cause?: number | undefined
  /**
   * `own`: the message and its answer are all that travels on their connection, as with an HTTP/1.1 request of users or a probe:
   * it neither waits for others nor holds them up. Without it, it travels on the connection that it names (`Message.conn`), else
   * on the one that its two processes share; each of them keeps the order in which messages leave.
   */
  connection?: 'own'
  /** It is the last on its connection: its sender closes it (FIN). */
  last?: true
  /** A lost message stays lost (no retransmission): Raft peers cope, TCP clients do not. */
  unreliable?: boolean
  /** What faults on the network call the message where its type says less: the name of a message inside an envelope. */
  name?: string
}

/**
 * What a step is explained by: an earlier entry, or that nothing came from a process. `of` names the setting of the timer whose
 * work was missed; without it the first that the process missed explains its silence.
 */
export type Because = { silence: ProcessId; of?: string } | { entry: number }

/**
 * The only way out of a process. Each call is recorded in the timeline entry of the step. The kernel takes what anybody
 * says; components are given a narrower one, which knows addresses, their own timers' events and the facts (`sim/outbox.ts`).
 */
export interface Outbox {
  /** Sequence number of the timeline entry of the current step, or of the decision that it is at; may be remembered for `because`. */
  readonly entry: number
  /** Cause of this step as the kernel saw it (the entry that sent the message or set the timer). */
  readonly cause: number
  send(to: ProcessId, message: Message, options?: SendOptions): void
  /**
   * Opens a connection: `net.connected` or `net.refused` comes back with `ref`, or nothing. What is lost is asked for again for
   * `patience`, or as long as the kernel does it (127 s). With a name (`conn`, unique in the run) messages may travel on it, both
   * ways, until one of them is its last or `net.reset` ends it; what is said on a name that is not open is answered by that.
   */
  connect(to: ProcessId, ref: unknown, patience?: Micros, conn?: string): void
  /** Closes the process's listening socket: from now on who dials it is refused. */
  stopListening(): void
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
  fact(fact: string, detail?: Readonly<Record<string, unknown>>): void
  /** Ends this process. `code` is 0 or what tells its supervisor that it failed; 1 if it is left out. */
  exit(reason: string, code?: number): void
  /**
   * Starts a process on the own machine, right after this step: of that id and kind, a new one or the next life of one that
   * ended. Its parent hears `proc.ended`; it dies with its parent, and nobody but its parent starts it again. If one of that
   * id runs already, it ends at once with 1: its addresses are in use.
   */
  spawn(id: ProcessId, kind: string, how: Spawn): void
  /** Has a machine made (of a size, if not of the usual one) or taken away, right after this step: for whoever rents them out. */
  order(order: MachineOrder, machine: MachineId, size?: unknown): void
  /** A signal to a process that this one has started. */
  signal(id: ProcessId, signal: 'TERM' | 'KILL'): void
  /** What a process that this one has started has printed, the last lines of it. */
  output(id: ProcessId): readonly PrintedLine[]
  /**
   * Takes so many milliseconds of CPU time, which it shares with the other processes of its machine (`resources.ts`): how long that takes.
   * What is short takes no time of its own, but waits for its turn; less than nothing is given back.
   */
  compute(ms: number): Micros
  /** So many bytes go out by the machine's link: how long until the last of them has left. */
  transmit(bytes: number): Micros
  /** Memory that it has in use now, in bytes. Who started it hears (`proc.memory`) of changes by 16 MiB and more. */
  hold(bytes: number): void
  /** What a process that this one has started uses of the machine. */
  usage(id: ProcessId): Usage
  /**
   * An event for the process itself, or for one of its items (`ItemEvent`). It is taken within this step, after the
   * event that is being handled and what was raised before.
   */
  raise(event: SimEvent): void
}

/**
 * What can be asked of who has machines; `stop` ends all that the own machine's init runs, and then switches it off. `provide`: what stands beside the
 * cluster is to be there.
 */
export type MachineOrder = 'create' | 'delete' | 'stop' | 'power-off' | 'change' | 'provide'

/** A line that a process printed. */
export interface PrintedLine {
  /** The machine's clock. */
  readonly at: Micros
  readonly level: 'I' | 'W' | 'E'
  readonly text: string
}

/** What the running of a chart itself tells: for the timeline only. */
export interface Trace {
  /** A transition was taken: the chart's name, the item (empty: the process itself), and the number of the edge. */
  took(chart: string, item: string, edge: number): void
}
