import { fnv1a } from '../../../base/prng'
import { seconds } from '../../../base/time'
import { hasJoined, type DataDirectory, type EtcdContext } from './context'
import type { EtcdMembers, EtcdPeer, Outbox } from './messages'
import { identityOf } from './members'
import { administration } from './later'
import { idOf } from './raft-log'
import { renumber } from './raft'

/**
 * A start without a data directory: the other members are asked who belongs to the cluster. A fresh directory is not the old
 * member. Models server/etcdserver/bootstrap.go: with `--initial-cluster-state=new` (the first member) an answer means that
 * this member was bootstrapped before, and it refuses to start; no answer means that there is no cluster, and it makes one.
 * With `existing` (who has joined) it is the other way round: an answer lets it start with an empty log, and Raft panics as
 * soon as the leader counts on entries that it had acknowledged.
 */
export function askMembers(context: EtcdContext, _event: unknown, out: Outbox): void {
  if (context.created !== null) return
  const others = context.peers.filter((peer): peer is EtcdPeer => peer !== '' && peer !== context.self)
  if (others.length === 0) return create(context, out, context.now)
  for (const peer of others) out.send(peer, { type: 'etcd.members.get' })
  // Constants of bootstrap.go isMemberBootstrapped and of cluster_util.go GetClusterFromRemotePeers.
  const patience = seconds(hasJoined(context) ? 10 : 1)
  out.timer('bootstrap', patience, 'etcd-bootstrap-timeout', { type: 'bootstrap.timeout' })
}

/** A member has answered. Who joins finds itself among the members by its peer URL, and with it its number. */
export function membersTold(context: EtcdContext, told: EtcdMembers, out: Outbox): void {
  const { created, cluster = '', origin = 0, peers, unstarted = [] } = told
  const number = peers ? peers.lastIndexOf(context.self as EtcdPeer) + 1 : context.id
  if (!hasJoined(context)) {
    // Models isMemberBootstrapped: who is no member (any more), or has not started, was not bootstrapped. Ids follow from the token.
    if (otherToken(context)) return create(context, out, context.now)
    if (number !== context.id || unstarted.includes(number)) return create(context, out, context.now)
    return refuse(out, 'discovery failed', `member ${idOf(context, context.id)} has already been bootstrapped`)
  }
  if (number === 0) return refuse(out, 'failed to start etcd', 'error validating peerURLs: member count is unequal')
  administration().tellResolved(out)
  context.id = number
  context.cluster = cluster
  context.origin = origin
  context.peers = peers ?? context.peers
  context.unstarted = unstarted
  renumber(context.raft, number)
  create(context, out, created)
}

/** No member has answered in time. */
export function nobodyAnswers(context: EtcdContext, _event: unknown, out: Outbox): void {
  if (!hasJoined(context)) return create(context, out, context.now)
  const reason = 'could not retrieve cluster information from the given URLs'
  refuse(out, 'failed to start etcd', `cannot fetch cluster info from peer urls: ${reason}`)
}

/** A cluster with a token of its own, which no other member is of. */
function otherToken(context: EtcdContext): boolean {
  if (context.token === undefined || context.token === 'etcd-cluster') return false
  context.cluster = fnv1a(`${context.token}|`).toString(16)
  return true
}

/** The directory is made, and nothing of an older one is left in it. */
function create(context: EtcdContext, out: Outbox, created: number): void {
  const identity = identityOf(context)
  const directory: DataDirectory = Object.freeze({
    created,
    ...('cluster' in identity && { id: context.id, ...identity })
  })
  context.created = created
  // Its first entries are the changes that made its members.
  if (!hasJoined(context)) context.peers.forEach(() => out.log('I', 'added member'))
  out.cancel('bootstrap')
  out.write({ kind: 'directory' }, [
    { op: 'delete', file: 'wal' },
    { op: 'delete', file: 'snap' },
    { op: 'put', file: 'member', value: directory }
  ])
}

function refuse(out: Outbox, what: string, error: string): void {
  out.log('E', 'bootstrap failed')
  out.log('I', 'closing etcd server')
  out.log('I', 'closed etcd server')
  out.log('E', `${what}, error: ${error}`)
  out.note(`exits: ${error}`)
  out.exit(error, 1)
}
