import { fail, ok, type Result } from './result'
import type { Micros } from './time'

const unitMicros = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 } as const
const oneDuration = /^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/
const oneTerm = /(\d+(?:\.\d+)?)(us|ms|s|m|h)/g
/** Longer than any run: a larger number is a slip of the finger. */
const longest: Micros = 1_000 * unitMicros.h

/** Reads `10s`, `250ms`, `1m30s`, `1.5h`: as Go's time.ParseDuration, without signs. */
export function parseDuration(text: string): Result<Micros> {
  if (!oneDuration.test(text)) return fail(`'${text}' is not a duration such as 10s, 250ms or 1m30s`)
  let total = 0
  for (const [, value, unit] of text.matchAll(oneTerm))
    total += Number(value) * unitMicros[unit as keyof typeof unitMicros]
  const micros = Math.round(total)
  return micros <= longest ? ok(micros) : fail(`'${text}' is longer than 1000h`)
}

/** The shortest text that `parseDuration` reads back to the same value. */
export function formatDuration(micros: Micros): string {
  if (micros > 0 && micros < 1_000) return `${micros}us`
  if (micros > 0 && micros < unitMicros.s) return `${micros / 1_000}ms`
  return `${micros / unitMicros.s}s`
}
