import type { Progress, Tracker } from './types'

export type VoteResult = 'pending' | 'lost' | 'won'

const quorumOf = (voters: readonly number[]): number => (voters.length >> 1) + 1

/** Models quorum/majority.go VoteResult. Nobody to ask: won. */
function majorityVote(voters: readonly number[], votes: ReadonlyMap<number, boolean>): VoteResult {
  if (voters.length === 0) return 'won'
  let yes = 0
  let missing = 0
  for (const id of voters) {
    const vote = votes.get(id)
    if (vote === undefined) missing++
    else if (vote) yes++
  }
  const needed = quorumOf(voters)
  return yes >= needed ? 'won' : yes + missing >= needed ? 'pending' : 'lost'
}

/** Both majorities of a joint configuration must agree. Models quorum/joint.go VoteResult. */
export function voteResult({ config }: Tracker, votes: ReadonlyMap<number, boolean>): VoteResult {
  const incoming = majorityVote(config.voters, votes)
  const outgoing = majorityVote(config.votersOutgoing, votes)
  if (incoming === outgoing) return incoming
  return incoming === 'lost' || outgoing === 'lost' ? 'lost' : 'pending'
}

/** The highest index that a majority has; with few voters an insertion sort. Models quorum/majority.go CommittedIndex. */
function majorityIndex(voters: readonly number[], progress: ReadonlyMap<number, Progress>): number {
  if (voters.length === 0) return Infinity
  const sorted: number[] = []
  for (const id of voters) {
    const match = progress.get(id)?.match ?? 0
    let at = sorted.length
    while (at > 0 && sorted[at - 1]! > match) at--
    sorted.splice(at, 0, match)
  }
  return sorted[voters.length - quorumOf(voters)]!
}

/** What is committed by counting. Models tracker.go Committed. */
export const committedIndex = ({ config, progress }: Tracker): number =>
  Math.min(majorityIndex(config.voters, progress), majorityIndex(config.votersOutgoing, progress))

/** Whether a quorum was heard of since the last check. Models tracker.go QuorumActive. */
export function quorumActive(tracker: Tracker): boolean {
  const votes = new Map<number, boolean>()
  for (const [id, { isLearner, recentActive }] of tracker.progress) if (!isLearner) votes.set(id, recentActive)
  return voteResult(tracker, votes) === 'won'
}

/** Whether a quorum is among these. */
export function hasQuorum(tracker: Tracker, ids: ReadonlySet<number>): boolean {
  const votes = new Map<number, boolean>()
  for (const id of ids) votes.set(id, true)
  return voteResult(tracker, votes) === 'won'
}

export const isSingleton = ({ config: { voters, votersOutgoing } }: Tracker): boolean =>
  voters.length === 1 && votersOutgoing.length === 0
