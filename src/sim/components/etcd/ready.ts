import { seconds } from '../../../base/time'
import type { DiskOp, SendOptions } from '../../kernel/types'
import { applyEntries, installSnapshot } from './apply'
import type { EtcdContext, WalRecord } from './context'
import type { Outbox } from './messages'
import { snapshotStore } from './snapshot'
import {
  advance,
  compactLog,
  hasReady,
  isLeader,
  leaderOf,
  mustSync,
  ready,
  reportSnapshot,
  snapshotAt,
  type Message,
  type Ready
} from './raft'
import { administration } from './later'
import { publish } from './members'
import { speak } from './raft-log'
import { acceptDials, failReads, flushBlocked, readStatesArrived } from './serve'

/**
 * Takes what Raft has ready, in the order of duties that its contract names: persist, send, apply, advance.
 * Models server/etcdserver/raft.go: a leader sends while its own disk writes; a follower sends only what is on its disk.
 */
export function drain(context: EtcdContext, out: Outbox): void {
  speak(context, out)
  while (!context.unsynced && hasReady(context.raft)) {
    const { hardState } = context.raft.ready
    const batch = ready(context.raft)
    noticeLeader(context, out)
    const writes = mustSync(hardState, batch)
    const leads = isLeader(context.raft)
    if (leads || !writes) send(context, out, batch)
    if (batch.snapshot) installSnapshot(context, out, batch.snapshot)
    applyEntries(context, out, batch.committedEntries)
    readStatesArrived(context, out, batch.readStates)
    if (!writes) {
      advance(context.raft, batch)
      speak(context, out)
      continue
    }
    context.unsynced = true
    context.unsyncedAt = context.now
    // What was committed since the last write goes with this one: a commit alone is not written.
    const { hardState: latest } = context.raft.ready
    const record: WalRecord = Object.freeze({ hardState: latest, entries: batch.entries })
    const ops: DiskOp[] = [{ op: 'append', file: 'wal', records: [record] }]
    if (batch.snapshot) ops.unshift({ op: 'put', file: 'snap', value: batch.snapshot })
    context.walRecords++
    out.write(Object.freeze({ kind: 'ready', batch: Object.freeze(batch), send: !leads }), ops)
  }
  maybeSnapshot(context, out)
}

/** What a write to the disk was for. */
export type DiskRef =
  | { readonly kind: 'ready'; readonly batch: Ready; readonly send: boolean }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'directory' }
  /** What `--force-new-cluster` has appended. */
  | { readonly kind: 'forced' }
  /** The backend file, after a defragmentation. */
  | { readonly kind: 'db' }

/** Constant warnSyncDuration of server/storage/wal/wal.go. */
const warnSyncDuration = seconds(1)

/** A batch is on disk: what waited for that may be sent, and Raft goes on. */
export function batchSynced(context: EtcdContext, out: Outbox, ref: { batch: Ready; send: boolean }): void {
  context.unsynced = false
  if (context.now - context.unsyncedAt > warnSyncDuration) out.log('W', 'slow fdatasync')
  if (ref.send) send(context, out, ref.batch)
  advance(context.raft, ref.batch)
  drain(context, out)
}

function send(context: EtcdContext, out: Outbox, batch: Ready): void {
  for (const message of batch.messages) sendMessage(context, out, message)
  for (const message of batch.messagesAfterAppend) sendMessage(context, out, message)
}

function sendMessage(context: EtcdContext, out: Outbox, given: Message): void {
  const to = context.peers[given.to - 1]
  const message = given.type === 'MsgSnap' ? merged(context, given) : given
  const { cluster } = context
  if (to && context.untrusted) return out.send(to, { type: 'etcd.untrusted' }, untrusted)
  // Two of five events of a quiet cluster are such messages: none is put together by spreading.
  const envelope =
    cluster === ''
      ? ({ type: 'raft.message', message } as const)
      : ({ type: 'raft.message', message, cluster } as const)
  // A member that waits for its turn on busy CPUs is late with its heartbeats, too.
  const delay = out.compute(0)
  if (to) out.send(to, envelope, delay > 0 ? { ...optionsOf(message.type), delay } : optionsOf(message.type))
  if (message.type !== 'MsgSnap') return
  context.snapshotsSentAt.set(message.to, context.now)
  administration().tellSnapshotSent(out)
}

/** What is sent is no file of long ago but the store as it is, with those who are members now. Models snapshot_merge.go. */
function merged(context: EtcdContext, message: Message): Message {
  const store = snapshotStore(context.store, context.leases, membershipOf(context))
  return Object.freeze({ ...message, snapshot: snapshotAt(context.raft, context.applied, store) })
}

/** Options by type of message: they are the same at every send. */
const untrusted = Object.freeze({ unreliable: true })
const options = new Map<string, SendOptions>()

function optionsOf(name: string): SendOptions {
  let known = options.get(name)
  if (!known) options.set(name, (known = Object.freeze({ unreliable: true, name })))
  return known
}

/** Constant snapResponseReadTimeout of server/etcdserver/api/rafthttp/snapshot_sender.go. */
const snapshotTimeout = seconds(5)

/** The transport tells Raft of a snapshot that nobody took. */
export function expireSnapshots(context: EtcdContext, out: Outbox): void {
  for (const [peer, at] of context.snapshotsSentAt) {
    const waits = context.raft.tracker.progress.get(peer)?.state === 'snapshot'
    if (waits && context.now - at < snapshotTimeout) continue
    context.snapshotsSentAt.delete(peer)
    if (waits) reportSnapshot(context.raft, peer, true)
    else administration().tellSnapshotTaken(out)
  }
}

/** Keeps who leads, and tells whoever waits for a leader or lost one. */
function noticeLeader(context: EtcdContext, out: Outbox): void {
  const id = leaderOf(context.raft)
  const leader = id === 0 ? '' : (context.peers[id - 1] ?? '')
  if (leader === context.leader) return
  const before = context.leader
  context.leader = leader
  if (leader === '') {
    context.leaderLostAt = context.now
    context.leaderlessSince = out.entry
    out.fact('etcd-leader-lost', { member: context.self, leader: before })
    return
  }
  context.leaderFoundAt = context.now
  if (before !== '' || context.readsInRound.length > 0) failReads(context, out)
  flushBlocked(context, out)
  acceptDials(context, out)
  publish(context, out.entry)
}

/** Who the members are, if they are not those that the cluster began with. */
const membershipOf = ({ peers, unstarted, founders, id }: EtcdContext) =>
  peers.length > founders || peers.includes('') || id > founders ? { peers, unstarted } : {}

/** Writes a snapshot when enough was applied since the last, and forgets the log behind it but for slow followers. */
function maybeSnapshot(context: EtcdContext, out: Outbox): void {
  const { settings, applied } = context
  if (applied - context.snapshotIndex < settings.snapshotCount) return
  const snapshot = snapshotAt(
    context.raft,
    applied,
    snapshotStore(context.store, context.leases, membershipOf(context))
  )
  compactLog(context.raft, snapshot, applied - settings.catchUpEntries)
  context.snapshotIndex = applied
  out.write({ kind: 'snapshot' }, [
    { op: 'put', file: 'snap', value: snapshot },
    { op: 'release', file: 'wal', count: Math.max(0, context.walRecords - settings.catchUpEntries) }
  ])
  context.walRecords = Math.min(context.walRecords, settings.catchUpEntries)
  out.log('I', `saved snapshot, index ${applied}`)
}
