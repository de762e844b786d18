import { lastIndex, lastTerm } from './raft/log'
import { maxApplyGap } from './config'
import type { EtcdContext, Proposal } from './context'
import type { Outbox } from './messages'
import { administration } from './later'
import { idOf } from './raft-log'

/**
 * What a member's server says of its start, its serving and its end: messages of etcd 3.6 in their order, without the fields beside them
 * (paths, sizes, flags). Models etcdmain/etcd.go, embed/etcd.go, etcdserver/bootstrap.go, api/rafthttp/{peer,stream}.go.
 */
export const tell = (out: Outbox, level: 'I' | 'W' | 'E', texts: string): void =>
  texts.split(' | ').forEach((text) => out.log(level, text))

/** A process begins: what it finds on its disk. */
export function tellStart(context: EtcdContext, out: Outbox): void {
  const onePort = 'Running http and grpc server on single port. This is not recommended for production.'
  tell(out, 'W', onePort)
  tell(
    out,
    'I',
    `Running: | ${context.created === null ? 'Initialize and start etcd server' : 'server has already been initialized'}`
  )
  tell(out, 'W', onePort)
  tell(
    out,
    'I',
    'configuring peer listeners | starting with peer TLS | configuring client listeners | starting an etcd server | ' +
      'Opening db file (/var/lib/etcd/member/snap/db) | Opening bbolt db (/var/lib/etcd/member/snap/db) successfully | ' +
      'opened backend db | restore consistentIndex'
  )
  if (context.snapshotIndex > 0)
    tell(
      out,
      'I',
      'recovered v2 store from snapshot | Skipping snapshot backend | recovered v3 backend | Bootstrapping WAL from snapshot'
    )
  if (context.created !== null) tell(out, 'I', 'restarting local member')
  tell(out, 'I', 'bootstrapping cluster')
}

/** It knows its cluster: it starts Raft, and connects to its peers. */
export function tellJoin(context: EtcdContext, out: Outbox): void {
  const { raft, founders } = context
  const had = hadData(context)
  tell(
    out,
    'I',
    `bootstrapping storage | ${had ? 'enabled capabilities for version | recovered/added member from store | set cluster version from store' : 'starting local member'}`
  )
  tell(out, 'I', 'bootstrapping raft | bootstrap successfully')
  const known = had ? raft.tracker.ids : []
  const id = idOf(context, context.id)
  const peers = known.map((peer) => idOf(context, peer)).sort()
  const voters = peers.map((peer) => BigInt(`0x${peer}`)).join(' ')
  out.log('I', `${id} switched to configuration voters=(${voters})`)
  out.log('I', `${id} became follower at term ${raft.term}`)
  out.log(
    'I',
    `newRaft ${id} [peers: [${peers.join(',')}], term: ${raft.term}, commit: ${raft.log.committed}, applied: ${context.applied}, lastindex: ${lastIndex(raft.log)}, lastterm: ${lastTerm(raft.log)}]`
  )
  tell(out, 'W', 'simple token is not cryptographically signed')
  if (wasCompacted(context)) tell(out, 'I', 'restored last compact revision')
  tell(out, 'I', 'kvstore restored | enabled backend quota with default value')
  const isNewcomer = !had && context.peers.length > founders
  if (isNewcomer) administration().tellNewcomer(out)
  if (founders > 1 || context.peers.length > 1)
    tell(
      out,
      'I',
      'starting remote peer | started HTTP pipelining with remote peer | started stream writer with remote peer | ' +
        'started remote peer | added remote peer | started stream reader with remote peer'
    )
  tell(
    out,
    'I',
    'starting etcd server | starting initial election tick advance | started to purge file | starting with client TLS | ' +
      'now serving peer/client/metrics | serving peer traffic | cmux::serve | serving metrics'
  )
  if (known.length > 1 || isNewcomer) tell(out, 'I', 'initialized peer connections; fast-forwarding election ticks')
  if (!had) return
  tell(out, 'I', 'starting initial corruption check | initial corruption checking passed; no corruption')
  if (raft.log.committed - context.applied > maxApplyGap) administration().tellUnreadBehind(out)
}

/** What its backend had compacted lies in the snapshot here, and in what is read behind it. */
const wasCompacted = ({ store, raft: { log } }: EtcdContext): boolean =>
  store.compactRevision > 0 ||
  log.entries
    .slice(0, log.committed - log.offset)
    .some(({ data }) => (data as Proposal | null)?.change?.kind === 'compact')

const hadData = ({ raft }: EtcdContext): boolean => raft.term > 0 || lastIndex(raft.log) > 0

/** With data it compares them with its peers' before it serves; who cannot be asked is left out. Models etcdserver/corrupt.go InitialCheck. */
export function askForHashes(context: EtcdContext, out: Outbox): void {
  if (!hadData(context)) return
  for (const peer of context.peers) {
    if (peer === '' || peer === context.self) continue
    if (context.untrusted) administration().tellUnchecked(out)
    else out.send(peer, { type: 'etcd.hash.get' })
  }
}

/** Whose stream comes: its peers are there. */
export const tellPeerActive = (out: Outbox): void =>
  tell(out, 'I', 'peer became active | set message encoder | established TCP streaming connection with remote peer')

/** It knows a leader for the first time: clients are served. */
export const tellServing = (out: Outbox): void =>
  tell(
    out,
    'I',
    'published local member to cluster through raft | ready to serve client requests | notifying init daemon | ' +
      'successfully notified init daemon | grpc service status changed | serving client traffic securely'
  )
