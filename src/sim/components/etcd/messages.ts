import type { Micros } from '../../../base/time'
import type { Address, Delivered, KernelEvent, Labels } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { Message } from './raft'
import type { EtcdAdministration } from './asked'
import type { StoreSnapshot } from './snapshot'
import type { HttpGet } from '../linux/messages'

/**
 * etcd's client API (etcdserverpb: KV, Watch, Lease, Maintenance) and its peer traffic. Values are frozen objects, not
 * bytes. `id` is the client's and comes back in the answer.
 */

export interface KeyValue {
  readonly key: string
  readonly value: unknown
  readonly createRevision: number
  readonly modRevision: number
  readonly version: number
  /** 0: no lease. */
  readonly lease: number
}

export type Compare = { readonly key: string; readonly result: '=' | '!=' | '<' | '>' } & (
  | { readonly target: 'create' | 'mod' | 'version'; readonly revision: number }
  | { readonly target: 'value'; readonly value: string }
)

export type TxnOp =
  | { readonly op: 'put'; readonly key: string; readonly value: unknown; readonly lease?: number }
  | { readonly op: 'delete'; readonly key: string }
  | { readonly op: 'range'; readonly key: string }

export interface EtcdTxn {
  readonly type: 'etcd.txn'
  readonly id: number
  readonly compares: readonly Compare[]
  readonly success: readonly TxnOp[]
  readonly failure: readonly TxnOp[]
}

/** One key, or all keys that begin with `key` if `prefix`. */
export interface EtcdRange {
  readonly type: 'etcd.range'
  readonly id: number
  readonly key: string
  readonly prefix?: boolean
  /** At this revision; 0 or absent: now. */
  readonly revision?: number
  /** Answered by this member alone, however stale; otherwise linearizable (ReadIndex). */
  readonly serializable?: boolean
  readonly limit?: number
  /** With `prefix`: only keys greater than this one (continue of a paged list). */
  readonly after?: string
  readonly countOnly?: boolean
}

export interface EtcdWatch {
  readonly type: 'etcd.watch'
  readonly id: number
  readonly prefix: string
  /** First revision wanted; 0: from the next change on. */
  readonly startRevision: number
  /** Metadata `hasleader`: a member that knows of no leader refuses the watch, or ends it. Models clientv3.WithRequireLeader. */
  readonly requireLeader?: boolean
}
export interface EtcdWatchCancel {
  readonly type: 'etcd.watch.cancel'
  readonly id: number
}
export interface EtcdCompact {
  readonly type: 'etcd.compact'
  readonly id: number
  readonly revision: number
}
export interface EtcdLeaseGrant {
  readonly type: 'etcd.lease.grant'
  readonly id: number
  readonly ttlSeconds: number
}
export interface EtcdLeaseKeepAlive {
  readonly type: 'etcd.lease.keepalive'
  readonly id: number
  readonly lease: number
}
export interface EtcdLeaseRevoke {
  readonly type: 'etcd.lease.revoke'
  readonly id: number
  readonly lease: number
}
/** `etcdctl endpoint status`, and with `check` the linearizable read of `endpoint health`. */
export interface EtcdStatus {
  readonly type: 'etcd.status'
  readonly id: number
}

/** A client takes a request back: RST_STREAM. What was proposed already is still applied. */
export interface EtcdCancel {
  readonly type: 'etcd.cancel'
  readonly id: number
}
/** A gRPC connection begins (TLS, HTTP/2 preface and SETTINGS); `client` tells apart those of one process. */
export interface EtcdDial {
  readonly type: 'etcd.dial'
  readonly client: string
}
/** HTTP/2 PING of gRPC's keepalive. */
export interface EtcdPing {
  readonly type: 'etcd.ping'
}

export type EtcdRequest =
  | EtcdDial
  | EtcdPing
  | EtcdCancel
  | EtcdTxn
  | EtcdRange
  | EtcdWatch
  | EtcdWatchCancel
  | EtcdCompact
  | EtcdLeaseGrant
  | EtcdLeaseKeepAlive
  | EtcdLeaseRevoke
  | EtcdStatus
  | EtcdAdministration

export interface EtcdLeaseInfo {
  readonly lease: number
  readonly granted: number
  readonly ttl: number
  readonly keys: readonly string[]
}

/** A member as the others know it. */
export interface EtcdMemberInfo {
  /** Raft's number of it. */
  readonly number: number
  readonly peer: EtcdPeer
  readonly learner: boolean
  /** It has told the others its name. */
  readonly started: boolean
}

export interface Header {
  readonly revision: number
  readonly raftTerm: number
  readonly member: string
  /** Which cluster, if it is not the one that was there before the run began. */
  readonly cluster?: string
}

export type EtcdResult =
  | { readonly kind: 'txn'; readonly succeeded: boolean; readonly responses: readonly (KeyValue | null)[] }
  | { readonly kind: 'range'; readonly kvs: readonly KeyValue[]; readonly count: number; readonly more: boolean }
  | { readonly kind: 'compact' }
  | { readonly kind: 'lease'; readonly lease: number; readonly ttlSeconds: number }
  | {
      readonly kind: 'status'
      /** `3.6.8` */
      readonly version: string
      readonly leader: string
      readonly raftIndex: number
      readonly appliedIndex: number
      readonly keys: number
      readonly learner: boolean
      readonly errors: readonly string[]
      /** Bytes of the backend file, those of them that hold something, and how many there may be. */
      readonly dbSize: number
      readonly dbSizeInUse: number
      readonly dbSizeQuota: number
    }
  /** Members that have raised NOSPACE. */
  | { readonly kind: 'alarms'; readonly members: readonly string[] }
  | { readonly kind: 'defragment' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'hash'; readonly hash: number; readonly hashRevision: number; readonly compactRevision: number }
  /** Seconds of each lease as granted and as left; of one that is not there -1. */
  | { readonly kind: 'leases'; readonly leases: readonly EtcdLeaseInfo[] }
  | { readonly kind: 'snapshot'; readonly snapshot: StoreSnapshot }
  /** All members; the one that a change was about, which is not among them any more if it was removed. */
  | {
      readonly kind: 'members'
      readonly members: readonly EtcdMemberInfo[]
      readonly about: number
      readonly cluster: string
    }

/** `error` is etcd's text (`etcdserver: request timed out`, `etcdserver: mvcc: required revision has been compacted` …). */
export interface EtcdResponse {
  readonly type: 'etcd.response'
  readonly id: number
  readonly header: Header
  readonly result?: EtcdResult
  readonly error?: string
}

export interface EtcdEvent {
  readonly type: 'put' | 'delete'
  readonly kv: KeyValue
  readonly prev: KeyValue | null
}

/** All events of one or more whole revisions, in order; none: a progress notification, or the watch was created. */
export interface EtcdWatchEvents {
  readonly type: 'etcd.watch.events'
  readonly id: number
  readonly revision: number
  readonly events: readonly EtcdEvent[]
  readonly created?: boolean
  /** The watch is over: its start was compacted (`compactRevision`), or there is no leader. */
  readonly canceled?: string
  readonly compactRevision?: number
}

/** A Raft message between two members; the network's faults know it by the name of the message inside. */
export interface RaftEnvelope {
  readonly type: 'raft.message'
  readonly message: Message
  /** The cluster that it is of; without it the one that was there before the run began. */
  readonly cluster?: string
}

/** The answer to a message of a member that was removed: it is none any more. Models rafthttp's 410 Gone. */
export interface EtcdRemoved {
  readonly type: 'etcd.removed'
}

/** The answer to a message of another cluster. Models rafthttp's errClusterIDMismatch. */
export interface EtcdOtherCluster {
  readonly type: 'etcd.other-cluster'
}
/** TLS between two members failed: the certificate of the one is of no authority that the other knows. */
export interface EtcdUntrusted {
  readonly type: 'etcd.untrusted'
}
/** A member that starts with data compares them with its peers' (GET /members/hashkv of the peer port). */
export interface EtcdHashGet {
  readonly type: 'etcd.hash.get'
}

/** A follower asks the leader, who alone knows how far a learner is, to promote it; and what the leader has against it. */
export interface EtcdPromote {
  readonly type: 'etcd.promote'
  readonly proposer: number
  readonly number: number
  readonly member: number
}
export interface EtcdPromoteRefused {
  readonly type: 'etcd.promote.refused'
  readonly number: number
  readonly error: string
}

/** A follower passes a keep-alive on to the leader, who keeps the leases' time. */
export interface EtcdLeaseRenew {
  readonly type: 'etcd.lease.renew'
  readonly lease: number
}

/** A member without data asks the others who the members are (GET /members of the peer port), and is told. */
export interface EtcdMembersGet {
  readonly type: 'etcd.members.get'
}
export interface EtcdMembers {
  readonly type: 'etcd.members'
  /** When the cluster was bootstrapped. */
  readonly created: Micros
  /** If it is not the cluster as it was before the run began: which, and its members by their numbers (empty: removed). */
  readonly cluster?: string
  readonly origin?: Micros
  readonly peers?: readonly (EtcdPeer | '')[]
  /** Members that have not told their names yet. */
  readonly unstarted?: readonly number[]
}

/** The member serves the connection from now on. */
export interface EtcdAccepted {
  readonly type: 'etcd.accepted'
  readonly client: string
}
export interface EtcdPong {
  readonly type: 'etcd.pong'
}

export type EtcdAnswers = EtcdResponse | EtcdWatchEvents | EtcdAccepted | EtcdPong
export type EtcdAccepts =
  | EtcdRequest
  | EtcdLeaseRenew
  | RaftEnvelope
  | EtcdMembersGet
  | EtcdMembers
  | EtcdRemoved
  | EtcdOtherCluster
  | EtcdUntrusted
  | EtcdHashGet
  | EtcdPromote
  | EtcdPromoteRefused
  | HttpGet

/** A client of a member, and another member. */
export type EtcdClient = Address<EtcdAnswers>
export type EtcdPeer = Address<EtcdAccepts>

/**
 * Its own timers: how long it asks the others at a start without data, Raft's clock, the patience of a leader that hands over before it stops,
 * and the end of a defragmentation.
 */
export type EtcdTimer =
  | { readonly type: 'bootstrap.timeout' }
  | { readonly type: 'tick' }
  | { readonly type: 'stop.timeout' }
  | { readonly type: 'defragmented' }

/** All that a member's statechart hears. */
export type EtcdInput =
  | Delivered<EtcdRequest, EtcdAnswers>
  | Delivered<
      | EtcdLeaseRenew
      | RaftEnvelope
      | EtcdMembersGet
      | EtcdMembers
      | EtcdRemoved
      | EtcdOtherCluster
      | EtcdUntrusted
      | EtcdHashGet
      | EtcdPromote
      | EtcdPromoteRefused,
      EtcdAccepts
    >
  | Delivered<HttpGet>
  | EtcdTimer
  | KernelEvent

export type Outbox = OutboxOf<EtcdTimer>

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

export const labels: Labels<EtcdAccepts | EtcdAnswers> = {
  'raft.message': ({ message }) => {
    const { type, term = '', entries = [], reject } = message
    const extra = entries.length > 0 ? ` ${counted(entries.length, 'entry', 'entries')}` : ''
    return `${type} term ${term}${extra}${reject ? ' rejected' : ''}`
  },
  'etcd.watch.events': ({ events, revision }) =>
    `etcd watch: ${counted(events.length, 'change')}, revision ${revision}`,
  'etcd.response': ({ error }) => (error ? `etcd: ${error}` : 'etcd: ok'),
  'etcd.members.get': () => 'who are the members?',
  'etcd.members': () => 'members',
  'etcd.other-cluster': () => 'cluster ID mismatch',
  'etcd.untrusted': () => 'TLS: certificate signed by unknown authority',
  'etcd.hash.get': () => 'what is the hash of your data?',
  'etcd.removed': () => 'the member has been permanently removed from the cluster',
  'etcd.promote': ({ member }) => `promote learner ${member}`,
  'etcd.dial': ({ client }) => `gRPC connection for ${client}`,
  'etcd.accepted': ({ client }) => `gRPC connection for ${client} accepted`,
  'etcd.cancel': () => 'etcd: request taken back',
  'etcd.txn': ({ success: [first] }) => `etcd txn ${first?.key ?? ''}`,
  'etcd.range': ({ key }) => `etcd range ${key}`
}
