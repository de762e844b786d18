import { ms, seconds, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import { defaultsOf } from '../../flag'
import { flags } from './flags'

/** See flags.ts. */
export const defaults = defaultsOf(flags)

export const startLatency = (flags: Flags): Micros => latency(flags, 'kubectl-start-latency-ms')
export const stepLatency = (flags: Flags): Micros => latency(flags, 'kubectl-step-latency-ms')
const latency = (flags: Flags, name: keyof typeof defaults): Micros => ms(Number(flags[name] ?? defaults[name]))

/** A GET whose connection broke is tried again this often, a second apart. Models client-go/rest/with_retry.go. */
export const maxRetries = 10
export const retryAfter = seconds(1)
