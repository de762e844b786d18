import { findConflictByTerm, firstIndex, lastIndex } from './log'
import { appendEntries, send } from './node'
import { becomeProbe, becomeReplicate, canBumpCommit, freeInflights, maybeDecreaseTo, maybeUpdate } from './progress'
import { confirmReads, releasePostponedReads } from './read-only'
import { broadcastAppend, commitByCounting, sendAppend } from './replication'
import { say } from './say'
import type { ConfChange, Entry, Message, Progress, RawNode } from './types'

/** What is proposed goes to the log and to the followers. False: it was dropped. Models raft.go stepLeader on MsgProp. */
export function lead(node: RawNode, entries: readonly Pick<Entry, 'type' | 'data'>[]): boolean {
  // Nor does a leader that was removed take proposals.
  if (!node.tracker.progress.has(node.id) || node.leadTransferee !== 0) return false
  appendEntries(
    node,
    entries.map((entry, i) => (entry.type === 'conf' ? checked(node, entry, i) : entry))
  )
  broadcastAppend(node)
  return true
}

/** One change of membership at a time, and of a joint configuration only its end: others become empty entries. */
function checked(node: RawNode, entry: Pick<Entry, 'type' | 'data'>, i: number): Pick<Entry, 'type' | 'data'> {
  const pending = node.pendingConfIndex > node.log.applied
  const joint = node.tracker.config.votersOutgoing.length > 0
  const leaves = (entry.data as ConfChange).changes.length === 0
  const refused = pending || joint !== leaves
  if (refused && !node.settings.disableConfChangeValidation) return { type: 'normal', data: null }
  node.pendingConfIndex = lastIndex(node.log) + i + 1
  return entry
}

/** A follower answers a MsgApp (or the leader's own disk does). */
export function appendAnswered(node: RawNode, message: Message, progress: Progress): void {
  const { from } = message
  const index = message.index ?? 0
  progress.recentActive = true
  if (message.reject) {
    const { rejectHint = 0, logTerm = 0 } = message
    const hint = logTerm > 0 ? findConflictByTerm(node.log, rejectHint, logTerm).index : rejectHint
    if (!maybeDecreaseTo(progress, index, hint)) return
    if (progress.state === 'replicate') becomeProbe(progress)
    sendAppend(node, from)
    return
  }
  if (!maybeUpdate(progress, index) && !(progress.match === index && progress.state === 'probe')) return
  if (progress.state === 'probe') becomeReplicate(progress)
  else if (progress.state === 'replicate') freeInflights(progress, index)
  // Whatever snapshot it took: it can be caught up from the log now.
  else if (progress.match + 1 >= firstIndex(node.log)) {
    becomeProbe(progress)
    becomeReplicate(progress)
  }
  if (commitByCounting(node)) {
    releasePostponedReads(node)
    broadcastAppend(node)
  } else if (from !== node.id && canBumpCommit(progress, node.log.committed)) sendAppend(node, from)
  if (from === node.id) return
  while (sendAppend(node, from, true));
  if (from !== node.leadTransferee || progress.match !== lastIndex(node.log)) return
  say(node, `#${node.id} sent MsgTimeoutNow to #${from} after received MsgAppResp`)
  send(node, { type: 'MsgTimeoutNow', to: from })
}

export function heartbeatAnswered(node: RawNode, { from, context }: Message, progress: Progress): void {
  progress.recentActive = true
  progress.paused = false
  if (progress.match < lastIndex(node.log) || progress.state === 'probe') sendAppend(node, from)
  if (context !== undefined && node.settings.readOnly === 'safe') confirmReads(node, from, context)
}

/** The transport says what became of a snapshot. */
export function snapshotReported({ reject }: Message, progress: Progress): void {
  if (progress.state !== 'snapshot') return
  // If it is lost, probing goes on from what the follower is known to have.
  if (reject) progress.pendingSnapshot = 0
  becomeProbe(progress)
  // After a success its answer is awaited, after a failure a heartbeat's.
  progress.paused = true
}

/** Hands leadership over to a member, once its log is complete. */
export function transfer(node: RawNode, to: number, progress: Progress): void {
  if (progress.isLearner || node.leadTransferee === to) return
  node.leadTransferee = 0
  if (to === node.id) return
  say(node, `#${node.id} [term ${node.term}] starts to transfer leadership to #${to}`)
  node.electionElapsed = 0
  node.leadTransferee = to
  if (progress.match === lastIndex(node.log)) {
    send(node, { type: 'MsgTimeoutNow', to })
    say(node, `#${node.id} sends MsgTimeoutNow to #${to} immediately as #${to} already has up-to-date log`)
  } else sendAppend(node, to)
}
