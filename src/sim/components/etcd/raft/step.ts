import { answerVote, campaign, countVote } from './election'
import { become, lastIndex, send } from './node'
import { confirmReads, readIndex } from './reads'
import { broadcast, commitTo, handleAppend, handleSnapshot, maybeCommit, propose, sendAppend } from './replication'
import type { Message, RawNode } from './types'

/** Hands leadership over to a member, once its log is complete. Models raft.go handling of MsgTransferLeader. */
export function transferLeadership(n: RawNode, to: number): void {
  if (n.role !== 'leader' || to === n.id) return
  n.transferee = to
  n.elapsed = 0
  if (n.tracker.progress.get(to)!.match === lastIndex(n)) send(n, { type: 'MsgTimeoutNow', to })
  else sendAppend(n, to)
}

/** Takes a message of another member. Models raft.go Step, stepLeader, stepCandidate and stepFollower. */
export function step(n: RawNode, m: Message): void {
  if (m.term > n.term) {
    const vote = m.type === 'MsgVote' || m.type === 'MsgPreVote'
    if (vote && !m.force && n.lead !== 0 && n.elapsed < n.electionTicks) return
    if (m.type !== 'MsgPreVote' && !(m.type === 'MsgPreVoteResp' && !m.reject)) {
      become(
        n,
        'follower',
        m.term,
        m.type === 'MsgApp' || m.type === 'MsgHeartbeat' || m.type === 'MsgSnap' ? m.from : 0
      )
    }
  } else if (m.term > 0 && m.term < n.term) {
    if (m.type === 'MsgApp' || m.type === 'MsgHeartbeat') send(n, { type: 'MsgAppResp', to: m.from })
    else if (m.type === 'MsgPreVote') send(n, { type: 'MsgPreVoteResp', to: m.from, reject: true })
    return
  }
  switch (m.type) {
    case 'MsgVote':
    case 'MsgPreVote':
      return answerVote(n, m)
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      return countVote(n, m)
    case 'MsgApp':
    case 'MsgHeartbeat':
    case 'MsgSnap':
      if (n.role === 'leader') return
      if (n.role !== 'follower') become(n, 'follower', m.term, m.from)
      n.lead = m.from
      n.elapsed = 0
      if (m.type === 'MsgHeartbeat') {
        commitTo(n, m.commit!)
        send(n, { type: 'MsgHeartbeatResp', to: m.from, context: m.context })
      } else if (m.type === 'MsgApp') handleAppend(n, m)
      else handleSnapshot(n, m)
      return
    case 'MsgTimeoutNow':
      if (n.role === 'follower') campaign(n, false, true)
      return
    case 'MsgProp':
      for (const e of m.entries!) propose(n, e.data)
      return
    case 'MsgReadIndex':
      readIndex(n, m.context!, m.origin)
      return
    case 'MsgReadIndexResp':
      n.readStates.push({ index: m.index!, request: m.context! })
      return
  }
  if (n.role !== 'leader') return
  const p = n.tracker.progress.get(m.from)
  if (!p) return
  p.active = true
  if (m.type === 'MsgHeartbeatResp') {
    if (p.state === 'snapshot') {
      // Two heartbeats without progress: the snapshot was lost on its way (etcd hears of that from its transport).
      if (p.paused) p.state = 'probe'
      p.paused = !p.paused
    } else p.paused = false
    if (p.match < lastIndex(n) || p.state === 'probe') sendAppend(n, m.from)
    confirmReads(n, m.from, m.context ?? 0)
    return
  }
  if (m.type === 'MsgAppResp' && m.index !== undefined) {
    p.paused = false
    if (m.reject) {
      p.next = Math.max(p.match + 1, Math.min(m.index, (m.hint ?? 0) + 1))
      p.state = 'probe'
      sendAppend(n, m.from)
      return
    }
    if (m.index > p.match) p.match = m.index
    p.next = Math.max(p.next, p.match + 1)
    if (p.state !== 'replicate') {
      p.state = 'replicate'
      p.next = p.match + 1
    }
    if (maybeCommit(n)) broadcast(n)
    else if (p.next <= lastIndex(n)) sendAppend(n, m.from)
    if (n.transferee === m.from && p.match === lastIndex(n)) send(n, { type: 'MsgTimeoutNow', to: m.from })
  }
}
