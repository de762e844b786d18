import { restoreConfig } from './confchange'
import {
  commitTo,
  entriesFrom,
  findConflictByTerm,
  lastIndex,
  matchTerm,
  maybeAppend,
  maybeCommit,
  restoreLog,
  termAt
} from './log'
import { becomeFollower, send } from './node'
import { becomeSnapshot, isPaused, sentEntries } from './progress'
import { committedIndex } from './quorum'
import type { Message, Progress, RawNode, Snapshot, Tracker } from './types'

/** Sends every follower what it lacks. */
export function broadcastAppend(node: RawNode): void {
  for (const id of node.tracker.ids) if (id !== node.id) sendAppend(node, id)
}

/**
 * Sends entries from where the follower's log is believed to end, or a snapshot if they are compacted away; without
 * entries it tells the commit index, unless `onlyEntries`. False: nothing was sent. Models raft.go maybeSendAppend.
 */
export function sendAppend(node: RawNode, to: number, onlyEntries = false): boolean {
  const progress = node.tracker.progress.get(to)!
  if (isPaused(progress)) return false
  const { log, settings } = node
  const prev = progress.next - 1
  const logTerm = termAt(log, prev)
  if (logTerm < 0) return sendSnapshot(node, to, progress)
  // To whom too much is under way only an empty message is sent: all the others may be lost.
  const full = progress.state === 'replicate' && progress.inflights.length >= settings.maxInflight
  const entries = full ? [] : entriesFrom(log, progress.next, settings.maxEntries)
  if (entries.length === 0 && onlyEntries) return false
  send(node, { type: 'MsgApp', to, index: prev, logTerm, entries, commit: log.committed })
  sentEntries(progress, entries.length, settings.maxInflight)
  progress.sentCommit = log.committed
  return true
}

/** Models raft.go maybeSendSnapshot: not to those who are not heard of. */
function sendSnapshot(node: RawNode, to: number, progress: Progress): boolean {
  const snapshot = node.log.unstableSnapshot ?? node.log.snapshot
  if (!progress.recentActive || !snapshot) return false
  becomeSnapshot(progress, snapshot.metadata.index)
  send(node, { type: 'MsgSnap', to, snapshot })
  return true
}

/** Keeps followers from campaigning; a read's context asks them to confirm that this leader still leads. */
export function broadcastHeartbeat(node: RawNode, context = node.reads[node.reads.length - 1]?.request): void {
  const { progress, ids } = node.tracker
  for (const to of ids) {
    if (to === node.id) continue
    const one = progress.get(to)!
    // Never more than it is known to have.
    const commit = Math.min(one.match, node.log.committed)
    if (context === undefined) send(node, { type: 'MsgHeartbeat', to, commit })
    else send(node, { type: 'MsgHeartbeat', to, commit, context })
    one.sentCommit = commit
  }
}

/** Commits what a quorum has, if it is of the own term. */
export const commitByCounting = (node: RawNode): boolean =>
  maybeCommit(node.log, committedIndex(node.tracker), node.term)

/** A follower takes entries behind a place where both logs agree; else it guesses where they do. */
export function handleAppend(node: RawNode, message: Message): void {
  const { log } = node
  const { from: to } = message
  const prev = message.index!
  if (prev < log.committed) return send(node, { type: 'MsgAppResp', to, index: log.committed })
  const last = maybeAppend(log, prev, message.logTerm!, message.entries!, message.commit!)
  if (last >= 0) return send(node, { type: 'MsgAppResp', to, index: last })
  const hint = findConflictByTerm(log, Math.min(prev, lastIndex(log)), message.logTerm!)
  send(node, { type: 'MsgAppResp', to, index: prev, reject: true, rejectHint: hint.index, logTerm: hint.term })
}

export function handleHeartbeat(node: RawNode, { from, commit, context }: Message): void {
  commitTo(node.log, commit!)
  if (context === undefined) send(node, { type: 'MsgHeartbeatResp', to: from })
  else send(node, { type: 'MsgHeartbeatResp', to: from, context })
}

export function handleSnapshot(node: RawNode, { from, snapshot }: Message): void {
  const taken = restore(node, snapshot!)
  send(node, { type: 'MsgAppResp', to: from, index: taken ? lastIndex(node.log) : node.log.committed })
}

/** Takes a snapshot in place of the log, if it brings something new. Models raft.go restore. */
function restore(node: RawNode, snapshot: Snapshot): boolean {
  const { index, term, confState } = snapshot.metadata
  const { log } = node
  if (index <= log.committed) return false
  if (node.role !== 'follower') {
    becomeFollower(node, node.term + 1, 0)
    return false
  }
  const members = [...confState.voters, ...confState.learners, ...confState.votersOutgoing]
  if (!members.includes(node.id)) return false
  if (matchTerm(log, index, term)) {
    commitTo(log, index)
    return false
  }
  restoreLog(log, snapshot)
  switchToConfig(node, restoreConfig(confState, lastIndex(log)))
  return true
}

/** Another configuration counts from now on. Models raft.go switchToConfig. */
export function switchToConfig(node: RawNode, next: Tracker): void {
  node.tracker = { ...next, votes: node.tracker.votes }
  const own = next.progress.get(node.id)
  node.isLearner = own?.isLearner ?? false
  if (node.role !== 'leader') return
  if (!own || own.isLearner) {
    // It leads on, without a vote of its own, until it is told otherwise.
    if (node.settings.stepDownOnRemoval) becomeFollower(node, node.term, 0)
    return
  }
  if (next.config.voters.length === 0) return
  if (commitByCounting(node)) broadcastAppend(node)
  else for (const id of next.ids) if (id !== node.id) sendAppend(node, id, true)
  const { voters, votersOutgoing } = next.config
  if (!voters.includes(node.leadTransferee) && !votersOutgoing.includes(node.leadTransferee)) node.leadTransferee = 0
}
