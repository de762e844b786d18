import { send } from './node'
import { hasQuorum, isSingleton } from './quorum'
import { broadcastHeartbeat } from './replication'
import { termAt } from './log'
import type { Message, RawNode } from './types'

/**
 * A linearizable read without a log entry: the leader remembers its commit index and asks a quorum whether it still leads.
 * Models raft.go stepLeader on MsgReadIndex, and read_only.go.
 */
export function leadRead(node: RawNode, message: Message): void {
  const { log, settings, reads } = node
  const request = message.context!
  if (isSingleton(node.tracker)) return answerRead(node, message.from, request, log.committed)
  // What earlier terms committed it knows for sure only with a commit of its own.
  if (termAt(log, log.committed) !== node.term) {
    if (settings.postponeReads) node.postponedReads.push(message)
    return
  }
  if (settings.readOnly === 'lease') return answerRead(node, message.from, request, log.committed)
  if (!reads.some((read) => read.request === request))
    reads.push({ request, from: message.from, index: log.committed, acks: new Set([node.id]) })
  broadcastHeartbeat(node, request)
}

/** The first entry of the term is committed: reads that waited for that begin. */
export function releasePostponedReads(node: RawNode): void {
  if (node.postponedReads.length === 0 || termAt(node.log, node.log.committed) !== node.term) return
  const postponed = node.postponedReads
  node.postponedReads = []
  for (const message of postponed) leadRead(node, message)
}

function answerRead(node: RawNode, to: number, request: number, index: number): void {
  if (to === 0 || to === node.id) node.readStates.push(Object.freeze({ index, request }))
  else send(node, { type: 'MsgReadIndexResp', to, index, context: request })
}

/** A follower answered a heartbeat with a read's context: if that is a quorum, that read and all before it are confirmed. */
export function confirmReads(node: RawNode, from: number, context: number): void {
  const { reads } = node
  const at = reads.findIndex(({ request }) => request === context)
  if (at < 0) return
  reads[at]!.acks.add(from)
  if (!hasQuorum(node.tracker, reads[at]!.acks)) return
  for (const read of reads.splice(0, at + 1)) answerRead(node, read.from, read.request, read.index)
}
