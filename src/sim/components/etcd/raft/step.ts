import { answerVote, campaign, countVote } from './election'
import { appendAnswered, heartbeatAnswered, lead, snapshotReported, transfer } from './leader'
import { becomeFollower, send } from './node'
import { becomeProbe } from './progress'
import { leadRead } from './read-only'
import { handleAppend, handleHeartbeat, handleSnapshot } from './replication'
import { say, sayInLease, sayVote } from './say'
import type { Message, RawNode } from './types'

/** Takes a message. False: a proposal that was dropped. Models raft.go Step. */
export function step(node: RawNode, message: Message): boolean {
  const { type, from, term } = message
  if (term > node.term) {
    if (type === 'MsgVote' || type === 'MsgPreVote') {
      // Who hears of a leader lets nobody disturb it.
      const inLease = node.settings.checkQuorum && node.lead !== 0 && node.electionElapsed < node.settings.electionTicks
      if (inLease && !message.transfer) {
        sayInLease(node, message)
        return true
      }
    }
    // Pre-votes change no term; one that is granted carries the term that is asked for.
    const pre = type === 'MsgPreVote' || (type === 'MsgPreVoteResp' && !message.reject)
    if (!pre) {
      say(
        node,
        `#${node.id} [term: ${node.term}] received a ${type} message with higher term from #${from} [term: ${term}]`
      )
      becomeFollower(node, term, isFromLeader(type) ? from : 0)
    }
  } else if (term !== 0 && term < node.term) {
    const { checkQuorum, preVote } = node.settings
    // A leader of an old term learns that it is over; with leases or pre-votes nobody else would tell it.
    if ((checkQuorum || preVote) && (type === 'MsgHeartbeat' || type === 'MsgApp'))
      send(node, { type: 'MsgAppResp', to: from })
    else if (type === 'MsgPreVote') {
      sayVote(node, message, false)
      send(node, { type: 'MsgPreVoteResp', to: from, reject: true })
    } else
      say(
        node,
        `#${node.id} [term: ${node.term}] ignored a ${type} message with lower term from #${from} [term: ${term}]`
      )
    return true
  }
  if (type === 'MsgHup') campaign(node)
  else if (type === 'MsgVote' || type === 'MsgPreVote') answerVote(node, message)
  else if (node.role === 'leader') return stepLeader(node, message)
  else if (node.role === 'follower') return stepFollower(node, message)
  else return stepCandidate(node, message)
  return true
}

const isFromLeader = (type: Message['type']): boolean =>
  type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap'

function stepLeader(node: RawNode, message: Message): boolean {
  const { type, from } = message
  if (type === 'MsgProp') return lead(node, message.entries!)
  if (type === 'MsgReadIndex') {
    leadRead(node, message)
    return true
  }
  const progress = node.tracker.progress.get(from)
  if (!progress) return true
  if (type === 'MsgAppResp') appendAnswered(node, message, progress)
  else if (type === 'MsgHeartbeatResp') heartbeatAnswered(node, message, progress)
  else if (type === 'MsgSnapStatus') snapshotReported(message, progress)
  // Much of what is under way is probably lost.
  else if (type === 'MsgUnreachable' && progress.state === 'replicate') becomeProbe(progress)
  else if (type === 'MsgTransferLeader') transfer(node, from, progress)
  return true
}

function stepCandidate(node: RawNode, message: Message): boolean {
  const { type, term, from } = message
  if (type === 'MsgProp') return false
  if (isFromLeader(type)) {
    becomeFollower(node, term, from)
    follow(node, message)
  } else if (type === (node.role === 'preCandidate' ? 'MsgPreVoteResp' : 'MsgVoteResp')) countVote(node, message)
  return true
}

function stepFollower(node: RawNode, message: Message): boolean {
  const { type, from } = message
  switch (type) {
    case 'MsgProp':
      if (node.lead === 0 || node.settings.disableProposalForwarding) return false
      send(node, { ...message, to: node.lead })
      return true
    case 'MsgTransferLeader':
    case 'MsgReadIndex':
      if (node.lead === 0) return true
      if (type === 'MsgReadIndex') send(node, { ...message, to: node.lead })
      else send(node, { ...message, to: node.lead, term: node.term })
      return true
    case 'MsgForgetLeader':
      if (node.settings.readOnly === 'safe') node.lead = 0
      return true
    case 'MsgTimeoutNow':
      say(
        node,
        `#${node.id} [term ${node.term}] received MsgTimeoutNow from #${from} and starts an election to get leadership.`
      )
      campaign(node, true)
      return true
    case 'MsgReadIndexResp':
      node.readStates.push(Object.freeze({ index: message.index!, request: message.context! }))
      return true
  }
  if (!isFromLeader(type)) return true
  node.electionElapsed = 0
  node.lead = from
  follow(node, message)
  return true
}

function follow(node: RawNode, message: Message): void {
  if (message.type === 'MsgApp') handleAppend(node, message)
  else if (message.type === 'MsgHeartbeat') handleHeartbeat(node, message)
  else handleSnapshot(node, message)
}
