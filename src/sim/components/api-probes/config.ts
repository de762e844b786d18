import { ms, seconds, type Micros } from '../../../base/time'
import type { Prng } from '../../../base/prng'
import { defaultsOf } from '../../flag'
import { clockAtStart, type Flags } from '../../kernel/types'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export type ProbesFlag = keyof typeof defaults

export const millis = (config: Flags, name: ProbesFlag): Micros => ms(Number(config[name] ?? defaults[name]))
export const asksReadyz = (config: Flags): boolean =>
  (config['api-probe-readyz'] ?? defaults['api-probe-readyz']) === true

export function startOf(config: Flags, rng: Prng): Micros {
  const start = seconds(Number(config['api-probe-start-s'] ?? defaults['api-probe-start-s']))
  return clockAtStart + start + rng.below(millis(config, 'api-probe-start-spread-ms') + 1)
}
