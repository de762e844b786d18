import type { EtcdContext, Proposal } from './context'
import { costOf, leaseCost } from './mvcc/bytes'

/* The backend's quota. Models server/etcdserver/api/v3rpc/quota.go and server/storage/quota.go. */

/** `rpctypes.ErrGRPCNoSpace` */
export const noSpace = 'etcdserver: mvcc: database space exceeded'

/** Whether a change may be proposed. The quota counts the file, free pages and all: only a defragmentation makes it smaller. */
export function hasRoom({ store, settings }: EtcdContext, change: Proposal['change']): boolean {
  const cost =
    change.kind === 'txn' ? costOf(change.success, change.failure) : change.kind === 'lease-grant' ? leaseCost : 0
  return cost === 0 || store.bytes + cost < settings.quota
}
