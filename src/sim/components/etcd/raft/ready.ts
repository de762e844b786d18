import { broadcast, maybeCommit } from './replication'
import { lastIndex, termAt } from './node'
import type { HardState, RawNode, Ready, Snapshot } from './types'

const hardState = (n: RawNode): HardState | null =>
  n.saved.term !== n.term || n.saved.vote !== n.vote || n.saved.commit !== n.log.committed
    ? Object.freeze({ term: n.term, vote: n.vote, commit: n.log.committed })
    : null

/** Whether there is anything for the host to do. */
export const hasReady = (n: RawNode): boolean =>
  n.messages.length > 0 ||
  n.readStates.length > 0 ||
  n.pendingSnapshot !== null ||
  n.log.stable < lastIndex(n) ||
  n.log.applied < n.log.committed ||
  n.saved.term !== n.term ||
  n.saved.vote !== n.vote

/** What is to be saved, sent and applied. Models rawnode.go Ready. */
export function ready(n: RawNode): Ready {
  const { log } = n
  const entries = log.entries.slice(log.stable - log.offset)
  const hs = n.saved.term !== n.term || n.saved.vote !== n.vote || entries.length > 0 ? hardState(n) : null
  const committedEntries = log.entries.slice(log.applied - log.offset, Math.min(log.committed, log.stable) - log.offset)
  const batch: Ready = {
    hardState: hs,
    entries,
    snapshot: n.pendingSnapshot,
    committedEntries,
    messages: n.messages,
    readStates: n.readStates
  }
  n.messages = []
  n.readStates = []
  n.pendingSnapshot = null
  log.applied += committedEntries.length
  return Object.freeze(batch)
}

/** The host has done what `ready` gave: saved entries count towards the commit. Models rawnode.go Advance. */
export function advance(n: RawNode, batch: Ready): void {
  if (batch.hardState) n.saved = batch.hardState
  const last = batch.entries[batch.entries.length - 1]
  if (!last || termAt(n, last.index) !== last.term) return
  n.log.stable = Math.max(n.log.stable, last.index)
  if (n.role === 'leader') {
    const p = n.tracker.progress.get(n.id)!
    p.match = Math.max(p.match, last.index)
    if (maybeCommit(n)) broadcast(n)
  }
}

/** Makes a snapshot at an applied index and forgets the log before it, but for `keep` entries for slow followers. */
export function compactLog(n: RawNode, index: number, keep: number, data: unknown): Snapshot {
  const snapshot = Object.freeze({ metadata: { index, term: termAt(n, index), voters: n.voters }, data })
  const { log } = n
  log.snapshot = snapshot
  const to = Math.max(log.offset, index - keep)
  log.offsetTerm = termAt(n, to)
  log.entries = log.entries.slice(to - log.offset)
  log.offset = to
  return snapshot
}
