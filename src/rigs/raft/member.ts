import { Prng } from '../../base/prng'
import * as raft from '../../sim/components/etcd/raft'
import type {
  ConfChange,
  ConfState,
  Entry,
  HardState,
  Message,
  RawNode,
  Snapshot
} from '../../sim/components/etcd/raft'
import type { Scenario } from './scenario'

/** A member with its disk. */
export interface Member {
  readonly id: number
  /** Null while it is down. */
  node: RawNode | null
  /** `confState`: the members before there is a snapshot. */
  readonly disk: { hardState: HardState | null; snapshot: Snapshot | null; entries: Entry[]; confState: ConfState }
  /** What it has applied since it started. */
  applied: string[]
  /** The election timeout that was set, in ticks; timers never fire by themselves. */
  timeout: number
}

const noMembers: ConfState = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false
}

/** One that starts from a snapshot at the scenario's index and term 1. */
export function firstMember(id: number, config: Scenario['config']): Member {
  const confState = { ...noMembers, voters: config.voters, learners: config.learners }
  const snapshot = config.index > 0 ? { metadata: { index: config.index, term: 1, confState }, data: null } : null
  const hardState = config.term > 0 ? { term: config.term, vote: 0, commit: config.index } : null
  return started(
    { id, node: null, disk: { hardState, snapshot, entries: [], confState }, applied: [], timeout: Infinity },
    config
  )
}

/** One with nothing on its disk. */
export const emptyMember = (id: number, config: Scenario['config']): Member =>
  started(
    {
      id,
      node: null,
      disk: { hardState: null, snapshot: null, entries: [], confState: noMembers },
      applied: [],
      timeout: Infinity
    },
    config
  )

/** Starts it from its disk. */
export function started(member: Member, config: Scenario['config']): Member {
  const { id, disk } = member
  const applying = config.maxCommittedSizePerReady || config.maxSizePerMsg
  member.applied = []
  member.node = raft.createNode({
    id,
    settings: {
      electionTicks: 3,
      heartbeatTicks: 1,
      preVote: config.preVote,
      checkQuorum: config.checkQuorum,
      maxInflight: config.inflight ?? Infinity,
      maxEntries: entriesOfSize(config.maxSizePerMsg),
      // raft.Config's default is maxSizePerMsg. Of no size nothing at all is applied after a start from a snapshot.
      maxApplying: applying === 0 ? 0 : entriesOfSize(applying),
      readOnly: config.readOnly,
      postponeReads: true,
      stepDownOnRemoval: config.stepDownOnRemoval,
      disableConfChangeValidation: config.disableConfChangeValidation,
      disableProposalForwarding: false
    },
    rng: Prng.fromSeed(id),
    confState: disk.snapshot?.metadata.confState ?? disk.confState,
    hardState: disk.hardState,
    snapshot: disk.snapshot,
    entries: disk.entries
  })
  calm(member)
  return member
}

/** The smallest entry has 6 bytes, and one always passes; sizes that more would fit in are taken to be no limit. */
const entriesOfSize = (bytes: number | undefined): number => (bytes !== undefined && bytes < 12 ? 1 : Infinity)

/** Timers fire only as the scenario says. */
export function calm({ node, timeout }: Member): void {
  if (node) node.timeout = timeout
}

/** One Ready: saves, applies, and gives the messages that go out. */
export function handleReady(member: Member): readonly Message[] {
  const { node, disk } = member
  const batch = raft.ready(node!)
  if (batch.snapshot) {
    disk.snapshot = batch.snapshot
    disk.entries = []
  }
  for (const entry of batch.entries) {
    while (disk.entries.length > 0 && disk.entries[disk.entries.length - 1]!.index >= entry.index) disk.entries.pop()
    disk.entries.push(entry)
  }
  if (batch.hardState) disk.hardState = batch.hardState
  for (const entry of batch.committedEntries) {
    if (entry.type === 'conf') raft.applyConfChange(node!, entry.data as ConfChange)
    else if (entry.data !== null) member.applied.push(entry.data as string)
    // A snapshot is at hand at any time, of all that is applied.
    node!.log.snapshot = raft.snapshotAt(node!, entry.index, null)
  }
  const messages = [...batch.messages, ...batch.messagesAfterAppend]
  raft.advance(node!, batch)
  calm(member)
  return messages
}

/** Forgets the log up to an index, in memory and on disk. */
export function compact({ node, disk }: Member, index: number): void {
  const term = disk.entries.find((entry) => entry.index === index)?.term
  if (term === undefined) return
  const confState = disk.snapshot?.metadata.confState ?? disk.confState
  disk.snapshot = { metadata: { index, term, confState }, data: null }
  disk.entries = disk.entries.filter((entry) => entry.index > index)
  if (node) raft.compactLog(node, node.log.snapshot ?? disk.snapshot, index)
}
