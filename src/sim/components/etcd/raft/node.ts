import type { Prng } from '../../../../base/prng'
import type { Entry, HardState, Message, RawNode, Role, Snapshot } from './types'

/** A member as its disk left it: a follower that knows no leader. */
export function createNode(o: {
  id: number
  voters: readonly number[]
  electionTicks: number
  preVote: boolean
  rng: Prng
  hardState: HardState | null
  snapshot: Snapshot | null
  entries: readonly Entry[]
}): RawNode {
  const base = o.snapshot?.metadata.index ?? 0
  const hs = o.hardState ?? { term: 0, vote: 0, commit: base }
  const n: RawNode = {
    id: o.id,
    voters: o.voters,
    electionTicks: o.electionTicks,
    preVote: o.preVote,
    rng: o.rng,
    term: hs.term,
    vote: hs.vote,
    role: 'follower',
    lead: 0,
    elapsed: 0,
    timeout: 0,
    votes: new Map(),
    tracker: { progress: new Map() },
    log: {
      entries: o.entries.slice(),
      offset: base,
      offsetTerm: o.snapshot?.metadata.term ?? 0,
      committed: Math.max(hs.commit, base),
      applied: base,
      stable: base + o.entries.length,
      snapshot: o.snapshot
    },
    pendingSnapshot: null,
    messages: [],
    readStates: [],
    reads: [],
    readSerial: 0,
    saved: hs,
    transferee: 0
  }
  become(n, 'follower', hs.term, 0)
  return n
}

export const roleOf = (n: RawNode): Role => n.role
export const isLeader = (n: RawNode): boolean => n.role === 'leader'
export const leaderOf = (n: RawNode): number => n.lead
export const lastIndex = (n: RawNode): number => n.log.offset + n.log.entries.length
export const termAt = (n: RawNode, i: number): number =>
  i === n.log.offset
    ? n.log.offsetTerm
    : i > n.log.offset && i <= lastIndex(n)
      ? n.log.entries[i - n.log.offset - 1]!.term
      : i === 0
        ? 0
        : -1
export const quorum = (n: RawNode): number => Math.floor(n.voters.length / 2) + 1

/** Takes a role, and with a new term forgets whom it voted for. Models raft.go becomeFollower … becomeLeader and reset. */
export function become(n: RawNode, role: Role, term: number, lead: number): void {
  if (term !== n.term) {
    n.term = term
    n.vote = 0
  }
  n.role = role
  n.lead = lead
  n.elapsed = 0
  n.timeout = n.electionTicks + n.rng.below(n.electionTicks)
  n.votes = new Map()
  n.reads = []
  n.transferee = 0
}

/** Puts a message into the next Ready. */
export const send = (n: RawNode, m: Partial<Message> & { type: string; to: number }): void => {
  n.messages.push(Object.freeze({ term: n.term, from: n.id, ...m }))
}
