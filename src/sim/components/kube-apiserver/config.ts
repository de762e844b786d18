import { minutes, ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { minorOf } from '../../releases'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

/** CPU time in milliseconds, memory in bytes. See costs.ts. */
export interface Costs {
  readonly request: number
  readonly read: number
  readonly etcd: number
  readonly jsonPerKib: number
  readonly protobufPerKib: number
  readonly scan: number
  readonly update: number
  readonly create: number
  readonly patch: number
  readonly delete: number
  readonly writtenPerKib: number
  readonly event: number
  readonly memory: number
  readonly memoryPerByte: number
  /** For each byte of a list that is being answered, and for each watch. */
  readonly heldPerByte: number
  readonly watch: number
}

export interface Settings {
  readonly costs: Costs
  readonly maxReads: number
  readonly maxWrites: number
  readonly requestTimeout: Micros
  readonly writeTimeout: Micros
  /** 0: watches end when their clients say so. */
  readonly minRequestTimeout: Micros
  readonly anonymousAuth: boolean
  /** 0: never. */
  readonly compactionInterval: Micros
  readonly notReadySeconds: number
  readonly unreachableSeconds: number
  readonly cacheSize: number
  readonly readLatency: Micros
  readonly writeLatency: Micros
  readonly handlers: Micros
  readonly rbacLoad: Micros
  readonly bootstrap: Micros
  /** managedFields are kept of every object. */
  readonly allManaged: boolean
  /** Every member of etcd is an endpoint, not the own one alone. */
  readonly allEtcdServers: boolean
  readonly checkTimeout: Readonly<Record<'etcd' | 'etcd-readiness', Micros>>
}

/** Gates StreamingCollectionEncodingToJSON and StreamingCollectionEncodingToProtobuf. */
const streamsLists = (flags: Flags): boolean => minorOf(flags) >= 33

export function readSettings(flags: Flags): Settings {
  const value = (name: keyof typeof defaults): number => Number(flags[name] ?? defaults[name])
  return {
    costs: Object.freeze({
      request: value('apiserver-cpu-request-ms'),
      read: value('apiserver-cpu-read-ms'),
      etcd: value('apiserver-cpu-etcd-ms'),
      jsonPerKib: value('apiserver-cpu-json-ms-per-kib'),
      protobufPerKib: value('apiserver-cpu-protobuf-ms-per-kib'),
      scan: value('apiserver-cpu-scan-ms-per-object'),
      update: value('apiserver-cpu-update-ms'),
      create: value('apiserver-cpu-create-ms'),
      patch: value('apiserver-cpu-patch-ms'),
      delete: value('apiserver-cpu-delete-ms'),
      writtenPerKib: value('apiserver-cpu-write-ms-per-kib'),
      event: value('apiserver-cpu-event-ms'),
      memory: value('apiserver-memory-mib') * 1_048_576,
      memoryPerByte: value('apiserver-memory-kib-per-kib'),
      heldPerByte: value(
        streamsLists(flags) ? 'apiserver-memory-streamed-list-kib-per-kib' : 'apiserver-memory-list-kib-per-kib'
      ),
      watch: value('apiserver-memory-watch-mib') * 1_048_576
    }),
    // 0 limits nothing.
    maxReads: value('max-requests-inflight') || Infinity,
    maxWrites: value('max-mutating-requests-inflight') || Infinity,
    requestTimeout: seconds(value('request-timeout')),
    // apiserver/pkg/endpoints/handlers: requestTimeoutUpperBound, 34 s.
    writeTimeout: Math.min(seconds(34), seconds(value('request-timeout'))),
    minRequestTimeout: seconds(value('min-request-timeout')),
    anonymousAuth: flags['anonymous-auth'] !== false,
    compactionInterval: seconds(value('etcd-compaction-interval')),
    notReadySeconds: value('default-not-ready-toleration-seconds'),
    unreachableSeconds: value('default-unreachable-toleration-seconds'),
    cacheSize: value('watch-cache-size'),
    readLatency: ms(value('apiserver-read-latency-ms')),
    writeLatency: ms(value('apiserver-write-latency-ms')),
    handlers: ms(value('apiserver-handlers-ms')),
    bootstrap: ms(value('apiserver-bootstrap-ms')),
    rbacLoad: ms(value('apiserver-rbac-load-ms')),
    allManaged: flags['managed-fields'] === true,
    allEtcdServers: (flags['etcd-servers'] ?? defaults['etcd-servers']) === 'all',
    checkTimeout: Object.freeze({
      etcd: seconds(value('etcd-healthcheck-timeout')),
      'etcd-readiness': seconds(value('etcd-readycheck-timeout'))
    })
  }
}

/** Events are kept this long (`--event-ttl`). */
export const eventTtlSeconds = 3_600
/** Bookmarks come about this often. */
export const bookmarkInterval = minutes(1)
