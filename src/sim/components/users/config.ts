import { ms, seconds, type Micros } from '../../../base/time'
import type { Prng } from '../../../base/prng'
import { defaultsOf } from '../../flag'
import { clockAtStart, type Flags } from '../../kernel/types'
import type { Users } from './context'
import { rateOn, readCurve, type Point } from './curve'
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

/** What the users do now, in requests per second: constant, or by their curve. */
export function ratePerS({ config, now, curve }: Pick<Users, 'config' | 'now' | 'curve'>): number {
  return curve.length === 0 ? flag(config, 'users-rate-per-s') : rateOn(curve, now - clockAtStart)
}

/** Whether there are users at all, now or later. */
export const hasUsers = ({ config, curve }: Pick<Users, 'config' | 'curve'>): boolean =>
  curve.length === 0 ? flag(config, 'users-rate-per-s') > 0 : curve.some(({ rate }) => rate > 0)

export const curveOf = (config: Flags): readonly Point[] =>
  Object.freeze(readCurve(String(config['users-curve'] ?? defaults['users-curve'])))

/** The one Service that users call, as `namespace/name`; empty for all. */
export const serviceOf = (config: Flags): string => String(config['users-service'] ?? defaults['users-service'])
