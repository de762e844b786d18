import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/**
 * Defaults of the kubelet under upstream's flag or constant names (pkg/kubelet/apis/config/v1beta1/defaults.go,
 * pkg/kubelet/kubelet.go); durations carry their unit in the name. Those that end in `latency-ms` are measured times of
 * work that the lab does not do (parsing, mounting, listing). They are those of a current release; `release125` says what
 * 1.25 had instead.
 */
export const kubeletDefaults = {
  v: 0,
  'kubelet-version': 'v1.34.1',
  'kubelet-start-latency-ms': 320,
  /** Collecting what a registration says of the machine. */
  'initial-node-latency-ms': 13,
  /** From "Started kubelet" to the first try to register, and to the first look at the own Node out of turn. */
  'initial-register-latency-ms': 124,
  'fast-status-update-latency-ms': 122,
  /** From "Started kubelet" to the main loop. */
  'kubelet-main-loop-latency-ms': 137,
  'kube-api-qps': 50,
  'kube-api-burst': 100,
  'event-qps': 50,
  'event-burst': 100,
  'node-status-update-frequency-s': 10,
  'node-status-report-frequency-s': 300,
  'node-status-update-retry': 5,
  'node-lease-duration-s': 40,
  /** Fraction of the lease's duration. */
  'node-lease-renew-interval-fraction': 0.25,
  'node-heartbeat-jitter': 0.04,
  'sync-frequency-s': 60,
  'back-off-period-s': 10,
  'worker-resync-jitter': 0.5,
  'sync-loop-ticker-ms': 1_000,
  'housekeeping-period-s': 2,
  'pleg-relist-period-ms': 1_000,
  /** Looking at one pod whose containers have changed. */
  'pleg-inspect-latency-ms': 1,
  /** A new pod's cgroup and directories. */
  'pod-directories-latency-ms': 6,
  'pod-attach-and-mount-retry-interval-ms': 300,
  'pod-attach-and-mount-timeout-s': 123,
  'volume-reconciler-period-ms': 100,
  'mount-latency-ms': 8,
  'status-manager-sync-period-s': 10,
  'max-container-backoff-s': 300,
  'container-backoff-initial-s': 10,
  'serialize-image-pulls': true,
  'minimum-grace-period-s': 2,
  /** 1.25 gives StopContainer the whole grace period again after a preStop hook. */
  'prestop-shares-grace-period': true,
  'runtime-state-check-period-s': 5,
  'max-wait-for-container-runtime-s': 30,
  'cri-grpc-backoff-max-s': 3,
  'container-gc-period-s': 60,
  'wait-for-api-server-sync-period-s': 1,
  'file-check-frequency-s': 20,
  'csinode-init-latency-ms': 900,
  'eviction-monitoring-period-s': 10,
  'eviction-hard-memory-available-mib': 100,
  'eviction-hard-nodefs-available-percent': 10,
  'eviction-pressure-transition-period-s': 300,
  'max-pods': 110,
  'node-cpu': 4,
  'node-memory-mib': 8_192,
  'node-disk-gib': 100
} as const

export type KubeletFlag = keyof typeof kubeletDefaults

const release125: Partial<Record<KubeletFlag, number | string | boolean>> = {
  'kubelet-version': 'v1.25.10',
  'kube-api-qps': 5,
  'kube-api-burst': 10,
  'event-qps': 5,
  'event-burst': 10,
  'prestop-shares-grace-period': false,
  'cri-grpc-backoff-max-s': 120
}

/** Whether the kubelet is the one of the recordings (flag `release`); else it is a current one. */
export const is125 = (config: Flags): boolean => config.release === '1.25'

const value = (config: Flags, name: KubeletFlag): number | string | boolean =>
  config[name] ?? (is125(config) ? release125[name] : undefined) ?? kubeletDefaults[name]

export const number = (config: Flags, name: KubeletFlag): number => Number(value(config, name))
export const text = (config: Flags, name: KubeletFlag): string => String(value(config, name))
export const enabled = (config: Flags, name: KubeletFlag): boolean => value(config, name) === true

/** A duration by the unit in its name. */
export function duration(config: Flags, name: KubeletFlag): Micros {
  return name.endsWith('-ms') ? ms(number(config, name)) : seconds(number(config, name))
}
