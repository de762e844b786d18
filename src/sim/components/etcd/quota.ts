import { respond } from './answers'
import type { Backend, EtcdContext } from './context'
import type { EtcdClient, Outbox } from './messages'
import { costOf, leaseCost } from './mvcc/bytes'
import type { Proposal } from './context'

/* The backend's quota. Models server/etcdserver/api/v3rpc/quota.go and server/storage/quota.go. */

/** `rpctypes.ErrGRPCNoSpace` */
export const noSpace = 'etcdserver: mvcc: database space exceeded'

/** Whether a change may be proposed. The quota counts the file, free pages and all: only a defragmentation makes it smaller. */
export function hasRoom({ store, settings }: EtcdContext, change: Proposal['change']): boolean {
  const cost =
    change.kind === 'txn' ? costOf(change.success, change.failure) : change.kind === 'lease-grant' ? leaseCost : 0
  return cost === 0 || store.bytes + cost < settings.quota
}

/** `alarm list` is answered from this member's store; an alarm is disarmed by all, one proposal each. */
export function alarms(context: EtcdContext, out: Outbox, client: EtcdClient, id: number): void {
  const members = [...context.store.alarms].sort().map((of) => context.peers[of - 1] ?? '')
  respond(context, out, client, id, { kind: 'alarms', members })
}

/** The file is written anew without free pages, and with it the member's part in the quota. What is stalled meanwhile is not modelled. */
export function defragment(context: EtcdContext, out: Outbox, client: EtcdClient, id: number): void {
  const { store } = context
  out.log('I', `finished defragmenting, size ${store.bytes} -> ${store.bytesInUse}`)
  store.bytes = store.bytesInUse
  context.defragmentedAt = context.applied
  const value: Backend = Object.freeze({ defragmentedAt: context.applied })
  out.write({ kind: 'db' }, [{ op: 'put', file: 'db', value }])
  respond(context, out, client, id, { kind: 'defragment' })
}
