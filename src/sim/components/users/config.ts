import { ms, seconds, type Micros } from '../../../base/time'
import type { Prng } from '../../../base/prng'
import { defaultsOf } from '../../flag'
import { clockAtStart, type Flags } from '../../kernel/types'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export type UsersFlag = keyof typeof defaults

export const flag = (config: Flags, name: UsersFlag): number => Number(config[name] ?? defaults[name])
export const millis = (config: Flags, name: UsersFlag): Micros => ms(flag(config, name))
export function startOf(config: Flags, rng: Prng): Micros {
  const spread = millis(config, 'users-start-spread-ms')
  return clockAtStart + seconds(flag(config, 'users-start-s')) + (spread > 0 ? rng.below(spread) : 0)
}

/** The one Service that users call, as `namespace/name`; empty for all. */
export const serviceOf = (config: Flags): string => String(config['users-service'] ?? defaults['users-service'])
