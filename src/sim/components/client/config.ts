import { ms, seconds, type Micros } from '../../../base/time'
import type { Prng } from '../../../base/prng'
import { clockAtStart, type Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export type ClientFlag = keyof typeof defaults

export const flag = (config: Flags, name: ClientFlag): number => Number(config[name] ?? defaults[name])
export const isOn = (config: Flags, name: ClientFlag): boolean => (config[name] ?? defaults[name]) === true
export const millis = (config: Flags, name: ClientFlag): Micros => ms(flag(config, name))
export function startOf(config: Flags, rng: Prng): Micros {
  const spread = millis(config, 'client-start-spread-ms')
  return clockAtStart + seconds(flag(config, 'client-start-s')) + (spread > 0 ? rng.below(spread) : 0)
}

/** `[namespace, name]` of the Service that users call. */
export function serviceOf(config: Flags): readonly [string, string] {
  const [namespace, name] = String(config['client-service'] ?? defaults['client-service']).split('/')
  return [namespace!, name ?? '']
}
