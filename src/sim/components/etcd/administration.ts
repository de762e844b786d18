import { fnv1a } from '../../../base/prng'
import { seconds } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { respond } from './answers'
import { applyEntries } from './apply'
export { listMembers } from './asking'
export { tellPeerLost, tellStopped, tellStopping } from './end-log'
export {
  tellNewcomer,
  tellOtherCluster,
  tellPeerHealth,
  tellResolved,
  tellUnchecked,
  tellUnreadBehind,
  tellUntrusted,
  tellVersions
} from './peer-log'
export { tellConfiguration, tellSnapshotInstalled, tellSnapshotSent, tellSnapshotTaken } from './snapshot-log'
import { addMember, listMembers, promoteMember, removeMember, updateMember } from './asking'
import type { Backend, EtcdContext } from './context'
import type { EtcdAdministration } from './asked'
import type { EtcdAnswers, EtcdClient, Outbox } from './messages'
import { range } from './mvcc/store'
import { isLeader, transferLeadership } from './raft'
import { answerRange, start } from './serve'
import { snapshotStore } from './snapshot'

/** What people ask of a member to look after the cluster. Models api/v3rpc/maintenance.go, member.go and lease.go. */
export function administer(
  context: EtcdContext,
  out: Outbox,
  request: Delivered<EtcdAdministration, EtcdAnswers>
): void {
  const { from, id } = request
  switch (request.type) {
    case 'etcd.alarm': {
      const [of] = context.store.alarms
      if (request.action === 'get' || of === undefined) return alarms(context, out, from, id)
      return start(context, out, from, id, { kind: 'alarm', action: 'deactivate', of })
    }
    case 'etcd.defragment':
      return defragment(context, out, from, id)
    case 'etcd.snapshot': {
      const snapshot = snapshotStore(context.store, context.leases)
      return respond(context, out, from, id, { kind: 'snapshot', snapshot })
    }
    case 'etcd.member.list':
      return listMembers(context, out, from, id)
    case 'etcd.member.add':
      return addMember(context, out, from, id, request)
    case 'etcd.member.remove':
      return removeMember(context, out, from, id, request.member)
    case 'etcd.member.promote':
      return promoteMember(context, out, from, id, request.member)
    case 'etcd.member.update':
      return updateMember(context, out, from, id, request)
    case 'etcd.move-leader':
      return moveLeader(context, out, from, id, request.to)
    case 'etcd.hashkv':
      return hash(context, out, from, id, request.revision)
    case 'etcd.leases':
      return leases(context, out, from, id, request.of)
  }
}

/** `alarm list` is answered from this member's store; an alarm is disarmed by all, one proposal each. */
function alarms(context: EtcdContext, out: Outbox, client: EtcdClient, id: number): void {
  const members = [...context.store.alarms].sort().map((of) => context.peers[of - 1] ?? '')
  respond(context, out, client, id, { kind: 'alarms', members })
}

/**
 * The file is written anew without free pages, and with it the member's part in the quota. Until it is written nothing is applied on this member
 * and nobody reads it; Raft goes on, so that it keeps its leadership. Models storage/backend/backend.go defrag, which holds the
 * locks of batch and read transactions.
 */
function defragment(context: EtcdContext, out: Outbox, client: EtcdClient, id: number): void {
  if (context.defragmenting) return void context.defragmenting.clients.push({ client, id })
  const mib = context.store.bytesInUse / 2 ** 20
  context.defragmenting = { clients: [{ client, id }], reads: [], entries: [] }
  out.log('I', 'starting defragment')
  out.log('I', 'defragmenting')
  out.timer('defragment', seconds(mib / context.settings.defragRate), 'etcd-defrag-mib-per-s', { type: 'defragmented' })
}

/** The file is written: what waited for it goes on. */
export function defragmented(context: EtcdContext, out: Outbox): void {
  const { store, defragmenting } = context
  if (!defragmenting) return
  context.defragmenting = null
  out.log('I', 'Opening db file (/var/lib/etcd/member/snap/db)')
  out.log('I', 'Opening bbolt db (/var/lib/etcd/member/snap/db) successfully')
  out.log('I', 'finished defragmenting directory')
  out.log('I', 'finished defragment')
  out.log('I', 'grpc service status changed')
  store.bytes = store.bytesInUse
  context.defragmentedAt = context.applied
  const value: Backend = Object.freeze({ defragmentedAt: context.applied })
  out.write({ kind: 'db' }, [{ op: 'put', file: 'db', value }])
  applyEntries(context, out, defragmenting.entries)
  for (const { client, request, cause } of defragmenting.reads) answerRange(context, out, client, request, cause)
  for (const { client, id } of defragmenting.clients) respond(context, out, client, id, { kind: 'defragment' })
}

/** Texts of api/v3rpc/rpctypes/error.go. */
const notLeader = 'etcdserver: not leader'
const badTransferee = 'etcdserver: bad leader transferee'
const transferTimedOut = 'etcdserver: request timed out, leader transfer took too long'

/** Models server.go MoveLeader: answered when the other leads, which is looked for at every heartbeat. */
function moveLeader(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, to: number): void {
  const { raft, peers } = context
  if (!isLeader(raft)) return respond(context, out, client, id, undefined, notLeader)
  if (!peers[to - 1] || raft.tracker.config.learners.includes(to))
    return respond(context, out, client, id, undefined, badTransferee)
  if (to === context.id) return respond(context, out, client, id, { kind: 'moved' })
  out.log('I', 'leadership transfer starting')
  context.moving = { client, id, to, since: context.now }
  transferLeadership(raft, to)
}

export function settleMove(context: EtcdContext, out: Outbox): void {
  const { moving } = context
  if (!moving) return
  const { client, id, to, since } = moving
  const isThere = context.leader !== '' && context.leader === context.peers[to - 1]
  if (!isThere && context.now - since < context.settings.requestTimeout) return
  context.moving = null
  if (isThere) {
    out.log('I', 'leadership transfer finished')
    return respond(context, out, client, id, { kind: 'moved' })
  }
  respond(context, out, client, id, undefined, transferTimedOut)
}

/** A number of this member's own copy: members that agree at a revision have the same. Models mvcc/hash.go, with a hash of its own. */
function hash(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, revision: number): void {
  const { store } = context
  const { kvs, error } = range(store, '', { prefix: true, revision })
  if (error !== undefined) return respond(context, out, client, id, undefined, error)
  let sum = fnv1a(`compacted ${store.compactRevision}`)
  for (const { key, modRevision, version, value } of kvs)
    sum = fnv1a(`${sum} ${key} ${modRevision} ${version} ${JSON.stringify(value)}`)
  const hashRevision = revision || store.revision
  respond(context, out, client, id, { kind: 'hash', hash: sum, hashRevision, compactRevision: store.compactRevision })
}

function leases(context: EtcdContext, out: Outbox, client: EtcdClient, id: number, of?: number): void {
  const wanted = of === undefined ? [...context.leases.keys()].sort((a, b) => a - b) : [of]
  const found = wanted.map((lease) => {
    const known = context.leases.get(lease)
    if (!known) return { lease, granted: 0, ttl: -1, keys: [] }
    const left = Math.max(0, Math.floor((known.expiresAt - context.now) / seconds(1)))
    return { lease, granted: known.ttlSeconds, ttl: left, keys: [...known.keys].sort() }
  })
  respond(context, out, client, id, { kind: 'leases', leases: found })
}
