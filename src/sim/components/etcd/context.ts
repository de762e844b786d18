import { Prng } from '../../../base/prng'
import { seconds, type Micros } from '../../../base/time'
import type { ProcessContext, ProcessId } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { addressOf } from '../../protocol'
import { readConfig, type EtcdConfig } from './config'
import type { EtcdMemberList } from './asked'
import type { Compare, EtcdClient, EtcdPeer, EtcdRange, TxnOp } from './messages'
import { createStore, type Store } from './mvcc/store'
import { createNode, type ConfState, type Entry, type HardState, type RawNode, type Snapshot } from './raft'
import { forceNewCluster } from './force-new-cluster'
import { restoreStore, type StoreSnapshot } from './snapshot'

/** What a member proposes to the others: a change of the store, with who asked. */
export interface Proposal {
  /** Member that proposed it, and its number there: that member answers the client. */
  readonly member: number
  readonly number: number
  /** When and in which step it was asked for: what is answered and watched is explained by that. */
  readonly at: Micros
  readonly entry: number
  readonly change:
    | {
        readonly kind: 'txn'
        readonly compares: readonly Compare[]
        readonly success: readonly TxnOp[]
        readonly failure: readonly TxnOp[]
      }
    | { readonly kind: 'compact'; readonly revision: number }
    | { readonly kind: 'lease-grant'; readonly lease: number; readonly ttlSeconds: number }
    | { readonly kind: 'lease-revoke'; readonly lease: number }
    /** A member's backend has reached its quota, or somebody disarms that alarm. */
    | { readonly kind: 'alarm'; readonly action: 'activate' | 'deactivate'; readonly of: number }
    /** A member is at another process from now on. */
    | { readonly kind: 'member-update'; readonly of: number; readonly peer: EtcdPeer }
    /** A member that joined tells the others its name: it has started. Models membership.ClusterMemberAttrSet. */
    | { readonly kind: 'publish'; readonly of: number }
}

/** A client's request that waits for its proposal to be applied. */
export interface Waiting {
  readonly client: EtcdClient
  readonly id: number
  readonly since: Micros
}

/** A linearizable read that waits until this member has applied all that was committed when it was asked. */
export interface WaitingRead {
  readonly client: EtcdClient
  readonly request: EtcdRange | EtcdMemberList
  readonly since: Micros
  readonly entry: number
}

export interface Watcher {
  readonly client: EtcdClient
  readonly id: number
  readonly prefix: string
  /** It hears of no revision before this one, which may be one that is still to come. Models watcher.minRev. */
  readonly from: number
  readonly requireLeader: boolean
}

export interface Lease {
  readonly ttlSeconds: number
  /** On the leader's clock; only the leader lets leases expire. */
  expiresAt: Micros
  readonly keys: Set<string>
}

export interface EtcdContext extends ProcessContext {
  /** Raft id, from 1. */
  id: number
  /** Process of each Raft id; empty if that member was removed. */
  peers: readonly (EtcdPeer | '')[]
  /** With how many members its cluster began. */
  readonly founders: number
  /** Members that have not told their names yet. */
  unstarted: readonly number[]
  /** Which cluster its data belong to; empty: the one that was there before the run began. */
  cluster: string
  /** When its cluster last went on by itself with `--force-new-cluster`, or was restored; 0: never. */
  origin: Micros
  /** Clusters, members and certificates of which a message was turned away and logged. */
  strangers: Set<string>
  /** What `--force-new-cluster` appends to the log at this start. */
  forced: WalRecord | null
  /** The command line says that it joins (`--initial-cluster-state`); null: it says nothing. */
  readonly joins: boolean | null
  readonly settings: EtcdConfig
  /** CPU time that it has used, in milliseconds. */
  cpuMs: number
  raft: RawNode
  store: Store
  applied: number
  /** Index of the last snapshot on disk, and how many records the WAL holds before it. */
  snapshotIndex: number
  walRecords: number
  /** A Ready whose disk write is under way; no other is taken until it is done. */
  unsynced: boolean
  /** When that write was begun. */
  unsyncedAt: Micros
  /** When a snapshot was sent to a member that has not answered it yet. */
  snapshotsSentAt: Map<number, Micros>
  /** The backend file is being written anew: who asked for that, what is read and what is applied after it. */
  defragmenting: {
    readonly clients: { readonly client: EtcdClient; readonly id: number }[]
    readonly reads: { readonly client: EtcdClient; readonly request: EtcdRange; readonly cause: number }[]
    readonly entries: Entry[]
  } | null
  /** Somebody moves the leadership to a member, and waits for it. */
  moving: { readonly client: EtcdClient; readonly id: number; readonly to: number; readonly since: Micros } | null
  /** Applied index at which the backend file was last defragmented; 0: never. */
  defragmentedAt: number
  nextProposal: number
  waiting: Map<number, Waiting>
  /** Proposals that found no leader: Propose blocks until there is one. */
  blocked: { proposal: Proposal }[]
  /** Reads by ReadIndex round, and those that wait for the next round. */
  readRound: number
  readsInRound: WaitingRead[]
  readsNext: WaitingRead[]
  /** Applied index that the confirmed round waits for; -1 if none. */
  readsReadyAt: number
  /** When the round under way was last asked for. */
  readsAskedAt: Micros
  watchers: Map<string, Watcher>
  /** It serves clients: since its start it has known a leader. */
  serving: boolean
  /** Connections that wait until it does. */
  dials: { readonly from: EtcdClient; readonly client: string }[]
  /** How often in a row it had no leader when it looked, once in an election timeout; and when it looked last. */
  leaderless: number
  leaderSoughtAt: Micros
  leases: Map<number, Lease>
  nextLease: number
  /** Process of the leader as this member believes; empty if none. */
  leader: EtcdPeer | ''
  /** When the leader was last lost, and when one was last found: what a timed-out request is blamed on. */
  /** Peers that were heard since their connections came to be. */
  active: Set<ProcessId>
  /** Peers whose connections were reset and who have not been heard since, and when that was. */
  lost: Map<ProcessId, Micros>
  /** When its process began. */
  readonly startedAt: Micros
  /** `--initial-cluster-token`: a cluster that is made with another is another. */
  readonly token: string | undefined
  /** Its peers' authority has not signed the certificate that it shows them (`--peer-cert-file`). */
  readonly untrusted: boolean
  /** Of whom the log said last that it leads; 0: nobody. */
  leaderSaid: number
  leaderLostAt: Micros
  /** The timeline entry in which the leader was lost; 0 before. */
  leaderlessSince: number
  leaderFoundAt: Micros
  stopping: boolean
  /** When the cluster that its data belong to was bootstrapped; null: it has no data yet. */
  created: Micros | null
}

/** The data directory: it is there since the member was made, by kubeadm before the run began or by a start without one. */
export interface DataDirectory {
  readonly created: Micros
  /** The member's number, if it is not its place in the list of masters. */
  readonly id?: number
  /** Its cluster, if it is not the one that was there before the run began. */
  readonly cluster?: string
  /** When that cluster was made of a snapshot, or of a single member by force. */
  readonly origin?: Micros
  /** The members of which it was told when it joined. */
  readonly peers?: readonly (EtcdPeer | '')[]
  readonly unstarted?: readonly number[]
}

/** What a restart must know of the backend file, which is made anew from log and snapshot here. */
export interface Backend {
  readonly defragmentedAt: number
}

/** Whether it was made with `--initial-cluster-state=existing`: kubeadm makes the first member, the others join it. */
export const hasJoined = ({ id, joins }: { readonly id: number; readonly joins: boolean | null }): boolean =>
  joins ?? id > 1

/** What the disk holds: the write-ahead log's records and the last snapshot. */
export interface WalRecord {
  readonly hardState: HardState | null
  readonly entries: readonly Entry[]
}

export function createContext(boot: Boot): EtcdContext {
  const settings = readConfig(boot.config)
  const founders = boot.cluster.masters.map((machine) => addressOf('etcd', machine))
  const directory = boot.disk.member?.value as DataDirectory | undefined
  const id = directory?.id ?? founders.findIndex((peer) => peer === boot.self) + 1
  const state = optionOf(boot.argv, '--initial-cluster-state')
  const joins = state === undefined ? null : state === 'existing'
  // What a process wrote after its directory was gone went to files without a name.
  const disk = directory ? boot.disk : {}
  const snapshot = (disk.snap?.value ?? null) as Snapshot | null
  const records = [...(disk.wal?.records ?? [])] as WalRecord[]
  const entries: Entry[] = []
  let hardState: HardState | null = null
  for (const record of records) {
    if (record.hardState) hardState = record.hardState
    for (const entry of record.entries) {
      // A later leader's entries replace what lay there, as in wal.ReadAll.
      while (entries.length > 0 && entries[entries.length - 1]!.index >= entry.index) entries.pop()
      if (!snapshot || entry.index > snapshot.metadata.index) entries.push(entry)
    }
  }
  const data = snapshot ? (snapshot.data as StoreSnapshot) : null
  const confState =
    snapshot?.metadata.confState ?? firstMembers(directory || !hasJoined({ id, joins }) ? founders.length : 0)
  const forced =
    directory && optionOf(boot.argv, '--force-new-cluster') !== undefined
      ? forceNewCluster({ id, confState, hardState, entries })
      : null
  return {
    self: boot.self,
    now: boot.now,
    rng: boot.rng,
    config: boot.config,
    id,
    peers: data?.peers ?? directory?.peers ?? founders,
    founders: founders.length,
    unstarted: data?.unstarted ?? directory?.unstarted ?? [],
    cluster: directory?.cluster ?? '',
    origin: directory?.origin ?? 0,
    strangers: new Set(),
    forced,
    joins,
    settings,
    cpuMs: 0,
    raft: createNode({
      id,
      settings: settings.raft,
      confState,
      // Its own stream: a context is a tree, nothing in it is referred to twice.
      rng: Prng.fromSeed(boot.rng.next32()),
      hardState: forced?.hardState ?? hardState,
      snapshot,
      entries
    }),
    store: snapshot ? restoreStore(snapshot.data) : createStore(),
    applied: snapshot ? snapshot.metadata.index : 0,
    snapshotIndex: snapshot ? snapshot.metadata.index : 0,
    walRecords: records.length,
    unsynced: false,
    unsyncedAt: 0,
    snapshotsSentAt: new Map(),
    defragmenting: null,
    moving: null,
    defragmentedAt: Number((disk.db?.value as Backend | undefined)?.defragmentedAt ?? 0),
    nextProposal: 1,
    waiting: new Map(),
    blocked: [],
    readRound: 0,
    readsInRound: [],
    readsNext: [],
    readsReadyAt: -1,
    readsAskedAt: 0,
    watchers: new Map(),
    serving: false,
    dials: [],
    leaderless: 0,
    leaderSoughtAt: boot.now,
    leases: data ? restoreLeases(data, boot.now) : new Map<number, Lease>(),
    nextLease: 1,
    leader: '',
    active: new Set(),
    lost: new Map(),
    startedAt: boot.now,
    token: optionOf(boot.argv, '--initial-cluster-token'),
    untrusted: !(optionOf(boot.argv, '--peer-cert-file') ?? etcdPki).startsWith(etcdPki),
    leaderSaid: 0,
    leaderLostAt: 0,
    leaderlessSince: 0,
    leaderFoundAt: 0,
    stopping: false,
    created: directory?.created ?? null
  }
}

/** Where kubeadm keeps what etcd's own authority has signed; elsewhere lies what others have. */
const etcdPki = '/etc/kubernetes/pki/etcd/'

/** The value of an option of a command line; the empty text if it has none; undefined if it is not there or false. */
function optionOf(argv: readonly string[], name: string): string | undefined {
  const found = argv.find((arg) => arg === name || arg.startsWith(`${name}=`))
  const value = found?.slice(name.length + 1)
  return value === 'false' ? undefined : value
}

/** Leases begin their time anew with whoever keeps it. */
export const restoreLeases = ({ leases }: StoreSnapshot, now: Micros): Map<number, Lease> =>
  new Map(
    leases.map(([id, ttlSeconds, keys]) => [
      id,
      { ttlSeconds, expiresAt: now + seconds(ttlSeconds), keys: new Set(keys) }
    ])
  )

/** Members as `--initial-cluster` names them: all vote. Who joins learns them from the log. */
const firstMembers = (count: number): ConfState =>
  Object.freeze({
    voters: Object.freeze(Array.from({ length: count }, (_, i) => i + 1)),
    learners: Object.freeze([]),
    votersOutgoing: Object.freeze([]),
    learnersNext: Object.freeze([]),
    autoLeave: false
  })
