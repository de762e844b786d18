import { isUpToDate, lastIndex, lastTerm } from './log'
import { becomeCandidate, becomeFollower, becomeLeader, becomePreCandidate, send } from './node'
import { quorumActive, voteResult } from './quorum'
import { broadcastAppend, broadcastHeartbeat } from './replication'
import { say, sayVote } from './say'
import type { Message, RawNode } from './types'

/** Time passes: a leader sends heartbeats and checks its quorum, everyone else may campaign. Models raft.go tickElection and tickHeartbeat. */
export function tick(node: RawNode): void {
  const { settings } = node
  node.electionElapsed++
  if (node.role !== 'leader') {
    if (node.electionElapsed < node.timeout || !promotable(node)) return
    node.electionElapsed = 0
    campaign(node)
    return
  }
  node.heartbeatElapsed++
  if (node.electionElapsed >= settings.electionTicks) {
    node.electionElapsed = 0
    if (settings.checkQuorum) checkQuorum(node)
    // Whom it wanted to hand over to did not take it in time: it leads on.
    if (node.role === 'leader') node.leadTransferee = 0
  }
  if (node.role !== 'leader' || node.heartbeatElapsed < settings.heartbeatTicks) return
  node.heartbeatElapsed = 0
  broadcastHeartbeat(node)
}

function checkQuorum(node: RawNode): void {
  if (!quorumActive(node.tracker)) {
    say(node, `#${node.id} stepped down to follower since quorum is not active`)
    becomeFollower(node, node.term, 0)
  }
  for (const [id, progress] of node.tracker.progress) if (id !== node.id) progress.recentActive = false
}

/** A voter who is not about to take a snapshot. */
function promotable({ id, tracker, log }: RawNode): boolean {
  const own = tracker.progress.get(id)
  return own !== undefined && !own.isLearner && log.unstableSnapshot === null
}

/** Stands for election: as told by `transfer`, or when the election timeout is over. Models raft.go hup. */
export function campaign(node: RawNode, transfer = false): void {
  if (node.role === 'leader' || !promotable(node) || hasUnappliedConfChanges(node)) return
  say(node, `#${node.id} is starting a new election at term ${node.term}`)
  // Leadership transfers never ask first: whoever hands over knows that it is no disturbance.
  ask(node, node.settings.preVote && !transfer, transfer)
}

function hasUnappliedConfChanges({ log }: RawNode): boolean {
  for (let index = log.applied + 1; index <= log.committed; index++)
    if (log.entries.at(index - log.offset - 1)?.type === 'conf') return true
  return false
}

/** Asks for pre-votes, or for votes; its own counts once it is on disk. Models raft.go campaign. */
function ask(node: RawNode, pre: boolean, transfer: boolean): void {
  if (pre) becomePreCandidate(node)
  else becomeCandidate(node)
  const term = pre ? node.term + 1 : node.term
  const { voters, votersOutgoing } = node.tracker.config
  for (const to of node.tracker.ids) {
    if (!voters.includes(to) && !votersOutgoing.includes(to)) continue
    if (to === node.id) send(node, { type: pre ? 'MsgPreVoteResp' : 'MsgVoteResp', to, term })
    else {
      const type = pre ? 'MsgPreVote' : 'MsgVote'
      const position = `[logterm: ${lastTerm(node.log)}, index: ${lastIndex(node.log)}]`
      say(node, `#${node.id} ${position} sent ${type} request to #${to} at term ${node.term}`)
      send(node, {
        type,
        to,
        term,
        index: lastIndex(node.log),
        logTerm: lastTerm(node.log),
        ...(transfer ? { transfer } : {})
      })
    }
  }
}

/** Grants a vote to a log that is at least as complete as its own; a pre-vote binds nobody. */
export function answerVote(node: RawNode, message: Message): void {
  const { from, term } = message
  const pre = message.type === 'MsgPreVote'
  const mayVote = node.vote === from || (node.vote === 0 && node.lead === 0) || (pre && term > node.term)
  const type = pre ? 'MsgPreVoteResp' : 'MsgVoteResp'
  if (!mayVote || !isUpToDate(node.log, message.index!, message.logTerm!)) {
    sayVote(node, message, false)
    send(node, { type, to: from, reject: true })
    return
  }
  sayVote(node, message, true)
  send(node, { type, to: from, term })
  if (pre) return
  node.electionElapsed = 0
  node.vote = from
}

/** Models raft.go stepCandidate on MsgVoteResp and MsgPreVoteResp, and poll. */
export function countVote(node: RawNode, { type, from, reject }: Message): void {
  const { votes } = node.tracker
  say(node, `#${node.id} received ${type}${reject ? ' rejection' : ''} from #${from} at term ${node.term}`)
  if (!votes.has(from)) votes.set(from, !reject)
  const granted = [...votes.values()].filter(Boolean).length
  say(node, `#${node.id} has received ${granted} ${type} votes and ${votes.size - granted} vote rejections`)
  const result = voteResult(node.tracker, votes)
  if (result === 'won') {
    if (node.role === 'preCandidate') return ask(node, false, false)
    becomeLeader(node)
    broadcastAppend(node)
  } else if (result === 'lost') becomeFollower(node, node.term, 0)
}
