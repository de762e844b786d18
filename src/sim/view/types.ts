export type * from './lanes/types'
export type * from './sequence/types'
import type { Lane, TrackView } from './lanes/types'
import type { Micros } from '../../base/time'
import type { MachineId, ProcessId } from '../kernel/types'
import type { Kind } from '../protocol'
import type { BalancerView, ServiceView } from './traffic-types'

export type * from './traffic-types'
import type { Moment } from '../story/told'
export type * from './inspect/types'
export type { NameView } from './inspect/names'
export type { ObjectTableView } from './inspect/object-table'

/**
 * World → plain drawable data: the only shapes the page knows. Made by the worker from the simulation at one instant
 * (`FrameView`), for one selection (`InspectorView`), and for a stretch of the timeline (`TimelineView`, `EntryView`).
 */

export type { Moment, Phrase, Told } from '../story/told'

export type Health = 'ok' | 'warn' | 'bad' | 'off'

/** A component as a chip on its machine's card. Texts are made from the component's own state by its `view.ts`. */
export interface ProcessView {
  readonly id: ProcessId
  readonly kind: Kind
  /** Short title, such as `etcd-2` or `controllers`. */
  readonly title: string
  /** One line of state, such as `leader · term 3`. */
  readonly detail: string
  readonly health: Health
  /** Raft leader or lease holder: drawn with a star and the lead colour. */
  readonly leads: boolean
  /** The statechart's state, such as `leading`. For `data-state`. */
  readonly state: string
  readonly status: 'running' | 'stopped' | 'paused'
}

export interface PodView {
  readonly key: string
  readonly node: string
  /** As `kubectl get pods` would print it: Running, ContainerCreating, Terminating, CrashLoopBackOff … */
  readonly status: string
  readonly shape: 'ready' | 'pending' | 'failed' | 'terminating'
  /** What it is part of, by its labels: decides its colour. */
  readonly app: string
  /** Restarts of its containers on this node so far. */
  readonly restarts: number
  /** PersistentVolumeClaims that it mounts. */
  readonly claims: readonly string[]
  /** Whether the container process really runs on that node, whatever the API says. */
  readonly alive: boolean
}

export interface MachineView {
  readonly id: MachineId
  readonly role: 'master' | 'worker' | 'lb' | 'users'
  readonly zone: string
  readonly up: boolean
  readonly paused: boolean
  readonly health: Health
  /** Text of the badge: `ready`, `crashed`, `6 pods`, `NotReady`. */
  readonly badge: string
  readonly processes: readonly ProcessView[]
  /** Pods bound to this node in the API plus containers that run here; only for workers. */
  readonly pods: readonly PodView[]
  readonly clockSkew: Micros
}

/** A line between two machines: what runs over it lately and whether it is cut. */
export interface LinkView {
  readonly from: MachineId
  readonly to: MachineId
  readonly purpose: 'traffic' | 'api' | 'raft' | 'health'
  readonly state: 'ok' | 'idle' | 'cut' | 'slow' | 'dead'
  /** Since when nobody can answer at one of its ends; null while both are up. */
  readonly deadSince: Micros | null
}

/** A message in flight at the instant. */
export interface FlightView {
  readonly seq: number
  readonly from: ProcessId
  readonly to: ProcessId
  readonly type: string
  /** Human text such as `MsgVote term 3` or `PATCH pods/web-1/status`. */
  readonly label: string
  readonly sentAt: Micros
  readonly arrivesAt: Micros
  readonly purpose: LinkView['purpose']
}

/** What a countdown is one of: decides the sign on a chip and the words of a sentence. */
export type WaitKind =
  /** A Raft member that hears no leader, or a leader that hears no majority. */
  | 'election'
  /** A lock that its holder does not renew. */
  | 'lease'
  /** A node whose kubelet is silent. */
  | 'grace'
  /** A pod on a node with a NoExecute taint. */
  | 'toleration'
  /** A pod whose containers have been told to end. */
  | 'termination'
  /** Something that failed is tried again. */
  | 'back-off'
  /** A probe of a container: answers against what is known of it are counted. */
  | 'probe'
  /** A health check of a balancer: the same. */
  | 'check'
  /** Something that is kept for so long only. */
  | 'ttl'
  /** An answer that does not come. */
  | 'timeout'
  /** A process, or an image, that takes its time. */
  | 'start'

/** A countdown that runs at the instant: what happens at its end does, if nothing comes between. */
export interface WaitView {
  /** The same as long as it is the same countdown, also when it was set back. */
  readonly id: string
  readonly kind: WaitKind
  /** Who waits. */
  readonly process: ProcessId
  /** Whom or what it is about: a process, a machine, `pod:default/web-1`; empty: itself. */
  readonly about: string
  /** The flag or field that says how long. */
  readonly setting: string
  readonly startedAt: Micros
  readonly dueAt: Micros
  /** How many of how many are counted, if it is a count. */
  readonly count?: { readonly done: number; readonly of: number }
}

/** Everything the topology and the top bar draw at one instant. */
export interface FrameView {
  readonly now: Micros
  /** Entry number of the last step done. */
  readonly entry: number
  readonly machines: readonly MachineView[]
  readonly links: readonly LinkView[]
  readonly flights: readonly FlightView[]
  /** Messages that arrived since the instant shown before, the latest ones: drawn once along their line. */
  readonly arrived: readonly FlightView[]
  readonly traffic: {
    readonly okPercent: number
    readonly ratePerS: number
    readonly requests: number
    readonly ok: number
    /** Requests that their users gave up, and tries after a first one. */
    readonly failed: number
    readonly retries: number
    /** What was not sold with those that were given up, in dollars. */
    readonly lostRevenue: number
    readonly longestOutageS: number
    /** The last seconds, the latest last. */
    readonly recent: readonly { readonly second: number; readonly ok: number; readonly failed: number }[]
    readonly services: readonly ServiceView[]
  }
  readonly balancer: BalancerView | null
  /** Pods that no node has: they wait for a scheduler. */
  readonly unbound: readonly PodView[]
  readonly pods: { readonly running: number; readonly total: number; readonly capacity: number }
  /** Countdowns that run, the soonest first; at most a few hundred. */
  readonly waiting: readonly WaitView[]
  /** What the states alone say of what works: of the rest, nothing is known until it is tried. */
  readonly works: readonly PillView[]
}

export interface ImpactView {
  readonly id: string
  readonly title: string
  /** `asking`: the questions that it takes are not answered yet. */
  readonly status: 'ok' | 'degraded' | 'failed' | 'unknown' | 'asking'
  /** What was seen on the forks, in one line. */
  readonly evidence: string
  /** What the teaching document says in this row, if it has one, and whether it is otherwise here. */
  readonly document?: string
  readonly differs?: boolean
  /** Whether the document claims that it works, or that it does not; a time or a comparison is neither. */
  readonly judged?: boolean
}

/** One of the things that people want of a cluster, in the row that is always there. */
export type PillId = 'users' | 'reads' | 'writes' | 'new-pods' | 'scaling' | 'healing' | 'restarts' | 'rescheduling'

/** Why a thing cannot be tried, or which state alone says that it fails. */
export type PillReason =
  | 'users-down'
  | 'no-users'
  | 'no-deployment'
  | 'no-replaced-pod'
  | 'no-running-pod'
  | 'no-other-node'
  | 'no-api-server'
  | 'no-etcd-leader'
  | 'no-scheduler'
  | 'no-controllers'
  | 'no-kubelet'

/** Whether a thing works right now: how many of how many tries succeed at the instant. */
export interface PillView {
  readonly id: PillId
  /** `asking`: not tried yet at this instant; `playing`: nothing is tried while it plays, and no state says that it fails. */
  readonly status: 'all' | 'some' | 'none' | 'unknown' | 'asking' | 'playing'
  /** Of users: requests since then; else tries. */
  readonly done: number
  readonly of: number
  /** Since when it is so; `always`: since the run began. */
  readonly since: Micros | 'always' | 'asking' | 'unknown'
  readonly reason?: PillReason
}

/** What works right now at one instant, as far as it is tried. */
export interface WorksView {
  readonly at: Micros
  readonly pills: readonly PillView[]
  /** Tries that are still open. */
  readonly open: number
}

/** What is tried on forks of a whole run. */
export type AwayId = Extract<PillId, 'reads' | 'writes' | 'new-pods' | 'healing'>

/** For how long something did not work, in microseconds of the run from its first fault on. */
export interface AwayView {
  readonly id: AwayId
  /** No try succeeded. */
  readonly noneFor: Micros
  /** Some tries succeeded, others did not. */
  readonly someFor: Micros
  /** When it was so first; null: never, as far as it is known. */
  readonly since: Micros | null
}

/** Something that a component stated. */
export interface OutcomeEvent {
  readonly at: Micros
  readonly entry: number
  /** The fact's name. */
  readonly what: string
  /** Whom it is about, without what chance drew of its name. */
  readonly about: string
  /** The setting that timed it; empty if none did. */
  readonly timedBy: string
}

/** Objects of one resource, by `namespace/name`. */
export interface LostObjects {
  readonly resource: string
  readonly names: readonly string[]
}

/** What a store that was turned back does not know any more, compared with what was in it before. Heartbeats and Events are left out. */
export interface LostView {
  /** When a snapshot was restored, or a member went on by force. */
  readonly at: Micros
  readonly how: 'restored' | 'forced'
  /** The last revision that the old cluster had acknowledged, and the one that the new one begins with. */
  readonly before: number
  readonly after: number
  /** Written after that revision, and gone. */
  readonly lost: readonly LostObjects[]
  /** Deleted after it, and there again. */
  readonly back: readonly LostObjects[]
  /** Changed after it, and wanted as they were. */
  readonly older: readonly LostObjects[]
  /** Pods that ran on afterwards though the store does not hold them, and until when one did, to 5 s. */
  readonly strays: { readonly names: readonly string[]; readonly until: Micros }
}

/** What came of a run as far as it is simulated. */
export interface OutcomeView {
  readonly end: Micros
  readonly requests: number
  /** Requests that their users gave up, and what was not sold with them, in dollars. */
  readonly failed: number
  readonly retries: number
  readonly lostRevenue: number
  readonly revenuePerRequest: number
  readonly longestOutageS: number
  /** Requests that were given up until 0, `step`, two of them …, and pods that had answered users lately then. */
  readonly curve: { readonly step: Micros; readonly failed: readonly number[]; readonly pods: readonly number[] }
  /** How long pods did not answer users that had answered before the first fault, added up, in seconds. */
  readonly podSecondsAway: number
  readonly oomKills: number
  /** What people typed, as they would type it, and what was printed. */
  readonly typed: readonly { readonly at: Micros; readonly line: string; readonly printed: string }[]
  /** Null: what was acknowledged was kept. */
  readonly lost: LostView | null
  /** Empty until the run is simulated to its end. */
  readonly away: readonly AwayView[]
  /** Whether something is still tried, or the run is not at its end: asked again, it is further. */
  readonly open: boolean
  readonly events: readonly OutcomeEvent[]
}

/** What works at one instant, as far as the questions about it are answered. */
export interface ImpactTableView {
  readonly at: Micros
  readonly rows: readonly ImpactView[]
  /** Questions that are still open. */
  readonly open: number
}

/** One recorded step. */
export interface EntryView {
  readonly seq: number
  readonly at: Micros
  readonly kind: string
  readonly component: ProcessId | ''
  readonly from: ProcessId | ''
  readonly type: string
  readonly label: string
  readonly setting: string
  readonly cause: number
  readonly stateFrom: string
  readonly stateTo: string
  readonly notes: readonly string[]
  readonly facts: readonly { readonly fact: string; readonly detail: Readonly<Record<string, unknown>> }[]
}

export interface MilestoneView {
  readonly id: string
  readonly at: Micros
  readonly afterFault: Micros | null
  readonly component: ProcessId | ''
  readonly setting: string
  readonly entry: number
  /** Side by side: the document's time, the recorded one (median, min, max), in seconds after the fault; null if it has none. */
  readonly documentS: number | null
  readonly recordedS: { readonly median: number; readonly min: number; readonly max: number } | null
  /** Why simulated and document differ, computed from the settings that timed it. */
  readonly why: string
}

export interface FaultView {
  readonly index: number
  readonly at: Micros
  readonly text: string
}

/** What the dock's timeline draws: grows as the simulation runs ahead of the playhead. */
export interface TimelineView {
  readonly branch: number
  readonly branches: readonly {
    readonly id: number
    readonly parent: number | null
    readonly forkedAt: Micros
    readonly title: string
  }[]
  /** Simulated so far. */
  readonly end: Micros
  /** As far as it is simulated without being asked. */
  readonly until: Micros
  readonly entries: number
  /** Whether lanes, milestones and moments have been read from the record, up to `end`; if not, they are empty. */
  readonly read: boolean
  readonly lanes: readonly Lane[]
  /** The other branches, in order of their age. */
  readonly tracks: readonly TrackView[]
  readonly milestones: readonly MilestoneView[]
  readonly faults: readonly FaultView[]
  /** The story so far: each moment with what is told of it. */
  readonly moments: readonly Moment[]
  /** Over all of it, when what is to be simulated ahead is simulated; empty before. */
  readonly hash: string
  readonly broken: readonly {
    readonly invariant: string
    readonly at: Micros
    readonly entry: number
    readonly text: string
  }[]
}
