import type { Message } from '../../sim/components/etcd/raft'

/** A message in one line; `a@b` means term a at index b. */
export function traceOf(message: Message): string {
  const { type, from, to, term, index = 0, logTerm = 0, reject } = message
  return `${from}->${to} ${type} term=${term}${detail()}`

  function detail(): string {
    switch (type) {
      case 'MsgVote':
      case 'MsgPreVote':
        return ` last=${logTerm}@${index}${message.transfer ? ' transfer' : ''}`
      case 'MsgVoteResp':
      case 'MsgPreVoteResp':
        return ` granted=${!reject}`
      case 'MsgApp': {
        const entries = message.entries!.map((entry) => `${entry.term}@${entry.index}`).join(' ')
        return ` prev=${logTerm}@${index} commit=${message.commit} entries=[${entries}]`
      }
      case 'MsgAppResp':
        return ` index=${index}${reject ? ` reject hint=${logTerm}@${message.rejectHint}` : ''}`
      case 'MsgHeartbeat':
        return ` commit=${message.commit}`
      case 'MsgSnap':
        return ` snapshot=${message.snapshot!.metadata.term}@${message.snapshot!.metadata.index}`
    }
    return ''
  }
}
