import { Journal } from '../../../../base/journal'
import { Panic } from './panic'
import type { Entry, Log, Snapshot } from './types'

/** A log as the disk left it. Models log.go newLogWithSize on a storage. */
export function createLog(snapshot: Snapshot | null, entries: readonly Entry[]): Log {
  const offset = snapshot?.metadata.index ?? 0
  const last = offset + entries.length
  return {
    entries: new Journal(entries),
    offset,
    offsetTerm: snapshot?.metadata.term ?? 0,
    committed: offset,
    applying: offset,
    applied: offset,
    stable: last,
    inProgress: last,
    snapshot,
    unstableSnapshot: null,
    snapshotInProgress: false
  }
}

export const lastIndex = (log: Log): number => log.offset + log.entries.length
export const firstIndex = (log: Log): number => log.offset + 1
export const lastTerm = (log: Log): number => termAt(log, lastIndex(log))

/** The term of the entry at an index; −1 if it is compacted away or not there yet. */
export function termAt(log: Log, index: number): number {
  const { offset, entries } = log
  if (index > offset) return entries.at(index - offset - 1)?.term ?? -1
  return index === offset ? log.offsetTerm : -1
}

export const matchTerm = (log: Log, index: number, term: number): boolean => termAt(log, index) === term

/** At least as complete as the own log. */
export function isUpToDate(log: Log, index: number, term: number): boolean {
  const own = lastTerm(log)
  return term > own || (term === own && index >= lastIndex(log))
}

/** Entries from an index on, at most `count`. */
export const entriesFrom = (log: Log, from: number, count: number): readonly Entry[] =>
  from > lastIndex(log) ? none : log.entries.slice(from - log.offset - 1, from - log.offset - 1 + count)

const none: readonly Entry[] = Object.freeze([])

/** A leader's own entries. */
export function append(log: Log, entries: readonly Entry[]): void {
  for (const entry of entries) log.entries.push(entry)
}

/**
 * Takes a leader's entries behind a place where both logs agree. Gives the last index that agrees now, or −1 if the logs do
 * not agree there. Models log.go maybeAppend and log_unstable.go truncateAndAppend.
 */
export function maybeAppend(
  log: Log,
  prev: number,
  prevTerm: number,
  entries: readonly Entry[],
  commit: number
): number {
  if (!matchTerm(log, prev, prevTerm)) return -1
  const conflict = entries.findIndex(({ index, term }) => !matchTerm(log, index, term))
  if (conflict >= 0) {
    const { index } = entries[conflict]!
    if (index <= log.committed)
      throw new Panic(`entry ${index} conflict with committed entry [committed(${log.committed})]`)
    log.entries.truncate(index - log.offset - 1)
    log.stable = Math.min(log.stable, index - 1)
    log.inProgress = Math.min(log.inProgress, index - 1)
    append(log, conflict === 0 ? entries : entries.slice(conflict))
  }
  const last = prev + entries.length
  commitTo(log, Math.min(commit, last))
  return last
}

/** A guess where two logs agree: the last index up to `index` whose term is at most `term`. */
export function findConflictByTerm(log: Log, index: number, term: number): { index: number; term: number } {
  for (let i = index; i > 0; i--) {
    const own = termAt(log, i)
    if (own < 0) return { index: i, term: 0 }
    if (own <= term) return { index: i, term: own }
  }
  return { index: 0, term: 0 }
}

/** A leader never counts an entry that a member has not acknowledged: one that misses it has lost its disk. Models log.go commitTo. */
export function commitTo(log: Log, index: number): void {
  if (index <= log.committed) return
  if (index > lastIndex(log))
    throw new Panic(
      `tocommit(${index}) is out of range [lastIndex(${lastIndex(log)})]. Was the raft log corrupted, truncated, or lost?`
    )
  log.committed = index
}

/** Commits what a quorum has, if it is of the given term. Models log.go maybeCommit and the paper's figure 8. */
export function maybeCommit(log: Log, index: number, term: number): boolean {
  if (index <= log.committed || !matchTerm(log, index, term)) return false
  log.committed = index
  return true
}

/** The disk has entries up to one: unless others took their place meanwhile. */
export function stableTo(log: Log, index: number, term: number): void {
  if (index <= log.stable || !matchTerm(log, index, term)) return
  log.stable = index
  log.inProgress = Math.max(log.inProgress, index)
}

export function appliedTo(log: Log, index: number): void {
  if (index > log.committed)
    throw new Panic(`applied(${index}) is out of range [prevApplied(${log.applied}), committed(${log.committed})]`)
  log.applied = Math.max(log.applied, index)
  log.applying = Math.max(log.applying, log.applied)
}

/** A leader's snapshot takes the place of the whole log. */
export function restoreLog(log: Log, snapshot: Snapshot): void {
  const { index, term } = snapshot.metadata
  log.entries.truncate(0)
  log.offset = log.stable = log.inProgress = log.committed = index
  log.offsetTerm = term
  log.snapshot = snapshot
  log.unstableSnapshot = snapshot
  log.snapshotInProgress = false
}

/** The leader's snapshot is on disk, and with it all that it holds is applied. */
export function stableSnapshotTo(log: Log, index: number): void {
  if (log.unstableSnapshot?.metadata.index !== index) return
  log.unstableSnapshot = null
  log.snapshotInProgress = false
  appliedTo(log, index)
}

/** Keeps a snapshot at an applied index, and forgets the log up to another. */
export function compact(log: Log, to: number): void {
  if (to <= log.offset) return
  log.offsetTerm = termAt(log, to)
  log.entries.dropFirst(to - log.offset)
  log.offset = to
}
