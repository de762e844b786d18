import type { Delivered, ProcessId } from '../../kernel/types'
import { ms, seconds } from '../../../base/time'
import { factsOf } from '../../releases'
import { charge, respond, sendEvents } from './answers'
import type { EtcdContext, Proposal, WaitingRead } from './context'
import type { EtcdAnswers, EtcdClient, EtcdRange, EtcdRequest, EtcdWatch, Outbox } from './messages'
import { changesSince, compactedError, range } from './mvcc/store'
import { administration } from './later'
import { maxApplyGap } from './config'
import { hasRoom, noSpace } from './quota'
import { tellServing } from './life-log'
import { learns, memberErrors } from './members'
import { submit } from './proposals'
import { readIndex, type ReadState } from './raft'

const timedOut = 'etcdserver: request timed out'
const timedOutLeaderFail = 'etcdserver: request timed out, possibly due to previous leader failure'
const leaderChanged = 'etcdserver: leader changed'
const noLeader = 'etcdserver: no leader'
const tooManyRequests = 'etcdserver: too many requests'

/** Constant DefaultMaxRequestBytes of server/embed/config.go (`--max-request-bytes`); objects are held to their own limit before. */
const maxRequest = 1.5 * 1_048_576

/** A client asks. Models server/etcdserver/v3_server.go. */
export function serve(context: EtcdContext, out: Outbox, request: Delivered<EtcdRequest, EtcdAnswers>): void {
  const { from } = request
  const id = 'id' in request ? request.id : 0
  if (learns(context) && !servedByLearners(request))
    return respond(context, out, from, id, undefined, memberErrors.forLearner)
  switch (request.type) {
    case 'etcd.dial':
      context.dials.push(Object.freeze({ from, client: request.client }))
      return acceptDials(context, out)
    case 'etcd.ping':
      return out.send(from, { type: 'etcd.pong' })
    case 'etcd.cancel':
      return takeBack(context, from, id)
    case 'etcd.txn': {
      const { compares, success, failure } = request
      const length = success.reduce(
        (sum, op) => sum + (op.op === 'put' && typeof op.value === 'string' ? op.value.length : 0),
        0
      )
      if (length > maxRequest) return respond(context, out, from, id, undefined, 'etcdserver: request is too large')
      return start(context, out, from, id, { kind: 'txn', compares, success, failure })
    }
    case 'etcd.range':
      if (request.serializable) return answerRange(context, out, from, request)
      return readLater(context, out, from, request)
    case 'etcd.member.list':
      if (!request.linearizable) return administration().administer(context, out, request)
      return readLater(context, out, from, request)
    case 'etcd.watch':
      return watch(context, out, from, request)
    case 'etcd.watch.cancel':
      context.watchers.delete(watcherKey(from, id))
      return
    case 'etcd.compact':
      return start(context, out, from, id, { kind: 'compact', revision: request.revision })
    case 'etcd.lease.grant': {
      const lease = context.id * 1_000_000 + context.nextLease++
      return start(context, out, from, id, { kind: 'lease-grant', lease, ttlSeconds: request.ttlSeconds })
    }
    case 'etcd.lease.revoke':
      return start(context, out, from, id, { kind: 'lease-revoke', lease: request.lease })
    case 'etcd.lease.keepalive': {
      const lease = context.leases.get(request.lease)
      if (!lease) return respond(context, out, from, id, undefined, 'etcdserver: requested lease not found')
      lease.expiresAt = context.now + seconds(lease.ttlSeconds)
      if (context.leader !== '' && context.leader !== context.self) {
        out.send(context.leader, { type: 'etcd.lease.renew', lease: request.lease })
      }
      return respond(context, out, from, id, { kind: 'lease', lease: request.lease, ttlSeconds: lease.ttlSeconds })
    }
    case 'etcd.status':
      return respond(context, out, from, id, {
        kind: 'status',
        version: String(context.config['etcd-version'] ?? factsOf(context.config).etcd).replace(/-\d+$/, ''),
        leader: context.leader,
        raftIndex: context.raft.log.committed,
        appliedIndex: context.applied,
        keys: context.store.current.size,
        learner: learns(context),
        errors: [
          ...(context.leader === '' ? ['etcdserver: no leader'] : []),
          ...[...context.store.alarms].map((of) => `alarm:NOSPACE ${context.peers[of - 1] ?? ''}`)
        ],
        dbSize: context.store.bytes,
        dbSizeInUse: context.store.bytesInUse,
        dbSizeQuota: context.settings.quota
      })
    default:
      return administration().administer(context, out, request)
  }
}

/** A read that is answered once the quorum has said how far it is. */
function readLater(context: EtcdContext, out: Outbox, client: EtcdClient, request: WaitingRead['request']): void {
  context.readsNext.push({ client, request, since: context.now, entry: out.entry })
  startReadRound(context)
}

/** Models api/v3rpc/interceptor.go isRPCSupportedForLearner. */
const servedByLearners = (request: EtcdRequest): boolean =>
  ['etcd.dial', 'etcd.ping', 'etcd.cancel', 'etcd.status'].includes(request.type) ||
  (request.type === 'etcd.range' && request.serializable === true)

/**
 * Clients are served from the moment that the member knows a leader (and has published itself to it); the kernel takes their
 * connections before, and they wait. Models embed/serve.go, which waits for ReadyNotify.
 */
export function acceptDials(context: EtcdContext, out: Outbox): void {
  if (context.leader !== '' && !context.serving) {
    context.serving = true
    tellServing(out)
  }
  if (!context.serving) return
  for (const { from, client } of context.dials) out.send(from, { type: 'etcd.accepted', client })
  context.dials = []
}

/** A client waits no longer; what is proposed already is applied all the same. */
function takeBack(context: EtcdContext, client: EtcdClient, id: number): void {
  for (const [number, waiting] of context.waiting)
    if (waiting.client === client && waiting.id === id) context.waiting.delete(number)
  const others = (read: WaitingRead) => read.client !== client || read.request.id !== id
  context.readsInRound = context.readsInRound.filter(others)
  context.readsNext = context.readsNext.filter(others)
}

/** Proposes a change for a client. Without a leader it blocks, as raft.Node.Propose does. */
export function start(
  context: EtcdContext,
  out: Outbox,
  client: EtcdClient,
  id: number,
  change: Proposal['change']
): void {
  if (context.raft.log.committed - context.applied > maxApplyGap)
    return respond(context, out, client, id, undefined, tooManyRequests)
  if (!hasRoom(context, change)) {
    submit(context, proposalOf(context, out, { kind: 'alarm', action: 'activate', of: context.id }))
    return respond(context, out, client, id, undefined, noSpace)
  }
  const number = context.nextProposal
  context.waiting.set(number, { client, id, since: context.now })
  submit(context, proposalOf(context, out, change))
}

const proposalOf = (context: EtcdContext, out: Outbox, change: Proposal['change']): Proposal =>
  Object.freeze({ member: context.id, number: context.nextProposal++, at: context.now, entry: out.entry, change })

/** There is a leader again: what was blocked is proposed, unless its client was told of a timeout meanwhile. */
export function flushBlocked(context: EtcdContext, _out: Outbox): void {
  const blocked = context.blocked
  context.blocked = []
  for (const { proposal } of blocked) {
    if (proposal.number === 0 || context.waiting.has(proposal.number)) submit(context, proposal)
  }
  startReadRound(context)
}

// --- reads ----------------------------------------------------------------------------------------------------------

/** One ReadIndex at a time for all reads that came meanwhile. Models v3_server.go linearizableReadLoop. */
function startReadRound(context: EtcdContext): void {
  if (context.readsInRound.length > 0 || context.readsNext.length === 0) return
  context.readRound++
  context.readsInRound = context.readsNext
  context.readsNext = []
  context.readsReadyAt = -1
  askForReads(context)
}

function askForReads(context: EtcdContext): void {
  context.readsAskedAt = context.now
  readIndex(context.raft, requestOf(context))
}

/** No other member's read has this number. Models etcdserver's reqIDGen. */
const requestOf = ({ id, readRound }: EtcdContext): number => id * 2 ** 40 + readRound

/**
 * Asks again: Raft drops reads while there is no leader, or while the leader has not committed an entry of its term. Since
 * etcd 3.5 that happens after 500 ms and at the first commit of a term (v3_server.go requestCurrentIndex); before, such
 * reads hung until their timeout.
 */
export function retryReads(context: EtcdContext, why: 'time' | 'first commit in term'): void {
  const { readIndexRetry } = context.settings
  if (readIndexRetry === 0 || context.readsInRound.length === 0 || context.readsReadyAt >= 0) return
  if (why === 'time' && context.now - context.readsAskedAt < readIndexRetry) return
  askForReads(context)
}

/** Raft confirmed that this member's leader still leads: the reads may be answered once `index` is applied. */
export function readStatesArrived(context: EtcdContext, out: Outbox, states: readonly ReadState[]): void {
  for (const { index, request } of states) {
    if (request === requestOf(context)) context.readsReadyAt = index
  }
  if (states.length > 0) serveReadyReads(context, out)
}

export function serveReadyReads(context: EtcdContext, out: Outbox): void {
  if (context.readsReadyAt < 0 || context.applied < context.readsReadyAt) return
  const reads = context.readsInRound
  context.readsInRound = []
  context.readsReadyAt = -1
  for (const { client, request, since, entry } of reads) {
    // One round answers many reads: each is explained by its own request, unless the round itself had to wait.
    const prompt = context.now - since < ms(context.settings.heartbeatMs)
    if (request.type === 'etcd.range') answerRange(context, out, client, request, prompt ? entry : undefined)
    else administration().listMembers(context, out, client, request.id)
  }
  startReadRound(context)
}

/** The leader changed: reads that were under way cannot be confirmed any more. */
export function failReads(context: EtcdContext, out: Outbox): void {
  const reads = context.readsInRound
  context.readsInRound = []
  context.readsReadyAt = -1
  for (const { client, request } of reads) respond(context, out, client, request.id, undefined, leaderChanged)
}

export function answerRange(
  context: EtcdContext,
  out: Outbox,
  client: EtcdClient,
  request: EtcdRange,
  cause?: number
): void {
  const delay = charge(context, out, context.settings.costs.read)
  // The backend is being written anew: whoever reads it waits.
  if (context.defragmenting)
    return void context.defragmenting.reads.push({ client, request, cause: cause ?? out.entry })
  const { kvs, count, more, error } = range(context.store, request.key, request)
  if (error !== undefined) respond(context, out, client, request.id, undefined, error, cause, delay)
  else respond(context, out, client, request.id, { kind: 'range', kvs, count, more }, undefined, cause, delay)
}

// --- watches ----------------------------------------------------------------------------------------------------------

const watcherKey = (client: ProcessId, id: number): string => `${client}#${id}`

function watch(context: EtcdContext, out: Outbox, client: EtcdClient, request: EtcdWatch): void {
  const { id, prefix, requireLeader = false } = request
  const watcher = { client, id, prefix, from: request.startRevision, requireLeader }
  if (requireLeader && context.leader === '') return sendEvents(context, out, watcher, [], { canceled: noLeader })
  const missed = request.startRevision > 0 ? changesSince(context.store, request.prefix, request.startRevision) : []
  if (missed === null) {
    const { compactRevision } = context.store
    return sendEvents(context, out, watcher, [], { canceled: compactedError, compactRevision })
  }
  context.watchers.set(watcherKey(client, request.id), watcher)
  sendEvents(context, out, watcher, missed, { created: true })
}

/** Looks so often in a row before it ends watches. Models v3rpc/interceptor.go maxNoLeaderCnt. */
const maxLeaderless = 3

/** Ends watches that require a leader when there was none for three election timeouts. Models monitorLeader. */
export function seekLeader(context: EtcdContext, out: Outbox): void {
  if (context.now - context.leaderSoughtAt < context.settings.electionTimeout) return
  context.leaderSoughtAt = context.now
  context.leaderless = context.leader === '' ? context.leaderless + 1 : 0
  if (context.leaderless < maxLeaderless) return
  for (const [key, watcher] of context.watchers) {
    if (!watcher.requireLeader) continue
    context.watchers.delete(key)
    if (context.leaderlessSince > 0) out.because({ entry: context.leaderlessSince }, 'etcd-election-timeout-ms')
    sendEvents(context, out, watcher, [], { canceled: noLeader })
  }
}

/** A client's connection is gone: so are its watches and what it waited for. */
export function forget(context: EtcdContext, client: ProcessId): void {
  for (const [key, watcher] of context.watchers) if (watcher.client === client) context.watchers.delete(key)
  for (const [number, waiting] of context.waiting) if (waiting.client === client) context.waiting.delete(number)
  const others = (read: WaitingRead) => read.client !== client
  context.readsInRound = context.readsInRound.filter(others)
  context.readsNext = context.readsNext.filter(others)
  context.dials = context.dials.filter(({ from }) => from !== client)
}

// --- time -------------------------------------------------------------------------------------------------------------

/** Fails what waited longer than the request timeout; oldest first, so that a look at the first suffices. */
export function expireRequests(context: EtcdContext, out: Outbox): void {
  const { requestTimeout, electionTimeout } = context.settings
  for (const [number, { client, id, since }] of context.waiting) {
    if (context.now - since < requestTimeout) break
    context.waiting.delete(number)
    out.because(
      { silence: context.leader || context.peers.find((peer) => peer !== context.self) || context.self },
      'request-timeout'
    )
    // Models v3_server.go parseProposeCtxErr.
    const lostThen = since > context.leaderLostAt - 2 * electionTimeout && since < context.leaderFoundAt
    respond(context, out, client, id, undefined, lostThen ? timedOutLeaderFail : timedOut)
  }
  for (const queue of [context.readsInRound, context.readsNext]) {
    while (queue[0] && context.now - queue[0].since >= requestTimeout) {
      const { client, request } = queue.shift()!
      respond(context, out, client, request.id, undefined, timedOut)
    }
  }
  if (context.readsInRound.length === 0) startReadRound(context)
}

/** The leader revokes leases that ran out. Models server/lease/lessor.go. */
export function expireLeases(context: EtcdContext, out: Outbox): void {
  if (context.leader !== context.self) return
  for (const [lease, { expiresAt }] of context.leases) {
    if (expiresAt > context.now) continue
    // Once proposed it is given time to commit before it is proposed again.
    context.leases.get(lease)!.expiresAt = context.now + seconds(5)
    submit(
      context,
      Object.freeze({
        member: context.id,
        number: 0,
        at: context.now,
        entry: out.entry,
        change: { kind: 'lease-revoke' as const, lease }
      })
    )
  }
}
