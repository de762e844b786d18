import type { Prng } from '../../../../base/prng'

/** One entry of the log. Frozen when made. */
export interface Entry {
  readonly index: number
  readonly term: number
  readonly type: 'normal' | 'conf'
  /** What is proposed; null for the empty entry with which a leader begins its term. */
  readonly data: unknown
}

/** What must be on disk before messages that depend on it are sent. */
export interface HardState {
  readonly term: number
  readonly vote: number
  readonly commit: number
}

export interface Snapshot {
  readonly metadata: { readonly index: number; readonly term: number; readonly voters: readonly number[] }
  readonly data: unknown
}

/** A read that is confirmed: it may be answered once `index` is applied. */
export interface ReadState {
  readonly index: number
  readonly request: number
}

/** A message between members, by etcd's names: MsgApp is the paper's AppendEntries, MsgVote its RequestVote. Frozen. */
export interface Message {
  readonly type: string
  readonly from: number
  readonly to: number
  /** 0: not bound to a term (proposals and reads that are forwarded). */
  readonly term: number
  readonly index?: number
  readonly logTerm?: number
  readonly entries?: readonly Entry[]
  readonly commit?: number
  readonly reject?: boolean
  /** With a rejected MsgApp: where the follower's log may agree. */
  readonly hint?: number
  /** Of a read: its request. */
  readonly context?: number
  readonly snapshot?: Snapshot
  /** A campaign for a leadership transfer: leases do not hold it back. */
  readonly force?: boolean
  /** Of a forwarded read: the member that asks. */
  readonly origin?: number
}

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader'

/** What a leader knows of a follower's log. Models tracker/progress.go. */
export interface Progress {
  match: number
  next: number
  /** probe: one MsgApp at a time until the logs agree; replicate: pipelined; snapshot: waits for its snapshot. */
  state: 'probe' | 'replicate' | 'snapshot'
  /** In probe: the one MsgApp is under way. */
  paused: boolean
  /** Heard of since the last check of the quorum. */
  active: boolean
}

export interface Log {
  /** Entries after `offset`. */
  entries: Entry[]
  /** Index and term of the last entry that was compacted away. */
  offset: number
  offsetTerm: number
  committed: number
  applied: number
  /** Last index that is on disk. */
  stable: number
  snapshot: Snapshot | null
}

/** A read that waits for a quorum to confirm that the leader still leads. */
export interface PendingRead {
  readonly request: number
  /** A heartbeat that carries this number or a later one was sent after the read came. */
  readonly serial: number
  readonly from: number
  readonly index: number
  readonly acks: Set<number>
}

/** One member: plain data, part of the etcd process's context. Models raft.go's struct raft with rawnode.go. */
export interface RawNode {
  readonly id: number
  readonly voters: readonly number[]
  readonly electionTicks: number
  readonly preVote: boolean
  readonly rng: Prng
  term: number
  vote: number
  role: Role
  /** Whom it believes to lead; 0: nobody. */
  lead: number
  /** Ticks since it heard of a leader, or (as leader) since it checked its quorum. */
  elapsed: number
  /** The election timeout of this round, in ticks: [electionTicks, 2 × electionTicks − 1]. */
  timeout: number
  votes: Map<number, boolean>
  tracker: { progress: Map<number, Progress> }
  log: Log
  /** A snapshot from the leader that the application has not taken yet. */
  pendingSnapshot: Snapshot | null
  messages: Message[]
  readStates: ReadState[]
  reads: PendingRead[]
  readSerial: number
  /** What was last handed out to be saved. */
  saved: HardState
  /** The member that leadership is being handed to; 0: none. */
  transferee: number
}

/** What the host must do, in this order: save, send, apply; then `advance`. */
export interface Ready {
  readonly hardState: HardState | null
  readonly entries: readonly Entry[]
  readonly snapshot: Snapshot | null
  readonly committedEntries: readonly Entry[]
  readonly messages: readonly Message[]
  readonly readStates: readonly ReadState[]
}
