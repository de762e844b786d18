import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/**
 * Flags of kube-controller-manager by their upstream names; durations in seconds, rates per second. Defaults are
 * Kubernetes' own (cmd/kube-controller-manager/app/options, pkg/controller/nodelifecycle/config/v1alpha1/defaults.go);
 * `node-monitor-grace-period` is 40 s up to 1.31 and 50 s since.
 */
export const defaults = Object.freeze({
  'node-monitor-period': 5,
  'node-monitor-grace-period': 50,
  'node-startup-grace-period': 60,
  'node-eviction-rate': 0.1,
  'secondary-node-eviction-rate': 0.01,
  'unhealthy-zone-threshold': 0.55,
  'large-cluster-size-threshold': 50,
  /** Kubernetes' default is false; kubeadm with a pod subnet sets true. */
  'allocate-node-cidrs': false,
  /** Constant nodePollInterval of nodeipam: how long a new leader with `allocate-node-cidrs` waits before it lists. */
  'node-poll-interval': 10,
  'concurrent-deployment-syncs': 5,
  'concurrent-replicaset-syncs': 5,
  'concurrent-statefulset-syncs': 5,
  'concurrent-daemonset-syncs': 2,
  'concurrent-endpoint-syncs': 5,
  'concurrent-service-endpoint-syncs': 5,
  'concurrent-gc-syncs': 20,
  'concurrent-namespace-syncs': 10,
  'concurrent-serviceaccount-token-syncs': 5,
  'concurrent-job-syncs': 5,
  'max-endpoints-per-slice': 100,
  'terminated-pod-gc-threshold': 12_500,
  /** Client-side rate limit of each controller's requests. */
  'kube-api-qps': 20,
  'kube-api-burst': 30,
  /** Discovery and construction of the controllers before their informers start; up to half as much again at random. */
  'kcm-start-ms': 1_000
})

export type FlagName = keyof typeof defaults

export interface Settings {
  readonly monitorPeriod: Micros
  readonly monitorGrace: Micros
  readonly startupGrace: Micros
  readonly evictionRate: number
  readonly secondaryEvictionRate: number
  readonly unhealthyZoneThreshold: number
  readonly largeClusterThreshold: number
  readonly allocateNodeCidrs: boolean
  readonly nodePollInterval: Micros
  readonly maxEndpointsPerSlice: number
  readonly terminatedPodThreshold: number
  readonly qps: number
  readonly burst: number
  readonly start: Micros
}

export const flagOf = (flags: Flags, name: FlagName): number | boolean | string => flags[name] ?? defaults[name]

export function settingsOf(flags: Flags): Settings {
  const number = (name: FlagName) => Number(flagOf(flags, name))
  return Object.freeze({
    monitorPeriod: seconds(number('node-monitor-period')),
    monitorGrace: seconds(number('node-monitor-grace-period')),
    startupGrace: seconds(number('node-startup-grace-period')),
    evictionRate: number('node-eviction-rate'),
    secondaryEvictionRate: number('secondary-node-eviction-rate'),
    unhealthyZoneThreshold: number('unhealthy-zone-threshold'),
    largeClusterThreshold: number('large-cluster-size-threshold'),
    allocateNodeCidrs: flagOf(flags, 'allocate-node-cidrs') === true,
    nodePollInterval: seconds(number('node-poll-interval')),
    maxEndpointsPerSlice: number('max-endpoints-per-slice'),
    terminatedPodThreshold: number('terminated-pod-gc-threshold'),
    qps: number('kube-api-qps'),
    burst: number('kube-api-burst'),
    start: ms(number('kcm-start-ms'))
  })
}
