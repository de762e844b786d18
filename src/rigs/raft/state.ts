import type { RawNode, Role } from '../../sim/components/etcd/raft'
import type { Member } from './member'

const roles: Readonly<Record<Role, string>> = {
  follower: 'Follower',
  preCandidate: 'PreCandidate',
  candidate: 'Candidate',
  leader: 'Leader'
}
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)

/** The log on disk. */
const logOf = ({ snapshot, entries }: Member['disk']) => {
  const { index = 0, term = 0 } = snapshot?.metadata ?? {}
  return {
    firstIndex: index + 1,
    lastIndex: index + entries.length,
    prevTerm: term,
    terms: entries.map((entry) => entry.term)
  }
}

/** A member's state in the recordings' form. */
export function stateOf({ node, disk, applied }: Member): unknown {
  if (!node) {
    return {
      down: true,
      log: logOf(disk),
      persistedTerm: disk.hardState?.term ?? 0,
      persistedVote: disk.hardState?.vote ?? 0
    }
  }
  const { log, tracker, leadTransferee } = node
  const { voters, votersOutgoing, learners, learnersNext } = tracker.config
  return {
    applied: log.applied,
    appliedData: [...applied],
    commit: log.committed,
    lead: node.lead,
    ...(leadTransferee ? { leadTransferee } : {}),
    ...(learners.length > 0 ? { learners } : {}),
    ...(learnersNext.length > 0 ? { learnersNext } : {}),
    log: logOf(disk),
    ...(node.role === 'leader' ? { progress: progressOf(node) } : {}),
    state: roles[node.role],
    term: node.term,
    vote: node.vote,
    voters: [...voters],
    ...(votersOutgoing.length > 0 ? { votersOutgoing: [...votersOutgoing] } : {})
  }
}

const progressOf = ({ tracker }: RawNode) =>
  Object.fromEntries(
    tracker.ids.map((id) => {
      const { match, next, state } = tracker.progress.get(id)!
      return [id, { match, next, state: capital(state) }]
    })
  )
