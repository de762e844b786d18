/**
 * Raft as etcd runs it: pre-vote, check-quorum, leases, probe and replicate, snapshots, linearizable reads, leadership
 * transfer. Models go.etcd.io/raft v3. Plain functions on plain data; the host is `../ready.ts`.
 */
export { createNode, isLeader, leaderOf, roleOf } from './node'
export { tick } from './election'
export { propose } from './replication'
export { readIndex } from './reads'
export { step, transferLeadership } from './step'
export { advance, compactLog, hasReady, ready } from './ready'
export type * from './types'
