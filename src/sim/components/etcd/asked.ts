import type { EtcdPeer } from './messages'

/* What people ask of a member to look after a cluster. Models etcdserverpb.Maintenance and Cluster. */

/** `etcdctl alarm list`, `alarm disarm`. */
export interface EtcdAlarm {
  readonly type: 'etcd.alarm'
  readonly id: number
  readonly action: 'get' | 'deactivate'
}
/** `etcdctl defrag`: this member alone gives free pages of its backend file back. */
export interface EtcdDefragment {
  readonly type: 'etcd.defragment'
  readonly id: number
}

/** `etcdctl snapshot save`: Maintenance.Snapshot, this member's backend as it is. */
export interface EtcdSnapshotGet {
  readonly type: 'etcd.snapshot'
  readonly id: number
}
/** `etcdctl member list`, `add`, `remove`, `promote`. Models etcdserverpb.Cluster. */
export interface EtcdMemberList {
  readonly type: 'etcd.member.list'
  readonly id: number
  /** As the quorum knows them; false: as this member does. */
  readonly linearizable: boolean
}
export interface EtcdMemberAdd {
  readonly type: 'etcd.member.add'
  readonly id: number
  /** The process that listens at the given peer URL. */
  readonly peer: EtcdPeer
  readonly learner: boolean
  /** No machine of the cluster has that URL: it is refused, if etcd does not refuse it before. */
  readonly nowhere?: string
}
export interface EtcdMemberRemove {
  readonly type: 'etcd.member.remove'
  readonly id: number
  readonly member: number
}
export interface EtcdMemberPromote {
  readonly type: 'etcd.member.promote'
  readonly id: number
  readonly member: number
}

/** `etcdctl member update`: the member is at another process from now on. */
export interface EtcdMemberUpdate {
  readonly type: 'etcd.member.update'
  readonly id: number
  readonly member: number
  readonly peer: EtcdPeer
  readonly nowhere?: string
}
/** `etcdctl move-leader`: Maintenance.MoveLeader, which only the leader does. */
export interface EtcdMoveLeader {
  readonly type: 'etcd.move-leader'
  readonly id: number
  readonly to: number
}
/** `etcdctl endpoint hashkv`: Maintenance.HashKV, of this member's own copy; revision 0: now. */
export interface EtcdHashKv {
  readonly type: 'etcd.hashkv'
  readonly id: number
  readonly revision: number
}
/** `etcdctl lease list`, and `lease timetolive` of one. */
export interface EtcdLeases {
  readonly type: 'etcd.leases'
  readonly id: number
  readonly of?: number
}

/** What people ask to look after a cluster: administration.ts answers it. */
export type EtcdAdministration =
  | EtcdAlarm
  | EtcdDefragment
  | EtcdSnapshotGet
  | EtcdMemberList
  | EtcdMemberAdd
  | EtcdMemberRemove
  | EtcdMemberPromote
  | EtcdMemberUpdate
  | EtcdMoveLeader
  | EtcdHashKv
  | EtcdLeases
