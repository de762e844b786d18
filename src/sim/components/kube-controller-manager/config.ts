import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { releaseOf, type Release } from '../../releases'
import type { AutoscalerSettings } from './controllers/horizontal/look'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

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
  readonly release: Release
  /** A lost node is queued for its NoExecute taint by what it was before a pass: it waits for the next one. */
  readonly taintsLater: boolean
  readonly nodePollInterval: Micros
  readonly maxEndpointsPerSlice: number
  readonly terminatedPodThreshold: number
  readonly qps: number
  readonly burst: number
  readonly start: Micros
  readonly autoscaling: AutoscalerSettings
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
    release: releaseOf(flags),
    taintsLater: releaseOf(flags) === '1.25' || flagOf(flags, 'noexecute-taint-next-pass') === true,
    nodePollInterval: seconds(number('node-poll-interval')),
    maxEndpointsPerSlice: number('max-endpoints-per-slice'),
    terminatedPodThreshold: number('terminated-pod-gc-threshold'),
    // Models client-go/rest/config.go DefaultQPS and DefaultBurst.
    qps: number('kube-api-qps') || 5,
    burst: number('kube-api-burst') || 10,
    start: ms(number('kcm-start-ms')),
    autoscaling: Object.freeze({
      syncPeriod: seconds(number('horizontal-pod-autoscaler-sync-period')),
      downscaleStabilization: seconds(number('horizontal-pod-autoscaler-downscale-stabilization')),
      tolerance: number('horizontal-pod-autoscaler-tolerance'),
      cpuInitializationPeriod: seconds(number('horizontal-pod-autoscaler-cpu-initialization-period')),
      initialReadinessDelay: seconds(number('horizontal-pod-autoscaler-initial-readiness-delay'))
    })
  })
}
