import type { Progress } from './types'

export const createProgress = (match: number, next: number, isLearner: boolean, recentActive: boolean): Progress => ({
  match,
  next,
  sentCommit: 0,
  state: 'probe',
  pendingSnapshot: 0,
  recentActive,
  paused: false,
  inflights: [],
  isLearner
})

function resetState(progress: Progress, state: Progress['state']): void {
  progress.paused = false
  progress.pendingSnapshot = 0
  progress.state = state
  progress.inflights = []
}

export function becomeProbe(progress: Progress): void {
  // A snapshot that was sent has arrived: it goes on behind that.
  const pending = progress.state === 'snapshot' ? progress.pendingSnapshot : 0
  resetState(progress, 'probe')
  progress.next = Math.max(progress.match, pending) + 1
  progress.sentCommit = Math.min(progress.sentCommit, progress.next - 1)
}

export function becomeReplicate(progress: Progress): void {
  resetState(progress, 'replicate')
  progress.next = progress.match + 1
}

export function becomeSnapshot(progress: Progress, index: number): void {
  resetState(progress, 'snapshot')
  progress.pendingSnapshot = index
  progress.next = index + 1
  progress.sentCommit = index
}

/** A MsgApp with so many entries goes out. */
export function sentEntries(progress: Progress, count: number, maxInflight: number): void {
  if (progress.state === 'replicate') {
    if (count > 0) {
      progress.next += count
      progress.inflights.push(progress.next - 1)
    }
    // Full: this message counts as a probe.
    progress.paused = progress.inflights.length >= maxInflight
  } else if (count > 0) progress.paused = true
}

/** Whether a commit index is news for it, and of entries that it may have. */
export const canBumpCommit = ({ sentCommit, next }: Progress, index: number): boolean =>
  index > sentCommit && sentCommit < next - 1

/** It says that its log agrees up to an index. */
export function maybeUpdate(progress: Progress, index: number): boolean {
  if (index <= progress.match) return false
  progress.match = index
  progress.next = Math.max(progress.next, index + 1)
  progress.paused = false
  return true
}

/** It rejects a MsgApp. False: that is old news. */
export function maybeDecreaseTo(progress: Progress, rejected: number, hint: number): boolean {
  if (progress.state === 'replicate') {
    if (rejected <= progress.match) return false
    progress.next = progress.match + 1
  } else {
    // Those who are probed have one message under way, and it starts there.
    if (progress.next - 1 !== rejected) return false
    progress.next = Math.max(Math.min(rejected, hint + 1), progress.match + 1)
    progress.paused = false
  }
  progress.sentCommit = Math.min(progress.sentCommit, progress.next - 1)
  return true
}

/** MsgApps up to an index have arrived. */
export function freeInflights({ inflights }: Progress, to: number): void {
  let count = 0
  while (count < inflights.length && inflights[count]! <= to) count++
  if (count > 0) inflights.splice(0, count)
}

export const isPaused = ({ state, paused }: Progress): boolean => state === 'snapshot' || paused
