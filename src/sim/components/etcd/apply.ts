import { ms, seconds } from '../../../base/time'
import { charge, notify, respond } from './answers'
import { restoreLeases, type EtcdContext, type Proposal } from './context'
import { administration } from './later'
import { membersChanged, membersOf, type MemberChange } from './members'
import type { EtcdEvent, EtcdResult, KeyValue, Outbox } from './messages'
import { sizeOf } from '../../api/size'
import { costOf } from './mvcc/bytes'
import { noSpace } from './quota'
import { applyTxn, compact } from './mvcc/store'
import { applyConfChange, type Entry, type Snapshot } from './raft'
import { restoreStore, type StoreSnapshot } from './snapshot'
import { retryReads, serveReadyReads } from './serve'

/**
 * Applies committed entries in order to the store, feeds this member's watches and answers its clients. Watches come
 * first: mvcc/watchable_store_txn.go End notifies while the entry is applied, the answer is triggered after it.
 */
export function applyEntries(context: EtcdContext, out: Outbox, entries: readonly Entry[]): void {
  if (context.defragmenting) return void context.defragmenting.entries.push(...entries)
  if (entries.length > 0) learnMembers(context)
  for (const entry of entries) {
    context.applied = entry.index
    if (entry.type === 'conf') {
      membersChanged(context, out, entry.data as MemberChange)
      continue
    }
    const proposal = entry.data as Proposal | null
    if (entry.index === context.defragmentedAt) context.store.bytes = context.store.bytesInUse
    if (proposal) applyProposal(context, out, proposal)
    else retryReads(context, 'first commit in term')
  }
  if (entries.length === 0) return
  serveReadyReads(context, out)
  out.hold(memoryOf(context))
}

/** A log begins with the changes that made its members, which are not kept here: who joined learns them with its first entry. */
function learnMembers({ raft, founders }: EtcdContext): void {
  if (raft.tracker.ids.length > 0) return
  for (let node = 1; node <= founders; node++)
    applyConfChange(raft, { changes: [{ type: 'addVoter', node }], transition: 'auto' })
}

function applyProposal(context: EtcdContext, out: Outbox, proposal: Proposal): void {
  const { change } = proposal
  switch (change.kind) {
    case 'txn': {
      if (context.store.alarms.size > 0 && costOf(change.success, change.failure) > 0)
        return fail(context, out, proposal, noSpace)
      if (change.success.some((op) => op.op === 'put' && op.lease && !context.leases.has(op.lease)))
        return fail(context, out, proposal, 'etcdserver: requested lease not found')
      const { succeeded, responses, events } = applyTxn(context.store, change.compares, change.success, change.failure)
      const delay = charge(context, out, cpuOf(context, events))
      for (const { kv, prev } of events) attach(context, kv, prev)
      notify(context, out, events, causeOf(context, proposal))
      answer(context, out, proposal, { kind: 'txn', succeeded, responses }, delay)
      return
    }
    case 'compact': {
      const error = compact(context.store, change.revision)
      if (error) fail(context, out, proposal, error)
      else answer(context, out, proposal, { kind: 'compact' })
      if (error) return
      for (const text of ['compact tree index', 'finished scheduled compaction', 'storing new hash']) out.log('I', text)
      return
    }
    case 'alarm':
      return applyAlarm(context, out, proposal, change)
    case 'publish':
      context.unstarted = context.unstarted.filter((id) => id !== change.of)
      return
    case 'member-update': {
      const { of, peer } = change
      context.peers = Object.freeze(context.peers.map((known, i) => (i === of - 1 ? peer : known)))
      const { cluster } = context
      answer(context, out, proposal, { kind: 'members', members: membersOf(context), about: of, cluster })
      return
    }
    case 'lease-grant': {
      if (context.store.alarms.size > 0) return fail(context, out, proposal, noSpace)
      const { lease, ttlSeconds } = change
      context.leases.set(lease, { ttlSeconds, expiresAt: context.now + seconds(ttlSeconds), keys: new Set() })
      answer(context, out, proposal, { kind: 'lease', lease, ttlSeconds })
      return
    }
    case 'lease-revoke': {
      if (!context.leases.has(change.lease))
        return fail(context, out, proposal, 'etcdserver: requested lease not found')
      const keys = [...(context.leases.get(change.lease)?.keys ?? [])].sort()
      context.leases.delete(change.lease)
      const { events } = applyTxn(
        context.store,
        [],
        keys.map((key) => ({ op: 'delete', key })),
        []
      )
      notify(context, out, events, causeOf(context, proposal))
      answer(context, out, proposal, { kind: 'lease', lease: change.lease, ttlSeconds: 0 })
    }
  }
}

/** CPU time of a transaction, in milliseconds: by what it writes. */
function cpuOf({ settings: { costs } }: EtcdContext, events: readonly EtcdEvent[]): number {
  let ms = costs.txn
  for (const { type, kv } of events) {
    if (type === 'delete') ms += costs.delete
    else if (typeof kv.value === 'object' && kv.value !== null) ms += (sizeOf(kv.value) / 1_024) * costs.perKib
  }
  return ms
}

/** Memory that a member has in use, in bytes. */
export const memoryOf = ({ store, settings: { costs } }: EtcdContext): number =>
  costs.memory + store.bytes * costs.memoryPerByte

/** Models apply/uber_apply.go and etcdserver/api/v3alarm. */
function applyAlarm(
  context: EtcdContext,
  out: Outbox,
  proposal: Proposal,
  { action, of }: Extract<Proposal['change'], { kind: 'alarm' }>
): void {
  const { alarms } = context.store
  const name = context.peers[of - 1] ?? ''
  if (action === 'activate') {
    if (!alarms.has(of) && of === context.id) {
      out.log('W', 'failed to apply request')
      out.log('W', 'message exceeded backend quota; raising alarm')
    }
    alarms.add(of)
    return
  }
  alarms.delete(of)
  answer(context, out, proposal, { kind: 'alarms', members: name === '' ? [] : [name] })
}

function attach(context: EtcdContext, kv: KeyValue, prev: KeyValue | null): void {
  if (prev && prev.lease !== 0 && prev.lease !== kv.lease) context.leases.get(prev.lease)?.keys.delete(kv.key)
  if (kv.lease !== 0) context.leases.get(kv.lease)?.keys.add(kv.key)
}

/** Another member's snapshot replaces the store; watches go on from what it holds. */
export function installSnapshot(context: EtcdContext, out: Outbox, snapshot: Snapshot): void {
  const data = snapshot.data as StoreSnapshot
  const before = context.store.revision
  context.peers = data.peers ?? context.peers
  administration().tellSnapshotInstalled(context, out, snapshot)
  context.store = restoreStore(data)
  context.applied = snapshot.metadata.index
  context.snapshotIndex = snapshot.metadata.index
  context.leases = restoreLeases(data, context.now)
  context.unstarted = data.unstarted ?? context.unstarted
  notify(
    context,
    out,
    context.store.history.slice().filter((event) => event.kv.modRevision > before)
  )
}

/**
 * The entry that explains what a proposal brings about: the request itself, for one commit may carry many of them. If it
 * had to wait, the step that let it commit explains it (an election, a quorum that is back).
 */
const causeOf = (context: EtcdContext, { at, entry }: Proposal): number | undefined =>
  context.now - at < ms(context.settings.heartbeatMs) ? entry : undefined

/** Answers whoever asked this member, if the proposal was its own and is still waited for. */
function answer(context: EtcdContext, out: Outbox, proposal: Proposal, result: EtcdResult, delay = 0): void {
  const waiting = take(context, proposal)
  if (waiting) respond(context, out, waiting.client, waiting.id, result, undefined, causeOf(context, proposal), delay)
}

function fail(context: EtcdContext, out: Outbox, proposal: Proposal, error: string): void {
  const waiting = take(context, proposal)
  if (waiting) respond(context, out, waiting.client, waiting.id, undefined, error, causeOf(context, proposal))
}

function take(context: EtcdContext, proposal: Pick<Proposal, 'member' | 'number'>) {
  if (proposal.member !== context.id) return undefined
  const waiting = context.waiting.get(proposal.number)
  context.waiting.delete(proposal.number)
  return waiting
}
