import { minutes, ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/** kube-apiserver's flags by upstream name, and the time that its work takes here. */
export const defaults = {
  'max-requests-inflight': 400,
  'max-mutating-requests-inflight': 200,
  /** Seconds until a request without a shorter limit of its own is answered with a timeout. */
  'request-timeout': 60,
  'min-request-timeout': 1_800,
  /** Seconds. */
  'etcd-compaction-interval': 300,
  'default-not-ready-toleration-seconds': 300,
  'default-unreachable-toleration-seconds': 300,
  'service-cluster-ip-range': '10.96.0.0/12',
  /** Events the watch cache of a resource keeps. */
  'watch-cache-size': 1_000,
  /** Work of a request besides etcd's: decoding, admission, encoding. */
  'apiserver-read-latency-ms': 1,
  'apiserver-write-latency-ms': 2,
  /** Time after the first lists until roles are loaded; requests are forbidden meanwhile. */
  'apiserver-rbac-load-ms': 500,
  /** Time to connect to etcd again. */
  'etcd-retry-ms': 1_000
} as const

export interface Settings {
  readonly maxReads: number
  readonly maxWrites: number
  readonly requestTimeout: Micros
  readonly writeTimeout: Micros
  readonly minRequestTimeout: Micros
  readonly compactionInterval: Micros
  readonly notReadySeconds: number
  readonly unreachableSeconds: number
  readonly cacheSize: number
  readonly readLatency: Micros
  readonly writeLatency: Micros
  readonly rbacLoad: Micros
  readonly etcdRetry: Micros
}

export function readSettings(flags: Flags): Settings {
  const value = (name: keyof typeof defaults): number => Number(flags[name] ?? defaults[name])
  return {
    maxReads: value('max-requests-inflight'),
    maxWrites: value('max-mutating-requests-inflight'),
    requestTimeout: seconds(value('request-timeout')),
    // apiserver/pkg/endpoints/handlers: requestTimeoutUpperBound, 34 s.
    writeTimeout: Math.min(seconds(34), seconds(value('request-timeout'))),
    minRequestTimeout: seconds(value('min-request-timeout')),
    compactionInterval: seconds(value('etcd-compaction-interval')),
    notReadySeconds: value('default-not-ready-toleration-seconds'),
    unreachableSeconds: value('default-unreachable-toleration-seconds'),
    cacheSize: value('watch-cache-size'),
    readLatency: ms(value('apiserver-read-latency-ms')),
    writeLatency: ms(value('apiserver-write-latency-ms')),
    rbacLoad: ms(value('apiserver-rbac-load-ms')),
    etcdRetry: ms(value('etcd-retry-ms'))
  }
}

/** Events are kept this long (`--event-ttl`). */
export const eventTtlSeconds = 3_600
/** Bookmarks come about this often. */
export const bookmarkInterval = minutes(1)
