import { respond } from './answers'
import type { EtcdContext } from './context'
import type { EtcdMemberInfo, EtcdMembers, EtcdPeer, EtcdPromote, Outbox } from './messages'
import { administration } from './later'
import { submit } from './proposals'
import { applyConfChange, proposeConfChange, type ConfChange } from './raft'

/* Who the members are, and what a change of that means. Models server/etcdserver/server.go and api/membership; asking.ts has what people ask for. */

/** A change of membership in the log, with who joins, and whose client waits for it (0: nobody's). */
export interface MemberChange extends ConfChange {
  readonly peer?: EtcdPeer
  readonly proposer?: number
  readonly number?: number
}

/** Texts of api/v3rpc/rpctypes/error.go. */
export const memberErrors = {
  notFound: 'etcdserver: member not found',
  exists: 'etcdserver: Peer URLs already exists',
  notStarted: 'etcdserver: re-configuration failed due to not enough started members',
  unhealthy: 'etcdserver: unhealthy cluster',
  notLearner: 'etcdserver: can only promote a learner member',
  notReady: 'etcdserver: can only promote a learner member which is in sync with leader',
  tooManyLearners: 'etcdserver: too many learner members in cluster',
  forLearner: 'etcdserver: rpc not supported for learner'
} as const

/** Constant readyPercentThreshold of server.go. */
const readyShare = 0.9

export const membersOf = ({ peers, raft, unstarted }: EtcdContext): EtcdMemberInfo[] =>
  peers.flatMap((peer, i) =>
    peer === '' ? [] : [{ number: i + 1, peer, learner: isLearner(raft, i + 1), started: !unstarted.includes(i + 1) }]
  )

const isLearner = (raft: EtcdContext['raft'], id: number): boolean => raft.tracker.config.learners.includes(id)

/** Whether this member only learns: it neither votes nor serves more than its own copy. */
export const learns = ({ raft, id }: EtcdContext): boolean => isLearner(raft, id)

export function promote(context: EtcdContext, out: Outbox, request: EtcdPromote): void {
  const error = promoteError(context, request.member)
  const { proposer, number, member } = request
  if (error !== undefined) {
    if (proposer === context.id) return promoteRefused(context, out, number, error)
    const to = context.peers[proposer - 1]
    if (to) out.send(to, { type: 'etcd.promote.refused', number, error })
    return
  }
  const data: MemberChange = { changes: [{ type: 'addVoter', node: member }], transition: 'auto', proposer, number }
  proposeConfChange(context.raft, Object.freeze(data))
}

function promoteError(context: EtcdContext, member: number): string | undefined {
  if (!context.peers[member - 1]) return memberErrors.notFound
  if (!isLearner(context.raft, member)) return memberErrors.notLearner
  const { progress } = context.raft.tracker
  const match = progress.get(member)?.match ?? 0
  const own = progress.get(context.id)?.match ?? 0
  return match < own * readyShare ? memberErrors.notReady : undefined
}

export function promoteRefused(context: EtcdContext, out: Outbox, number: number, error: string): void {
  const waiting = context.waiting.get(number)
  context.waiting.delete(number)
  if (waiting) respond(context, out, waiting.client, waiting.id, undefined, error)
}

/** A change of membership is committed: from now on it counts for Raft, for messages and in answers. */
export function membersChanged(context: EtcdContext, out: Outbox, data: MemberChange): void {
  applyConfChange(context.raft, data)
  const peers = [...context.peers]
  for (const { type, node } of data.changes) {
    if (type === 'remove') {
      peers[node - 1] = ''
      context.unstarted = context.unstarted.filter((id) => id !== node)
      out.log('I', 'removed member')
    } else if (data.peer !== undefined) {
      peers[node - 1] = data.peer
      context.unstarted = [...context.unstarted, node]
      out.log('I', 'added member')
    } else out.log('I', 'promote member')
    out.fact('etcd-member-changed', { member: context.self, change: type, number: node })
  }
  context.peers = Object.freeze(peers)
  administration().tellConfiguration(context, out)
  const about = data.changes[0]?.node ?? 0
  if (data.proposer === context.id && data.number !== undefined) {
    const waiting = context.waiting.get(data.number)
    context.waiting.delete(data.number)
    const result = { kind: 'members', members: membersOf(context), about, cluster: context.cluster } as const
    if (waiting) respond(context, out, waiting.client, waiting.id, result)
  }
  if (context.peers[context.id - 1] === '') leaveForGood(out)
}

/** It has read, or was told, of its own removal. Models server.go: the server stops and does not come back with these data. */
export function leaveForGood(out: Outbox): void {
  out.log('W', 'the member has been permanently removed from the cluster')
  out.note('exits: the member has been permanently removed from the cluster')
  out.exit('the member has been permanently removed from the cluster', 0)
}

/** What GET /members of the peer port says. */
export function membersAnswer(context: EtcdContext, created: number): EtcdMembers {
  return { type: 'etcd.members', created, ...identityOf(context) }
}

/** What tells a member's cluster from the one that was there before the run began; nothing if it is that one. */
export function identityOf({ cluster, origin, peers, unstarted, founders }: EtcdContext) {
  const isOther = cluster !== '' || origin > 0 || peers.length !== founders || peers.includes('')
  return isOther ? { cluster, origin, peers, unstarted } : {}
}

/** A message of another cluster, or of a member that was removed, goes no further. Models rafthttp/http.go. */
export function turnsAway(context: EtcdContext, out: Outbox, sender: number, cluster: string, from: EtcdPeer): boolean {
  const isOther = cluster !== context.cluster
  const isRemoved = !isOther && context.peers[sender - 1] === ''
  if (!isOther && !isRemoved) return false
  const key = isOther ? `cluster ${cluster}` : `member ${sender}`
  const known = context.strangers.has(key)
  if (!known) {
    context.strangers.add(key)
    const why = isOther ? 'request cluster ID mismatch' : 'rejected stream from remote peer because it was removed'
    out.log('W', why)
  }
  if (isRemoved) out.send(from, { type: 'etcd.removed' })
  else if (!known) out.send(from, { type: 'etcd.other-cluster' })
  return true
}

/** A member that joined tells the others its name when it knows a leader. Models server.go publishV3. */
export function publish(context: EtcdContext, entry: number): void {
  if (context.leader === '' || !context.unstarted.includes(context.id)) return
  const { id, now } = context
  submit(
    context,
    Object.freeze({ member: id, number: 0, at: now, entry, change: { kind: 'publish' as const, of: id } })
  )
}
