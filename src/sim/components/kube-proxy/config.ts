import { hours, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'

/**
 * kube-proxy's settings. Models pkg/proxy/apis/config/v1alpha1/defaults.go and pkg/proxy/{iptables,ipvs}/proxier.go.
 * The time a sync takes is the operating system's: see `iptables-restore-latency-ms` in linux.
 */
export const defaults = Object.freeze({
  /** `iptables` or `ipvs`. */
  'proxy-mode': 'iptables',
  /** Least time between two syncs, in seconds (bursts of two are let through). */
  'iptables-min-sync-period': 1,
  'ipvs-min-sync-period': 0,
  /** Longest time between two syncs with IPVS, in seconds; with iptables an hour (only its monitor uses this flag). */
  'ipvs-sync-period': 30,
  /** Feature gate, on since 1.26: with no ready endpoint, those that terminate but still serve are used. */
  ProxyTerminatingEndpoints: true
})

export interface Settings {
  readonly mode: 'iptables' | 'ipvs'
  readonly minSync: Micros
  readonly minSyncSetting: string
  readonly maxSync: Micros
  readonly maxSyncSetting: string
  readonly terminatingEndpoints: boolean
}

export function settingsOf(flags: Flags): Settings {
  const mode = (flags['proxy-mode'] ?? defaults['proxy-mode']) === 'ipvs' ? 'ipvs' : 'iptables'
  const minSyncSetting = `${mode}-min-sync-period` as const
  return Object.freeze({
    mode,
    minSync: seconds(Number(flags[minSyncSetting] ?? defaults[minSyncSetting])),
    minSyncSetting,
    maxSync:
      mode === 'iptables' ? hours(1) : seconds(Number(flags['ipvs-sync-period'] ?? defaults['ipvs-sync-period'])),
    maxSyncSetting: mode === 'iptables' ? 'full-sync-period' : 'ipvs-sync-period',
    terminatingEndpoints: (flags['ProxyTerminatingEndpoints'] ?? defaults['ProxyTerminatingEndpoints']) === true
  })
}
