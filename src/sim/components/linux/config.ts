import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const linuxDefaults = defaultsOf(flags)

export type LinuxFlag = keyof typeof linuxDefaults

export const flag = (config: Flags, name: LinuxFlag): number => Number(config[name] ?? linuxDefaults[name])
export const latency = (config: Flags, name: LinuxFlag): Micros => ms(flag(config, name))
