import type { Prng } from '../../../../base/prng'
import { changeConfig, createTracker, restoreConfig } from './confchange'
import { appliedTo, commitTo, compact, createLog, lastIndex, stableSnapshotTo, stableTo, termAt } from './log'
import { becomeFollower, confStateOfNode } from './node'
import { Panic } from './panic'
import { switchToConfig } from './replication'
import { step } from './step'
import type {
  ConfChange,
  ConfState,
  Entry,
  HardState,
  Message,
  MessageType,
  RawNode,
  Ready,
  Settings,
  Snapshot
} from './types'

/** A member as its disk left it: a follower that knows no leader. Models raft.go newRaft. */
export function createNode(o: {
  readonly id: number
  readonly settings: Settings
  readonly rng: Prng
  readonly confState: ConfState
  readonly hardState: HardState | null
  readonly snapshot: Snapshot | null
  readonly entries: readonly Entry[]
}): RawNode {
  const log = createLog(o.snapshot, o.entries)
  const saved = o.hardState ?? { term: 0, vote: 0, commit: log.committed }
  // Models raft.go loadState. A commit alone is not worth a write here, so a snapshot may be further.
  if (saved.commit > lastIndex(log))
    throw new Panic(`${o.id} state.commit ${saved.commit} is out of range [${log.committed}, ${lastIndex(log)}]`)
  commitTo(log, saved.commit)
  const node: RawNode = {
    id: o.id,
    settings: o.settings,
    rng: o.rng,
    term: saved.term,
    vote: saved.vote,
    role: 'follower',
    lead: 0,
    isLearner: false,
    leadTransferee: 0,
    electionElapsed: 0,
    heartbeatElapsed: 0,
    timeout: 0,
    pendingConfIndex: 0,
    tracker: createTracker(),
    log,
    messages: [],
    messagesAfterAppend: [],
    readStates: [],
    reads: [],
    postponedReads: [],
    ready: {
      hardState: Object.freeze({ term: saved.term, vote: saved.vote, commit: log.committed }),
      lead: 0,
      role: 'follower'
    },
    stepsOnAdvance: [],
    said: []
  }
  switchToConfig(node, restoreConfig(o.confState, lastIndex(log)))
  becomeFollower(node, node.term, 0)
  return node
}

/**
 * Takes a message of another member; answers of who is no member count for nothing. False: a proposal that was dropped.
 * Models rawnode.go Step.
 */
export const receive = (node: RawNode, message: Message): boolean =>
  isAnswer(message.type) && !node.tracker.progress.has(message.from) ? true : step(node, message)

const answers: ReadonlySet<MessageType> = new Set<MessageType>([
  'MsgAppResp',
  'MsgVoteResp',
  'MsgPreVoteResp',
  'MsgHeartbeatResp',
  'MsgReadIndexResp'
])
const isAnswer = (type: MessageType): boolean => answers.has(type)

const local = (type: MessageType, from: number, more: Partial<Message> = {}): Message =>
  Object.freeze({ type, from, to: 0, term: 0, ...more })

/** A member without data learns which number it has; nothing was said in another one's name. */
export function renumber(node: RawNode, id: number): void {
  node.id = id
}

/** Stands for election, as if its timer had fired. */
export const campaignNow = (node: RawNode): boolean => step(node, local('MsgHup', node.id))

/** Proposes a change: to the own log as leader, else through the leader. False: it was dropped. */
export const propose = (node: RawNode, data: unknown): boolean =>
  step(node, local('MsgProp', node.id, { entries: [{ index: 0, term: 0, type: 'normal', data }] }))

export const proposeConfChange = (node: RawNode, change: ConfChange): boolean =>
  step(node, local('MsgProp', node.id, { entries: [{ index: 0, term: 0, type: 'conf', data: change }] }))

/** Asks for an index up to which this member must have applied before it may answer a linearizable read. */
export const readIndex = (node: RawNode, request: number): boolean =>
  step(node, local('MsgReadIndex', node.id, { context: request }))

export const transferLeadership = (node: RawNode, to: number): boolean => step(node, local('MsgTransferLeader', to))
export const forgetLeader = (node: RawNode): boolean => step(node, local('MsgForgetLeader', node.id))
export const reportUnreachable = (node: RawNode, peer: number): boolean => step(node, local('MsgUnreachable', peer))
export const reportSnapshot = (node: RawNode, peer: number, failed: boolean): boolean =>
  step(node, local('MsgSnapStatus', peer, { reject: failed }))

/** An applied change of membership counts from now on. Gives the members. Throws on what Raft does not allow. */
export function applyConfChange(node: RawNode, change: ConfChange): ConfState {
  switchToConfig(node, changeConfig(node.tracker, change, lastIndex(node.log)))
  return confStateOfNode(node)
}

/** A snapshot stays at hand for followers too far behind; the log before `to` is forgotten. */
export function compactLog(node: RawNode, snapshot: Snapshot, to: number): void {
  node.log.snapshot = snapshot
  compact(node.log, to)
}

/** A snapshot of what is applied up to an index. */
export const snapshotAt = (node: RawNode, index: number, data: unknown): Snapshot =>
  Object.freeze({
    metadata: Object.freeze({ index, term: termAt(node.log, index), confState: confStateOfNode(node) }),
    data
  })

const changedHardState = ({ term, vote, log, ready: { hardState } }: RawNode): boolean =>
  hardState.term !== term || hardState.vote !== vote || hardState.commit !== log.committed

const hasCommitted = ({ log: { unstableSnapshot, applying, applied, committed }, settings }: RawNode): boolean =>
  unstableSnapshot === null && applying < committed && applying - applied < settings.maxApplying

/** Whether there is anything for the host to do. Models rawnode.go HasReady. */
export const hasReady = (node: RawNode): boolean =>
  node.messages.length > 0 ||
  node.messagesAfterAppend.length > 0 ||
  node.log.inProgress < lastIndex(node.log) ||
  hasCommitted(node) ||
  changedHardState(node) ||
  node.readStates.length > 0 ||
  (node.log.unstableSnapshot !== null && !node.log.snapshotInProgress) ||
  node.ready.lead !== node.lead ||
  node.ready.role !== node.role

/** Models log.go nextCommittedEnts: as much as may be under way at once. */
const appliable = ({ log: { committed, applied }, settings }: RawNode): number =>
  Math.min(committed, applied + settings.maxApplying)

const none: readonly never[] = Object.freeze([])

/** What is to be saved, sent and applied. `advance` must be called before the next. Models rawnode.go Ready. */
export function ready(node: RawNode): Ready {
  const { log } = node
  const last = lastIndex(log)
  const { offset, entries, inProgress } = log
  const { messagesAfterAppend } = node
  const isOwn = ({ to }: Message): boolean => to === node.id
  const own = messagesAfterAppend.some(isOwn) ? messagesAfterAppend.filter(isOwn) : none
  const batch: Ready = {
    hardState: changedHardState(node)
      ? Object.freeze({ term: node.term, vote: node.vote, commit: log.committed })
      : null,
    entries: inProgress < last ? entries.slice(inProgress - offset) : none,
    snapshot: log.snapshotInProgress ? null : log.unstableSnapshot,
    committedEntries: hasCommitted(node) ? entries.slice(log.applying - offset, appliable(node) - offset) : none,
    messages: node.messages,
    messagesAfterAppend:
      own.length === 0 ? messagesAfterAppend : messagesAfterAppend.filter((message) => !isOwn(message)),
    readStates: node.readStates,
    lastIndex: last,
    lastTerm: termAt(log, last)
  }
  if (batch.hardState) node.ready.hardState = batch.hardState
  node.ready.lead = node.lead
  node.ready.role = node.role
  node.messages = []
  node.messagesAfterAppend = []
  node.readStates = []
  node.stepsOnAdvance = own
  log.inProgress = last
  log.snapshotInProgress = log.unstableSnapshot !== null
  log.applying += batch.committedEntries.length
  return batch
}

/** Whether the disk must have written before `messagesAfterAppend` may go. Models raft.go MustSync. */
export const mustSync = (before: HardState, { entries, hardState, snapshot }: Ready): boolean =>
  entries.length > 0 ||
  snapshot !== null ||
  (hardState !== null && (hardState.term !== before.term || hardState.vote !== before.vote))

/** The host has done what `ready` gave. Models rawnode.go Advance. */
export function advance(node: RawNode, batch: Ready): void {
  const own = node.stepsOnAdvance
  node.stepsOnAdvance = []
  for (const message of own) step(node, message)
  stableTo(node.log, batch.lastIndex, batch.lastTerm)
  if (batch.snapshot) stableSnapshotTo(node.log, batch.snapshot.metadata.index)
  const applied = batch.committedEntries[batch.committedEntries.length - 1]
  if (applied) entriesApplied(node, applied.index)
}

/** A joint configuration that leaves itself does so once it is applied. Models raft.go appliedTo. */
function entriesApplied(node: RawNode, index: number): void {
  appliedTo(node.log, index)
  const { autoLeave } = node.tracker.config
  if (autoLeave && node.log.applied >= node.pendingConfIndex && node.role === 'leader')
    proposeConfChange(node, { changes: [], transition: 'auto' })
}
