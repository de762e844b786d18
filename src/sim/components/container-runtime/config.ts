import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { runtimesOf } from '../../releases'
import { runtimes, type RuntimeName } from '../../runtimes'
import { flags } from './flags'

/** See flags.ts. */
export const runtimeDefaults = defaultsOf(flags)

export type RuntimeFlag = keyof typeof runtimeDefaults

export const number = (config: Flags, name: RuntimeFlag): number => Number(config[name] ?? runtimeDefaults[name])
export const flag = (config: Flags, name: RuntimeFlag): boolean => (config[name] ?? runtimeDefaults[name]) === true
export const text = (config: Flags, name: RuntimeFlag): string => String(config[name] ?? runtimeDefaults[name])

/** What the runtime says of its version. */
export const versionOf = ({ config, runtime }: { config: Flags; runtime: RuntimeName }): string =>
  runtimesOf(config)[runtime]

/** One call's latency: the setting × the runtime's pace, spread evenly around it. */
export function latency(
  context: { config: Flags; rng: { float(): number }; runtime: RuntimeName },
  name: RuntimeFlag
): Micros {
  const spread = number(context.config, 'cri-latency-jitter')
  return ms(
    number(context.config, name) * runtimes[context.runtime].pace * (1 + spread * (context.rng.float() * 2 - 1))
  )
}
