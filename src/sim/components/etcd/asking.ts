import { respond } from './answers'
import type { EtcdMemberAdd } from './asked'
import type { EtcdContext } from './context'
import { membersOf, memberErrors, promote, type MemberChange } from './members'
import type { EtcdClient, EtcdPeer, EtcdPromote, Outbox } from './messages'
import { isLeader, proposeConfChange } from './raft'
import { start } from './serve'

/* Changes of membership as people ask for them. Models server/etcdserver/server.go AddMember, RemoveMember, PromoteMember. */

/** Constant maxLearners of server/etcdserver/api/membership (`--max-learners`). */
const maxLearners = 1

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
  { peer, learner, nowhere }: Pick<EtcdMemberAdd, 'peer' | 'learner' | 'nowhere'>
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
  if (nowhere !== undefined) return refuse(nowhere)
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
  // Who is down is no part of the quorum that works: removing it takes nothing away.
  if (!found.learner && !context.lost.has(found.peer)) {
    // Those that are left must have a majority among them that has started, and that this member hears.
    const left = members.filter((member) => !member.learner && member !== found)
    const active = left.filter((member) => member.started && hears(context, member.number)).length
    if (active < Math.floor(left.length / 2) + 1) return refuse(memberErrors.notStarted)
  }
  change(context, client, id, { changes: [{ type: 'remove', node }], transition: 'auto' })
}

/** Another process is the member from now on: no other member may be there. Models ConfChangeUpdateNode, which changes nothing else. */
export function updateMember(
  context: EtcdContext,
  out: Outbox,
  client: EtcdClient,
  id: number,
  { member, peer, nowhere }: { readonly member: number; readonly peer: EtcdPeer; readonly nowhere?: string }
): void {
  const refuse = (error: string) => respond(context, out, client, id, undefined, error)
  if (!context.peers[member - 1]) return refuse(memberErrors.notFound)
  if (context.peers.some((other, i) => other === peer && i !== member - 1)) return refuse(memberErrors.exists)
  if (nowhere !== undefined) return refuse(nowhere)
  start(context, out, client, id, { kind: 'member-update', of: member, peer })
}

/** Only the leader knows how far a learner is: others pass the request on. */
export function promoteMember(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, member: number): void {
  const number = context.nextProposal++
  context.waiting.set(number, { client, id, since: context.now })
  const request: EtcdPromote = { type: 'etcd.promote', proposer: context.id, number, member }
  if (isLeader(context.raft)) promote(context, out, request)
  else if (context.leader !== '') out.send(context.leader, request)
}

function change(context: EtcdContext, client: EtcdClient, id: number, data: MemberChange): void {
  const number = context.nextProposal++
  context.waiting.set(number, { client, id, since: context.now })
  proposeConfChange(context.raft, Object.freeze({ ...data, proposer: context.id, number }))
}

/** A leader has heard of it since it last counted; others know of nobody but their leader, and ask no further. */
function hears(context: EtcdContext, node: number): boolean {
  const peer = context.peers[node - 1]
  if (peer && context.lost.has(peer)) return false
  if (node === context.id || !isLeader(context.raft)) return true
  return context.raft.tracker.progress.get(node)?.recentActive === true
}

const allConnected = (context: EtcdContext): boolean =>
  context.raft.tracker.config.voters.every((id) => hears(context, id))
