import { confStateOf } from './confchange'
import { append, lastIndex } from './log'
import { Panic } from './panic'
import { becomeReplicate, createProgress } from './progress'
import { say } from './say'
import type { ConfState, Entry, Message, MessageType, RawNode, Role } from './types'

export const roleOf = (node: RawNode): Role => node.role
export const isLeader = (node: RawNode): boolean => node.role === 'leader'
export const leaderOf = (node: RawNode): number => node.lead
export const confStateOfNode = ({ tracker }: RawNode): ConfState => confStateOf(tracker.config)

/** What of a message is said; `send` knows the rest. */
export type Draft = Partial<Omit<Message, 'type' | 'to'>> & { readonly type: MessageType; readonly to: number }

/** Puts a message into the next Ready. What says that something is on disk waits until it is. Models raft.go send. */
export function send(node: RawNode, draft: Draft): void {
  const { type } = draft
  // Proposals and reads are forwarded whatever the term. A draft is made for one send: it becomes the message.
  const message = draft as Message & { from?: number; term?: number }
  message.from ??= node.id
  message.term ??= type === 'MsgProp' || type === 'MsgReadIndex' ? 0 : node.term
  Object.freeze(message)
  const waits = type === 'MsgAppResp' || type === 'MsgVoteResp' || type === 'MsgPreVoteResp'
  if (waits) node.messagesAfterAppend.push(message)
  else node.messages.push(message)
}

/** Begins a term, or a role in it. Models raft.go reset. */
function reset(node: RawNode, term: number): void {
  if (node.term !== term) {
    node.term = term
    node.vote = 0
  }
  node.lead = 0
  node.electionElapsed = 0
  node.heartbeatElapsed = 0
  node.timeout = node.settings.electionTicks + node.rng.below(node.settings.electionTicks)
  node.leadTransferee = 0
  node.tracker.votes = new Map()
  const last = lastIndex(node.log)
  for (const [id, { isLearner }] of node.tracker.progress)
    node.tracker.progress.set(id, createProgress(id === node.id ? last : 0, last + 1, isLearner, false))
  node.pendingConfIndex = 0
  node.reads = []
}

export function becomeFollower(node: RawNode, term: number, lead: number): void {
  reset(node, term)
  node.lead = lead
  node.role = 'follower'
  say(node, `#${node.id} became follower at term ${term}`)
}

export function becomeCandidate(node: RawNode): void {
  if (node.role === 'leader') throw new Panic('invalid transition [leader -> candidate]')
  reset(node, node.term + 1)
  node.vote = node.id
  node.role = 'candidate'
  say(node, `#${node.id} became candidate at term ${node.term}`)
}

/** Asks without touching anybody's term, vote or timeout: not even its own. */
export function becomePreCandidate(node: RawNode): void {
  if (node.role === 'leader') throw new Panic('invalid transition [leader -> pre-candidate]')
  node.tracker.votes = new Map()
  node.lead = 0
  node.role = 'preCandidate'
  say(node, `#${node.id} became pre-candidate at term ${node.term}`)
}

export function becomeLeader(node: RawNode): void {
  if (node.role === 'follower') throw new Panic('invalid transition [follower -> leader]')
  reset(node, node.term)
  node.lead = node.id
  node.role = 'leader'
  const own = node.tracker.progress.get(node.id)!
  becomeReplicate(own)
  own.recentActive = true
  // A change of membership may be among the entries that are not applied yet.
  node.pendingConfIndex = lastIndex(node.log)
  appendEntries(node, [{ type: 'normal', data: null }])
  say(node, `#${node.id} became leader at term ${node.term}`)
}

/** The leader's log grows; it acknowledges that to itself once its disk has it. Models raft.go appendEntry. */
export function appendEntries(node: RawNode, drafts: readonly Pick<Entry, 'type' | 'data'>[]): void {
  const last = lastIndex(node.log)
  append(
    node.log,
    drafts.map(({ type, data }, i) => Object.freeze({ index: last + 1 + i, term: node.term, type, data }))
  )
  send(node, { type: 'MsgAppResp', to: node.id, index: last + drafts.length })
}
