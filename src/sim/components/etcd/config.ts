import { seconds, ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import type { Settings } from './raft'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

/** More committed entries than this not applied yet: etcd refuses. Models v3_server.go maxGapBetweenApplyAndCommitIndex. */
export const maxApplyGap = 5_000

export interface EtcdConfig {
  readonly heartbeatMs: number
  readonly electionTicks: number
  readonly raft: Settings
  readonly readIndexRetry: Micros
  readonly snapshotCount: number
  readonly catchUpEntries: number
  /** Bytes of the backend file. */
  readonly quota: number
  /** MiB that a defragmentation writes in a second. */
  readonly defragRate: number
  /** 5 s + 2 × election timeout. Models config.ReqTimeout. */
  readonly requestTimeout: Micros
  readonly electionTimeout: Micros
  /** CPU time in milliseconds, memory in bytes. See costs.ts. */
  readonly costs: {
    readonly read: number
    readonly txn: number
    readonly delete: number
    readonly perKib: number
    readonly memory: number
    readonly memoryPerByte: number
  }
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
    quota: Number(value('etcd-quota-backend-bytes')),
    defragRate: Number(value('etcd-defrag-mib-per-s')),
    // Models server.go: 0 means the default.
    snapshotCount: Number(value('etcd-snapshot-count')) || defaults['etcd-snapshot-count'],
    catchUpEntries: Number(value('etcd-snapshot-catchup-entries')),
    requestTimeout: seconds(5) + ms(2 * electionMs),
    electionTimeout: ms(electionMs),
    costs: Object.freeze({
      read: Number(value('etcd-cpu-read-ms')),
      txn: Number(value('etcd-cpu-txn-ms')),
      delete: Number(value('etcd-cpu-delete-ms')),
      perKib: Number(value('etcd-cpu-ms-per-kib')),
      memory: Number(value('etcd-memory-mib')) * 1_048_576,
      memoryPerByte: Number(value('etcd-memory-kib-per-kib'))
    })
  }
}
