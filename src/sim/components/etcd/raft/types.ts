import type { Journal } from '../../../../base/journal'
import type { Prng } from '../../../../base/prng'

/** One change of membership. Models raftpb.ConfChangeSingle. */
export interface ConfChangeSingle {
  readonly type: 'addVoter' | 'addLearner' | 'remove' | 'update'
  readonly node: number
}

/** A proposed change of membership; without changes it leaves a joint configuration. Models raftpb.ConfChangeV2. */
export interface ConfChange {
  readonly changes: readonly ConfChangeSingle[]
  /** auto: joint only if it must be, and left by itself; implicit: joint, left by itself; explicit: joint until told to leave. */
  readonly transition: 'auto' | 'implicit' | 'explicit'
}

/** One entry of the log. Frozen when made. */
export interface Entry {
  readonly index: number
  readonly term: number
  readonly type: 'normal' | 'conf'
  /** What is proposed (a `ConfChange` in an entry of type `conf`); null for the empty entry with which a leader begins its term. */
  readonly data: unknown
}

/** What must be on disk before messages that depend on it are sent. */
export interface HardState {
  readonly term: number
  readonly vote: number
  readonly commit: number
}

/** Who is a member, as a snapshot keeps it. Ids are sorted. Models raftpb.ConfState. */
export interface ConfState {
  readonly voters: readonly number[]
  readonly learners: readonly number[]
  /** Voters of the configuration that a joint one leaves; empty if it is not joint. */
  readonly votersOutgoing: readonly number[]
  /** Voters of the outgoing configuration who will be learners. */
  readonly learnersNext: readonly number[]
  readonly autoLeave: boolean
}

export interface Snapshot {
  readonly metadata: { readonly index: number; readonly term: number; readonly confState: ConfState }
  readonly data: unknown
}

/** A read that is confirmed: it may be answered once `index` is applied. */
export interface ReadState {
  readonly index: number
  readonly request: number
}

/** Messages by etcd's names: MsgApp is the paper's AppendEntries, MsgVote its RequestVote. The last row never travels. */
export type MessageType =
  | 'MsgApp'
  | 'MsgAppResp'
  | 'MsgVote'
  | 'MsgVoteResp'
  | 'MsgPreVote'
  | 'MsgPreVoteResp'
  | 'MsgHeartbeat'
  | 'MsgHeartbeatResp'
  | 'MsgSnap'
  | 'MsgProp'
  | 'MsgReadIndex'
  | 'MsgReadIndexResp'
  | 'MsgTransferLeader'
  | 'MsgTimeoutNow'
  | 'MsgForgetLeader'
  | ('MsgHup' | 'MsgBeat' | 'MsgCheckQuorum' | 'MsgUnreachable' | 'MsgSnapStatus')

/** A message between members. Frozen. Models raftpb.Message. */
export interface Message {
  readonly type: MessageType
  readonly from: number
  readonly to: number
  /** 0: not bound to a term (proposals and reads that are forwarded, and what never travels). */
  readonly term: number
  readonly index?: number
  readonly logTerm?: number
  readonly entries?: readonly Entry[]
  readonly commit?: number
  readonly reject?: boolean
  /** With a rejected MsgApp: where the follower's log may agree. */
  readonly rejectHint?: number
  /** Of a read: its request. */
  readonly context?: number
  readonly snapshot?: Snapshot
  /** A campaign for a leadership transfer: leases do not hold it back. */
  readonly transfer?: boolean
}

export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader'

/** What a leader knows of a follower's log. Models tracker/progress.go. */
export interface Progress {
  match: number
  next: number
  /** The highest commit index that was sent. */
  sentCommit: number
  /** probe: one MsgApp at a time until the logs agree; replicate: pipelined; snapshot: waits for its snapshot. */
  state: 'probe' | 'replicate' | 'snapshot'
  pendingSnapshot: number
  /** Heard of since the last check of the quorum. */
  recentActive: boolean
  /** Nothing is sent until it answers. */
  paused: boolean
  /** Last indexes of the MsgApps under way, oldest first. Models tracker/inflights.go. */
  inflights: number[]
  isLearner: boolean
}

/** The configuration that counts now. Sorted ids. Models tracker.Config. */
export interface Config {
  voters: readonly number[]
  votersOutgoing: readonly number[]
  learners: readonly number[]
  learnersNext: readonly number[]
  autoLeave: boolean
}

export interface Tracker {
  config: Config
  progress: Map<number, Progress>
  /** Everyone in `progress`, sorted: the order in which messages go out. */
  ids: readonly number[]
  votes: Map<number, boolean>
}

/** The log: what is on disk, what is being written, what is only in memory. Models log.go with log_unstable.go. */
export interface Log {
  /** Entries after `offset`. */
  readonly entries: Journal<Entry>
  /** Index and term of the last entry that was compacted away. */
  offset: number
  offsetTerm: number
  committed: number
  /** Last index handed out to be applied, and last that was applied. */
  applying: number
  applied: number
  /** Last index that is on disk, and last that was handed out to be written. */
  stable: number
  inProgress: number
  /** The last snapshot: for followers too far behind. */
  snapshot: Snapshot | null
  /** A snapshot from the leader that is not on disk yet. */
  unstableSnapshot: Snapshot | null
  snapshotInProgress: boolean
}

/** A read that waits for a quorum to confirm that the leader still leads. */
export interface PendingRead {
  readonly request: number
  readonly from: number
  readonly index: number
  readonly acks: Set<number>
}

/** How a member behaves. Models raft.Config. */
export interface Settings {
  readonly electionTicks: number
  readonly heartbeatTicks: number
  readonly preVote: boolean
  readonly checkQuorum: boolean
  /** MsgApps under way to one follower before it must answer. */
  readonly maxInflight: number
  /** Entries in one MsgApp; sizes are not modelled. */
  readonly maxEntries: number
  /** Committed entries handed out and not applied yet, at most; 0: none ever. */
  readonly maxApplying: number
  /** Reads are confirmed by a quorum, or by the leader's lease on it (which trusts clocks). */
  readonly readOnly: 'safe' | 'lease'
  /** Reads that come before the leader's first commit wait for it (raft since etcd 3.5); else they are dropped. */
  readonly postponeReads: boolean
  readonly stepDownOnRemoval: boolean
  readonly disableConfChangeValidation: boolean
  readonly disableProposalForwarding: boolean
}

/** One member: plain data, part of the etcd process's context. Models raft.go's struct raft with rawnode.go. */
export interface RawNode {
  id: number
  readonly settings: Settings
  readonly rng: Prng
  term: number
  vote: number
  role: Role
  /** Whom it believes to lead; 0: nobody. */
  lead: number
  isLearner: boolean
  /** The member that leadership is being handed to; 0: none. */
  leadTransferee: number
  /** Ticks since it heard of a leader, or (as leader) since it checked its quorum. */
  electionElapsed: number
  heartbeatElapsed: number
  /** The election timeout of this round, in ticks: [electionTicks, 2 × electionTicks − 1]. */
  timeout: number
  /** No change of membership is proposed while one up to this index may be unapplied. */
  pendingConfIndex: number
  tracker: Tracker
  log: Log
  /** What may be sent at once, and what only after the log is on disk. */
  messages: Message[]
  messagesAfterAppend: Message[]
  readStates: ReadState[]
  /** Reads under way, oldest first, and those that wait for the first commit of the term. */
  reads: PendingRead[]
  postponedReads: Message[]
  /** What the last Ready gave out. */
  ready: { hardState: HardState; lead: number; role: Role }
  /** Its own answers to what the Ready under way writes: taken when that is done. */
  stepsOnAdvance: readonly Message[]
  /** Lines for its host's log. */
  said: string[]
}

/** What the host must do: save, send, apply; then `advance`. Models rawnode.go Ready. */
export interface Ready {
  readonly hardState: HardState | null
  readonly entries: readonly Entry[]
  readonly snapshot: Snapshot | null
  readonly committedEntries: readonly Entry[]
  /** May be sent while the disk writes. */
  readonly messages: readonly Message[]
  /** Must be sent only when the disk has written: they say what is on it. */
  readonly messagesAfterAppend: readonly Message[]
  readonly readStates: readonly ReadState[]
  /** Term and index of the last entry that this Ready writes, for `advance`. */
  readonly lastTerm: number
  readonly lastIndex: number
}
