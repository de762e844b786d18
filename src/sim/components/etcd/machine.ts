import { setup } from 'xstate'
import { actions } from '../../actions'
import { withCommandLine } from '../../command-line'
import { flags } from './flags'
import type { ProcessId } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { ms, seconds } from '../../../base/time'
import { askMembers, membersTold, nobodyAnswers } from './bootstrap'
import { createContext, type DataDirectory, type EtcdContext } from './context'
import type { EtcdInput, EtcdTimer, Outbox } from './messages'
import { administration } from './later'
import { askForHashes, tellJoin, tellPeerActive, tellStart } from './life-log'
import { leaveForGood, membersAnswer, promote, promoteRefused, turnsAway } from './members'
import { batchSynced, drain, expireSnapshots, type DiskRef } from './ready'
import { receive, roleOf, tick, transferLeadership } from './raft'
import { expireLeases, expireRequests, forget, retryReads, seekLeader, serve } from './serve'

const { act, on } = actions<EtcdContext, EtcdInput, EtcdTimer>()

/**
 * On start most of an election timeout is skipped: 9 ticks of 10 alone, 8 with peers (etcdserver/raft.go advanceTicks).
 * In a cluster's very first life the first member leads, because `kubeadm init` creates it before the others join.
 */
function skippedTicks({ id, raft, settings }: EtcdContext): number {
  const { electionTicks } = settings
  if (raft.term === 0) return id === 1 ? electionTicks - 1 : 0
  return raft.tracker.ids.length === 1 ? electionTicks - 1 : Math.max(0, electionTicks - 2)
}

/** The first member that a leader has not heard of since it last counted them; itself if there is none. */
const quietPeer = ({ raft, peers, self }: EtcdContext): ProcessId =>
  peers.find((peer, i) => peer !== '' && raft.tracker.progress.get(i + 1)?.recentActive === false) || self
/** No connection with a peer comes to be, for one of the two shows a certificate that the other does not trust. */
function rejectPeer(context: EtcdContext, peer: ProcessId, out: Outbox): void {
  const key = `certificate of ${peer}`
  if (context.strangers.has(key)) return
  context.strangers.add(key)
  administration().tellUntrusted(out)
}

/** What clients ask. */
const requests = [
  'etcd.dial',
  'etcd.ping',
  'etcd.cancel',
  'etcd.txn',
  'etcd.range',
  'etcd.watch',
  'etcd.watch.cancel',
  'etcd.compact',
  'etcd.lease.grant',
  'etcd.lease.keepalive',
  'etcd.lease.revoke',
  'etcd.status',
  'etcd.alarm',
  'etcd.defragment',
  'etcd.snapshot',
  'etcd.member.list',
  'etcd.member.add',
  'etcd.member.remove',
  'etcd.member.promote',
  'etcd.member.update',
  'etcd.move-leader',
  'etcd.hashkv',
  'etcd.leases'
] as const

/** A new leader gives every lease its whole time again, and an election timeout more. Models lease/lessor.go Promote. */
function promoteLeases({ leases, now, settings: { electionTicks, heartbeatMs } }: EtcdContext): void {
  for (const lease of leases.values())
    lease.expiresAt = now + seconds(lease.ttlSeconds) + ms(electionTicks * heartbeatMs)
}

/** One clock for all roles: no change of role re-arms it, so it is no `after` of a state. */
const nextTick = (context: EtcdContext, out: Outbox) =>
  out.timer('tick', ms(context.settings.heartbeatMs), 'etcd-heartbeat-interval-ms', tickEvent)
const tickEvent = Object.freeze({ type: 'tick' as const })

/**
 * An etcd member. The statechart's states are Raft's roles; Raft itself (`raft/`) decides when they change, on ticks and
 * messages. Models server/etcdserver/raft.go (the Ready loop) around go.etcd.io/raft.
 */
export const machine = setup({
  types: { context: {} as EtcdContext, events: {} as EtcdInput, input: {} as Boot },
  actions: {
    begin: act((context, event, out) => {
      tellStart(context, out)
      askMembers(context, event, out)
    }),
    nobodyAnswers: act(nobodyAnswers),
    membersTold: on('etcd.members', membersTold),
    tellMembers: on('etcd.members.get', (context, { from }, out) => {
      if (context.created !== null) out.send(from, membersAnswer(context, context.created))
    }),
    join: act((context, _event, out) => {
      tellJoin(context, out)
      askForHashes(context, out)
      context.raft.said = []
      if (context.forced) {
        const { entries } = context.forced
        out.log('I', `forcing restart member, commit-index ${context.raft.log.committed - entries.length}`)
        context.origin = context.now
        const { created, id, cluster, origin, peers, unstarted } = context
        const directory: DataDirectory = Object.freeze({ created: created ?? 0, id, cluster, origin, peers, unstarted })
        out.write({ kind: 'forced' }, [
          { op: 'append', file: 'wal', records: [context.forced] },
          { op: 'put', file: 'member', value: directory }
        ])
        out.fact('etcd-new-cluster-forced', { member: context.self, removed: entries.length })
      }
      for (let i = 0; i < skippedTicks(context); i++) tick(context.raft)
      nextTick(context, out)
      drain(context, out)
    }),
    tick: act((context, _event, out) => {
      nextTick(context, out)
      const before = roleOf(context.raft)
      const { leader } = context
      const quiet = before === 'leader' ? quietPeer(context) : ''
      tick(context.raft)
      expireRequests(context, out)
      expireLeases(context, out)
      expireSnapshots(context, out)
      seekLeader(context, out)
      if (context.lost.size > 0) administration().tellPeerHealth(context, out)
      if (context.moving) administration().settleMove(context, out)
      retryReads(context, 'time')
      const after = roleOf(context.raft)
      if (before === 'leader' && after === 'follower') {
        out.because({ silence: quiet }, 'etcd-election-timeout-ms')
        out.note('steps down: too few members answered within an election timeout')
      } else if (before !== after && leader !== '') {
        out.because({ silence: leader, of: 'etcd-heartbeat-interval-ms' }, 'etcd-election-timeout-ms')
      } else if (before !== after && context.leaderlessSince > 0) {
        out.because({ entry: context.leaderlessSince }, 'etcd-election-timeout-ms')
      }
      drain(context, out)
    }),
    receive: on('raft.message', (context, { message, cluster = '', from }, out) => {
      if (turnsAway(context, out, message.from, cluster, from)) return
      if (context.untrusted) return rejectPeer(context, from, out)
      if (!context.active.has(from)) {
        context.active.add(from)
        context.lost.delete(from)
        tellPeerActive(out)
      }
      receive(context.raft, message)
      drain(context, out)
      if (context.stopping && roleOf(context.raft) !== 'leader') {
        out.log('I', 'leadership transfer finished')
        administration().tellStopped(context, out)
        out.exit('terminated', 0)
      }
    }),
    serve: on(requests, (context, request, out) => {
      serve(context, out, request)
      drain(context, out)
    }),
    renewLease: on('etcd.lease.renew', (context, event) => {
      const lease = context.leases.get(event.lease)
      if (lease) lease.expiresAt = context.now + seconds(lease.ttlSeconds)
    }),
    synced: on('disk.synced', (context, event, out) => {
      const ref = event.ref as DiskRef
      if (ref.kind === 'ready') batchSynced(context, out, ref)
    }),
    diskFailed: on('disk.failed', (_context, { error }, out) => {
      out.log('E', 'failed to save Raft hard state and entries: no space left on device')
      out.exit(`write to the WAL failed: ${error}`)
    }),
    forget: on('net.reset', (context, { peer }, out) => {
      if (context.active.delete(peer)) {
        context.lost.set(peer, context.now)
        administration().tellPeerLost(out)
      }
      forget(context, peer)
    }),
    announceLeader: act((context, _event, out) => {
      out.fact('etcd-leader-elected', { member: context.self, term: context.raft.term })
      promoteLeases(context)
      if (context.lost.size > 0) administration().tellVersions(context, out)
    }),
    handOver: act((context, _event, out) => {
      context.stopping = true
      administration().tellStopping(out)
      const others = context.raft.tracker.config.voters.filter((id) => id !== context.id)
      if (roleOf(context.raft) !== 'leader' || others.length === 0) {
        administration().tellStopped(context, out)
        return out.exit('terminated', 0)
      }
      // To the member whose log is furthest. Models etcdserver.TransferLeadership.
      const match = (id: number) => context.raft.tracker.progress.get(id)?.match ?? 0
      const longest = others.reduce((best, id) => (match(id) > match(best) ? id : best))
      out.log('I', 'leadership transfer starting')
      transferLeadership(context.raft, longest)
      out.timer('stop', seconds(1), 'etcd-leader-transfer-timeout', { type: 'stop.timeout' })
      drain(context, out)
    }),
    // Models etcdserver/api/etcdhttp/health.go: /livez and ?serializable=true need no quorum, /readyz and /health do.
    health: on('http.get', (context, { id, asker, path }, out) => {
      const alone = path.startsWith('/livez') || path.includes('serializable=true')
      const ok = alone || context.leader !== '' || roleOf(context.raft) === 'leader'
      const whole = `{"health":"${ok}","reason":"${ok ? '' : 'RAFT NO LEADER'}"}`
      const body = path.startsWith('/health') ? whole : ok ? 'ok' : 'no leader'
      out.send(asker, { type: 'http.response', id, code: ok ? 200 : 503, body })
    }),
    otherCluster: act((_context, _event, out) => administration().tellOtherCluster(out)),
    untrusted: on('etcd.untrusted', (context, { from }, out) => rejectPeer(context, from, out)),
    unchecked: on('net.refused', (_context, { ref }, out) => {
      if ((ref as { type?: string } | undefined)?.type === 'etcd.hash.get') administration().tellUnchecked(out)
    }),
    removed: act((_context, _event, out) => leaveForGood(out)),
    promote: on('etcd.promote', (context, request, out) => {
      promote(context, out, request)
      drain(context, out)
    }),
    promoteRefused: on('etcd.promote.refused', (context, { number, error }, out) =>
      promoteRefused(context, out, number, error)
    ),
    defragmented: act((context, _event, out) => {
      administration().defragmented(context, out)
      drain(context, out)
    }),
    leave: act((_context, _event, out) => out.exit('terminated', 0))
  },
  guards: {
    hasData: ({ context }) => context.created !== null,
    leads: ({ context }) => roleOf(context.raft) === 'leader',
    follows: ({ context }) => roleOf(context.raft) === 'follower',
    asks: ({ context }) => roleOf(context.raft) === 'preCandidate',
    stands: ({ context }) => roleOf(context.raft) === 'candidate'
  }
}).createMachine({
  id: 'etcd',
  context: ({ input }) => createContext(withCommandLine(input, 'etcd', flags)),
  initial: 'starting',
  on: {
    tick: { actions: 'tick' },
    'raft.message': { actions: 'receive' },
    'etcd.members.get': { actions: 'tellMembers' },
    'etcd.members': {},
    'etcd.removed': { actions: 'removed' },
    'etcd.other-cluster': { actions: 'otherCluster' },
    'etcd.untrusted': { actions: 'untrusted' },
    'etcd.hash.get': {},
    'net.refused': { actions: 'unchecked' },
    'etcd.promote': { actions: 'promote' },
    'etcd.promote.refused': { actions: 'promoteRefused' },
    'etcd.lease.renew': { actions: 'renewLease' },
    'etcd.*': { actions: 'serve' },
    'http.get': { actions: 'health' },
    'disk.synced': { actions: 'synced' },
    'disk.failed': { actions: 'diskFailed' },
    'net.reset': { actions: 'forget' },
    'proc.term': { actions: 'handOver' },
    'stop.timeout': { actions: 'leave' },
    defragmented: { actions: 'defragmented' }
  },
  states: {
    /** Without a data directory it asks the others whether there is a cluster; it serves nobody yet. */
    starting: {
      entry: 'begin',
      exit: 'join',
      always: { guard: 'hasData', target: 'follower' },
      on: {
        'etcd.members': { actions: 'membersTold' },
        'bootstrap.timeout': { actions: 'nobodyAnswers' },
        'raft.message': {},
        'etcd.*': {},
        'proc.term': { actions: 'leave' }
      }
    },
    follower: {
      always: [
        { guard: 'leads', target: 'leader' },
        { guard: 'asks', target: 'preCandidate' },
        { guard: 'stands', target: 'candidate' }
      ]
    },
    preCandidate: {
      always: [
        { guard: 'leads', target: 'leader' },
        { guard: 'follows', target: 'follower' },
        { guard: 'stands', target: 'candidate' }
      ]
    },
    candidate: {
      always: [
        { guard: 'leads', target: 'leader' },
        { guard: 'follows', target: 'follower' },
        { guard: 'asks', target: 'preCandidate' }
      ]
    },
    leader: {
      entry: 'announceLeader',
      always: [
        { guard: 'follows', target: 'follower' },
        { guard: 'asks', target: 'preCandidate' },
        { guard: 'stands', target: 'candidate' }
      ]
    }
  },
  options: { maxIterations: 100 }
})
