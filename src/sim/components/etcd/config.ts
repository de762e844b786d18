import { seconds, ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import type { Settings } from './raft'

/** etcd's settings under their upstream names. Models server/embed/config.go and server/etcdserver/server.go. */
export const defaults = {
  'etcd-heartbeat-interval-ms': 100,
  'etcd-election-timeout-ms': 1_000,
  'etcd-pre-vote': true,
  /** Constant readIndexRetryTime: a linearizable read without a confirmation is asked for again (since etcd 3.5); 0: never. */
  'etcd-read-index-retry-ms': 500,
  /** Applied entries between two snapshots (10,000 since etcd 3.6, 100,000 before). */
  'etcd-snapshot-count': 10_000,
  /** Entries kept behind a snapshot for slow followers. */
  'etcd-snapshot-catchup-entries': 5_000
} as const

export interface EtcdConfig {
  readonly heartbeatMs: number
  readonly electionTicks: number
  readonly raft: Settings
  readonly readIndexRetry: Micros
  readonly snapshotCount: number
  readonly catchUpEntries: number
  /** 5 s + 2 × election timeout. Models config.ReqTimeout. */
  readonly requestTimeout: Micros
  readonly electionTimeout: Micros
}

export function readConfig(flags: Flags): EtcdConfig {
  const value = (name: keyof typeof defaults) => flags[name] ?? defaults[name]
  const heartbeatMs = Number(value('etcd-heartbeat-interval-ms'))
  const electionMs = Number(value('etcd-election-timeout-ms'))
  const electionTicks = Math.max(2, Math.round(electionMs / heartbeatMs))
  const readIndexRetry = ms(Number(value('etcd-read-index-retry-ms')))
  return {
    heartbeatMs,
    electionTicks,
    readIndexRetry,
    // Models server/etcdserver/bootstrap.go raftConfig: a MsgApp holds 1 MiB, here about so many entries.
    raft: Object.freeze({
      electionTicks,
      heartbeatTicks: 1,
      preVote: value('etcd-pre-vote') !== false,
      checkQuorum: true,
      maxInflight: 512,
      maxEntries: 1_000,
      maxApplying: Infinity,
      readOnly: 'safe',
      postponeReads: readIndexRetry > 0,
      stepDownOnRemoval: false,
      disableConfChangeValidation: false,
      disableProposalForwarding: false
    }),
    snapshotCount: Number(value('etcd-snapshot-count')),
    catchUpEntries: Number(value('etcd-snapshot-catchup-entries')),
    requestTimeout: seconds(5) + ms(2 * electionMs),
    electionTimeout: ms(electionMs)
  }
}
