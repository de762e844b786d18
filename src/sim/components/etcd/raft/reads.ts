import { heartbeat } from './election'
import { quorum, send, termAt } from './node'
import type { RawNode } from './types'

/**
 * A linearizable read without a log entry: the leader remembers its commit index and asks a quorum whether it still
 * leads. Models read_only.go (ReadOnlySafe).
 */
export function readIndex(n: RawNode, request: number, from = n.id): void {
  if (n.role !== 'leader') {
    if (n.lead) send(n, { type: 'MsgReadIndex', to: n.lead, term: 0, context: request, origin: from })
    return
  }
  if (termAt(n, n.log.committed) !== n.term) return
  if (n.voters.length === 1) return answerRead(n, from, request, n.log.committed)
  n.reads.push({ request, serial: ++n.readSerial, from, index: n.log.committed, acks: new Set([n.id]) })
  heartbeat(n)
}

function answerRead(n: RawNode, to: number, request: number, index: number): void {
  if (to === n.id) n.readStates.push({ index, request })
  else send(n, { type: 'MsgReadIndexResp', to, index, context: request })
}

/** A follower answered a heartbeat: reads that a quorum has confirmed are answered, in order. */
export function confirmReads(n: RawNode, from: number, context: number): void {
  for (const read of n.reads) if (read.serial <= context) read.acks.add(from)
  while (n.reads.length > 0 && n.reads[0]!.acks.size >= quorum(n)) {
    const read = n.reads.shift()!
    answerRead(n, read.from, read.request, read.index)
  }
}
