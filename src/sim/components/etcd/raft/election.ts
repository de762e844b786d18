import { append, broadcast } from './replication'
import { become, lastIndex, quorum, send, termAt } from './node'
import type { Message, RawNode } from './types'

/** Time passes: a leader sends heartbeats and checks its quorum, everyone else may campaign. Models raft.go tickElection, tickHeartbeat. */
export function tick(n: RawNode): void {
  n.elapsed++
  if (n.role === 'leader') {
    if (n.elapsed >= n.electionTicks) {
      n.elapsed = 0
      let active = 0
      for (const [id, p] of n.tracker.progress) {
        if (id === n.id || p.active) active++
        p.active = false
      }
      if (active < quorum(n)) return become(n, 'follower', n.term, 0)
      n.transferee = 0
    }
    heartbeat(n)
    return
  }
  if (n.elapsed >= n.timeout) {
    n.elapsed = 0
    campaign(n, n.preVote)
  }
}

/** Keeps followers from campaigning, and asks them to confirm the reads so far: they answer with the same context. */
export function heartbeat(n: RawNode): void {
  const context = n.readSerial
  for (const id of n.voters) {
    if (id === n.id) continue
    const p = n.tracker.progress.get(id)!
    send(n, { type: 'MsgHeartbeat', to: id, commit: Math.min(p.match, n.log.committed), context })
  }
}

/** Asks for pre-votes (without touching anybody's term), or for votes. Models raft.go campaign. */
export function campaign(n: RawNode, pre: boolean, force = false): void {
  if (pre) {
    const { term, vote } = n
    become(n, 'preCandidate', term, 0)
    n.vote = vote
  } else {
    become(n, 'candidate', n.term + 1, 0)
    n.vote = n.id
  }
  n.votes.set(n.id, true)
  if (countVotes(n) === 'won') return won(n)
  for (const id of n.voters) {
    if (id !== n.id)
      send(n, {
        type: pre ? 'MsgPreVote' : 'MsgVote',
        to: id,
        term: pre ? n.term + 1 : n.term,
        index: lastIndex(n),
        logTerm: termAt(n, lastIndex(n)),
        ...(force ? { force } : {})
      })
  }
}

/** Models quorum/majority.go VoteResult. */
const countVotes = (n: RawNode): 'won' | 'lost' | 'open' => {
  let yes = 0
  let no = 0
  for (const granted of n.votes.values()) {
    if (granted) yes++
    else no++
  }
  return yes >= quorum(n) ? 'won' : no >= quorum(n) ? 'lost' : 'open'
}

function won(n: RawNode): void {
  if (n.role === 'preCandidate') return campaign(n, false)
  become(n, 'leader', n.term, n.id)
  n.tracker.progress = new Map(
    n.voters.map((id) => [
      id,
      { match: 0, next: lastIndex(n) + 1, state: 'probe' as const, paused: false, active: true }
    ])
  )
  append(n, null)
  broadcast(n)
}

/** Grants a vote to a log that is at least as complete as its own; a pre-vote binds nobody. */
export function answerVote(n: RawNode, m: Message): void {
  const pre = m.type === 'MsgPreVote'
  const can = n.vote === m.from || (n.vote === 0 && n.lead === 0) || (pre && m.term > n.term)
  const last = lastIndex(n)
  const upToDate = m.logTerm! > termAt(n, last) || (m.logTerm === termAt(n, last) && m.index! >= last)
  const grant = can && upToDate
  send(n, { type: `${m.type}Resp`, to: m.from, term: grant ? m.term : n.term, reject: !grant })
  if (grant && !pre) {
    n.elapsed = 0
    n.vote = m.from
  }
}

export function countVote(n: RawNode, m: Message): void {
  if (n.role !== (m.type === 'MsgVoteResp' ? 'candidate' : 'preCandidate')) return
  if (!n.votes.has(m.from)) n.votes.set(m.from, !m.reject)
  const result = countVotes(n)
  if (result === 'won') won(n)
  else if (result === 'lost') become(n, 'follower', n.term, 0)
}
