import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { releaseOf, versionOf } from '../../releases'
import { flags } from './flags'

/** See flags.ts. */
export const kubeletDefaults = defaultsOf(flags)

export type KubeletFlag = keyof typeof kubeletDefaults

const release125: Partial<Record<KubeletFlag, number | string | boolean>> = {
  'kube-api-qps': 5,
  'kube-api-burst': 10,
  'event-qps': 5,
  'event-burst': 10,
  'prestop-shares-grace-period': false,
  'cri-grpc-backoff-max-s': 120
}

/** Whether the kubelet is the one of the recordings (flag `release`); else it is a current one. */
export const is125 = (config: Flags): boolean => releaseOf(config) === '1.25'

const value = (config: Flags, name: KubeletFlag): number | string | boolean =>
  config[name] ?? (is125(config) ? release125[name] : undefined) ?? kubeletDefaults[name]

export const number = (config: Flags, name: KubeletFlag): number => Number(value(config, name))
export const text = (config: Flags, name: KubeletFlag): string => String(value(config, name))
/** What the kubelet's binary says of itself. */
export const kubeletVersion = (config: Flags): string =>
  config['kubelet-version'] ? String(config['kubelet-version']) : versionOf(config)
/** Addresses and names of servers outside the cluster that share directories. */
export const nfsServers = (config: Flags): readonly string[] => text(config, 'nfs-servers').split(/[ ,]+/)
export const enabled = (config: Flags, name: KubeletFlag): boolean => value(config, name) === true

/** A duration by the unit in its name. */
export function duration(config: Flags, name: KubeletFlag): Micros {
  return name.endsWith('-ms') ? ms(number(config, name)) : seconds(number(config, name))
}
