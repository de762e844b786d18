import { lastIndex, lastTerm } from './log'
import type { Message, RawNode } from './types'

/**
 * What the library writes to its log, for its host to write; members by their numbers, as `#2`. Models the texts of go.etcd.io/raft 3.6
 * about elections, votes and transfers; what it says of entries, snapshots and probes is left out.
 */
export const say = (node: RawNode, text: string): void => void node.said.push(text)

/** How far a voter is, and for whom it voted. */
const standing = (node: RawNode): string =>
  `#${node.id} [logterm: ${lastTerm(node.log)}, index: ${lastIndex(node.log)}, vote: ${node.vote === 0 ? 0 : `#${node.vote}`}]`

const asked = ({ type, from, logTerm, index }: Message, how: 'for' | 'from'): string =>
  `${type} ${how} #${from} [logterm: ${logTerm}, index: ${index}]`

export const sayVote = (node: RawNode, message: Message, granted: boolean): void =>
  say(
    node,
    granted
      ? `${standing(node)} cast ${asked(message, 'for')} at term ${node.term}`
      : `${standing(node)} rejected ${asked(message, 'from')} at term ${node.term}`
  )

export const sayInLease = (node: RawNode, message: Message): void =>
  say(
    node,
    `${standing(node)} ignored ${asked(message, 'from')} at term ${node.term}: lease is not expired (remaining ticks: ${node.settings.electionTicks - node.electionElapsed})`
  )
