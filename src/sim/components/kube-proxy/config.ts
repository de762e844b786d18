import { hours, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { factsOf } from '../../releases'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export interface Settings {
  readonly mode: 'iptables' | 'ipvs' | 'nftables'
  readonly minSync: Micros
  readonly minSyncSetting: string
  readonly maxSync: Micros
  readonly maxSyncSetting: string
  readonly terminatingEndpoints: boolean
  /** `v1.36.3`. */
  readonly version: string
}

export function settingsOf(flags: Flags): Settings {
  const given = flags['proxy-mode'] ?? defaults['proxy-mode']
  const mode = given === 'ipvs' || given === 'nftables' ? given : 'iptables'
  const minSyncSetting = `${mode}-min-sync-period` as const
  return Object.freeze({
    mode,
    minSync: seconds(Number(flags[minSyncSetting] ?? defaults[minSyncSetting])),
    version: factsOf(flags).kubernetes,
    minSyncSetting,
    maxSync: mode !== 'ipvs' ? hours(1) : seconds(Number(flags['ipvs-sync-period'] ?? defaults['ipvs-sync-period'])),
    maxSyncSetting: mode === 'ipvs' ? 'ipvs-sync-period' : 'full-sync-period',
    terminatingEndpoints: (flags['ProxyTerminatingEndpoints'] ?? defaults['ProxyTerminatingEndpoints']) === true
  })
}
