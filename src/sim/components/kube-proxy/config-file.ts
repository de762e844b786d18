import { parse } from 'yaml'
import { parseDuration } from '../../../base/duration'
import { Panic } from '../../../base/panic'
import type { Flags } from '../../kernel/types'

type Fields = Readonly<Record<string, unknown>>

const modes = ['iptables', 'ipvs', 'nftables']

/**
 * The settings of a configuration that somebody has changed, over the run's: its mode, and how often rules are written. What is empty or 0 stays
 * as the run has it. Fields without an effect here are left alone. Models cmd/kube-proxy/app/options.go and pkg/proxy/apis/config.
 * @throws Panic with kube-proxy's last words
 */
export function settingsIn(text: string, config: Flags): Flags {
  const read = fieldsOf(text)
  if (read.kind !== 'KubeProxyConfiguration')
    throw new Panic(
      `failed complete: no kind "${String(read.kind ?? '')}" is registered for version "${String(read.apiVersion ?? '')}"`
    )
  const own: Record<string, string | number> = {}
  if (read.mode !== undefined && read.mode !== null && read.mode !== '') {
    if (!modes.includes(String(read.mode)))
      throw new Panic(
        `failed validate: KubeProxyConfiguration.ProxyMode: Invalid value: ${JSON.stringify(read.mode)}: must be ${modes.join(',')} or blank (blank means the best-available proxy [currently iptables])`
      )
    own['proxy-mode'] = String(read.mode)
  }
  for (const [part, field, setting] of periods) {
    const given = (read[part] as Fields | null | undefined)?.[field]
    if (given === undefined || given === null) continue
    const duration = parseDuration(String(given))
    if (!duration.ok) throw new Panic(`failed complete: time: invalid duration ${JSON.stringify(String(given))}`)
    if (duration.value > 0) own[setting] = duration.value / 1e6
  }
  return Object.freeze({ ...config, ...own })
}

const periods = [
  ['iptables', 'minSyncPeriod', 'iptables-min-sync-period'],
  ['nftables', 'minSyncPeriod', 'nftables-min-sync-period'],
  ['ipvs', 'minSyncPeriod', 'ipvs-min-sync-period'],
  ['ipvs', 'syncPeriod', 'ipvs-sync-period']
] as const

function fieldsOf(text: string): Fields {
  let read: unknown
  try {
    read = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    throw new Panic(`failed complete: yaml: ${String((error as Error).message).split('\n')[0]}`)
  }
  if (typeof read !== 'object' || read === null) throw new Panic("failed complete: Object 'Kind' is missing")
  return read as Fields
}
