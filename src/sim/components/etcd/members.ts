import { respond } from './answers'
import type { EtcdContext } from './context'
import type { EtcdClient, EtcdMemberInfo, EtcdMembers, EtcdPeer, EtcdPromote, Outbox } from './messages'
import { submit } from './proposals'
import { applyConfChange, isLeader, proposeConfChange, type ConfChange } from './raft'

/* Changes of membership. Models server/etcdserver/server.go AddMember, RemoveMember, PromoteMember and api/membership. */

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

/** Constant maxLearners of server/etcdserver/api/membership (`--max-learners`), and readyPercentThreshold of server.go. */
const maxLearners = 1
const readyShare = 0.9

export const membersOf = ({ peers, raft, unstarted }: EtcdContext): EtcdMemberInfo[] =>
  peers.flatMap((peer, i) =>
    peer === '' ? [] : [{ number: i + 1, peer, learner: isLearner(raft, i + 1), started: !unstarted.includes(i + 1) }]
  )

const isLearner = (raft: EtcdContext['raft'], id: number): boolean => raft.tracker.config.learners.includes(id)

/** Whether this member only learns: it neither votes nor serves more than its own copy. */
export const learns = ({ raft, id }: EtcdContext): boolean => isLearner(raft, id)

export function listMembers(context: EtcdContext, out: Outbox, client: EtcdClient, id: number): void {
  respond(context, out, client, id, {
    kind: 'members',
    members: membersOf(context),
    about: 0,
    cluster: context.cluster
  })
}

export function addMember(
  context: EtcdContext,
  out: Outbox,
  client: EtcdClient,
  id: number,
  { peer, learner }: { readonly peer: EtcdPeer; readonly learner: boolean }
): void {
  const { peers } = context
  const members = membersOf(context)
  const refuse = (error: string) => respond(context, out, client, id, undefined, error)
  if (members.some((member) => member.peer === peer)) return refuse(memberErrors.exists)
  if (learner && members.filter((member) => member.learner).length >= maxLearners)
    return refuse(memberErrors.tooManyLearners)
  // `--strict-reconfig-check`: with the newcomer counted, those that have started must be a majority.
  const voters = members.filter((member) => !member.learner)
  const started = voters.filter((member) => member.started).length
  const wanted = Math.floor((voters.length + (learner ? 0 : 1)) / 2) + 1
  if (started < wanted && !(voters.length === 1 && started === 1)) return refuse(memberErrors.notStarted)
  if (!allConnected(context)) return refuse(memberErrors.unhealthy)
  const node = peers.length + 1
  change(context, client, id, {
    changes: [{ type: learner ? 'addLearner' : 'addVoter', node }],
    transition: 'auto',
    peer
  })
}

export function removeMember(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, node: number): void {
  const members = membersOf(context)
  const found = members.find(({ number }) => number === node)
  const refuse = (error: string) => respond(context, out, client, id, undefined, error)
  if (!found) return refuse(memberErrors.notFound)
  if (!found.learner) {
    // Those that are left must have a majority among them that has started, and that this member hears.
    const left = members.filter((member) => !member.learner && member !== found)
    const active = left.filter((member) => member.started && hears(context, member.number)).length
    if (active < Math.floor(left.length / 2) + 1) return refuse(memberErrors.notStarted)
  }
  change(context, client, id, { changes: [{ type: 'remove', node }], transition: 'auto' })
}

/** Only the leader knows how far a learner is: others pass the request on. */
export function promoteMember(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, member: number): void {
  const number = context.nextProposal++
  context.waiting.set(number, { client, id, since: context.now })
  const request: EtcdPromote = { type: 'etcd.promote', proposer: context.id, number, member }
  if (isLeader(context.raft)) promote(context, out, request)
  else if (context.leader !== '') out.send(context.leader, request)
}

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

function change(context: EtcdContext, client: EtcdClient, id: number, data: MemberChange): void {
  const number = context.nextProposal++
  context.waiting.set(number, { client, id, since: context.now })
  proposeConfChange(context.raft, Object.freeze({ ...data, proposer: context.id, number }))
}

/** A leader has heard of it since it last counted; others know of nobody but their leader, and ask no further. */
function hears(context: EtcdContext, node: number): boolean {
  if (node === context.id || !isLeader(context.raft)) return true
  return context.raft.tracker.progress.get(node)?.recentActive === true
}

const allConnected = (context: EtcdContext): boolean =>
  context.raft.tracker.config.voters.every((id) => hears(context, id))

/** A change of membership is committed: from now on it counts for Raft, for messages and in answers. */
export function membersChanged(context: EtcdContext, out: Outbox, data: MemberChange): void {
  applyConfChange(context.raft, data)
  const peers = [...context.peers]
  for (const { type, node } of data.changes) {
    if (type === 'remove') {
      peers[node - 1] = ''
      context.unstarted = context.unstarted.filter((id) => id !== node)
      out.log('W', `removed member ${node}`)
    } else if (data.peer !== undefined) {
      peers[node - 1] = data.peer
      context.unstarted = [...context.unstarted, node]
      out.log('I', `added member ${node} at ${data.peer}${type === 'addLearner' ? ' as learner' : ''}`)
    } else out.log('I', `promoted member ${node}`)
    out.fact('etcd-member-changed', { member: context.self, change: type, number: node })
  }
  context.peers = Object.freeze(peers)
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
  if (!context.strangers.has(key)) {
    context.strangers.add(key)
    const why = isOther ? 'request cluster ID mismatch' : 'rejected stream from remote peer because it was removed'
    out.log('W', `${why}, remote-peer ${from}`)
  }
  if (isRemoved) out.send(from, { type: 'etcd.removed' })
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
