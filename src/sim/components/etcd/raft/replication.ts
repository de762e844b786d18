import { lastIndex, quorum, send, termAt } from './node'
import type { Message, RawNode } from './types'

/** The leader's log grows by one entry. */
export function append(n: RawNode, data: unknown): void {
  n.log.entries.push(Object.freeze({ index: lastIndex(n) + 1, term: n.term, type: 'normal', data }))
}

/** Sends every follower what it lacks. */
export function broadcast(n: RawNode): void {
  for (const id of n.voters) if (id !== n.id) sendAppend(n, id)
}

/** Entries from where the follower's log is believed to end, or a snapshot if they are compacted away. Models raft.go maybeSendAppend. */
export function sendAppend(n: RawNode, to: number): void {
  const p = n.tracker.progress.get(to)!
  if (p.paused || p.state === 'snapshot') return
  const prev = p.next - 1
  if (prev < n.log.offset) {
    p.state = 'snapshot'
    send(n, { type: 'MsgSnap', to, snapshot: n.log.snapshot! })
    return
  }
  const entries = n.log.entries.slice(prev - n.log.offset, prev - n.log.offset + 1000)
  send(n, { type: 'MsgApp', to, index: prev, logTerm: termAt(n, prev), entries, commit: n.log.committed })
  if (p.state === 'probe') p.paused = true
  else p.next += entries.length
}

/** Proposes a change: to the own log as leader, else through the leader. False: there is none. */
export function propose(n: RawNode, data: unknown): boolean {
  if (n.role === 'leader') {
    if (n.transferee) return false
    append(n, data)
    broadcast(n)
    return true
  }
  if (n.lead === 0) return false
  send(n, { type: 'MsgProp', to: n.lead, term: 0, entries: [{ index: 0, term: 0, type: 'normal', data }] })
  return true
}

/** Commits what a quorum has, if it is of the own term. Models raft.go maybeCommit and the paper's figure 8. */
export function maybeCommit(n: RawNode): boolean {
  const matches = n.voters.map((id) => n.tracker.progress.get(id)!.match).sort((a, b) => b - a)
  const index = matches[quorum(n) - 1]!
  if (index <= n.log.committed || termAt(n, index) !== n.term) return false
  n.log.committed = index
  return true
}

export const commitTo = (n: RawNode, index: number): void => {
  n.log.committed = Math.max(n.log.committed, Math.min(index, lastIndex(n)))
}

/** A follower takes entries after a place where both logs agree; else it says where they might. */
export function handleAppend(n: RawNode, m: Message): void {
  if (m.index! < n.log.committed) return send(n, { type: 'MsgAppResp', to: m.from, index: n.log.committed })
  if (termAt(n, m.index!) !== m.logTerm) {
    return send(n, {
      type: 'MsgAppResp',
      to: m.from,
      index: m.index,
      reject: true,
      hint: Math.min(m.index! - 1, lastIndex(n))
    })
  }
  for (const e of m.entries!) {
    if (termAt(n, e.index) === e.term) continue
    n.log.entries.length = e.index - n.log.offset - 1
    n.log.stable = Math.min(n.log.stable, e.index - 1)
    n.log.entries.push(e)
  }
  const last = m.index! + m.entries!.length
  commitTo(n, Math.min(m.commit!, last))
  send(n, { type: 'MsgAppResp', to: m.from, index: last })
}

export function handleSnapshot(n: RawNode, m: Message): void {
  const s = m.snapshot!
  if (s.metadata.index <= n.log.committed) return send(n, { type: 'MsgAppResp', to: m.from, index: n.log.committed })
  n.log.entries = []
  n.log.offset = s.metadata.index
  n.log.offsetTerm = s.metadata.term
  n.log.committed = n.log.applied = n.log.stable = s.metadata.index
  n.log.snapshot = s
  n.pendingSnapshot = s
  send(n, { type: 'MsgAppResp', to: m.from, index: s.metadata.index })
}
