/**
 * Raft as etcd's library has it: pre-vote, check-quorum, leases, probe and replicate with flow control, snapshots,
 * linearizable reads, leadership transfer, changes of membership through joint configurations. Models go.etcd.io/raft v3.6.
 * Plain functions on plain data; the host is `../ready.ts`.
 */
export { roleOf, isLeader, leaderOf } from './node'
export { changedMembers } from './confchange'
export { tick } from './election'
export { Panic } from './panic'
export {
  advance,
  applyConfChange,
  campaignNow,
  compactLog,
  createNode,
  forgetLeader,
  hasReady,
  mustSync,
  propose,
  proposeConfChange,
  readIndex,
  ready,
  receive,
  renumber,
  reportSnapshot,
  reportUnreachable,
  snapshotAt,
  transferLeadership
} from './rawnode'
export type * from './types'
