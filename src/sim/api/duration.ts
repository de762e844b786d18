import type { Micros } from '../../base/time'
import { parseTime } from './timestamp'

/** `5s`, `2m5s`, `17m`, `3h4m`, `2d`: models apimachinery/pkg/util/duration.HumanDuration. */
export function humanDuration(duration: Micros): string {
  const seconds = Math.trunc(duration / 1_000_000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (hours < 192) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`
  if (days < 730) return `${days}d`
  const years = Math.trunc(days / 365)
  return years < 8 && days % 365 !== 0 ? `${years}y${days % 365}d` : `${years}y`
}

/** Age of a timestamp, as the AGE column prints it. */
export const since = (timestamp: string | undefined | null, now: Micros): string =>
  timestamp ? humanDuration(now - parseTime(timestamp)) : '<unknown>'

/** `1h2m3.5s`: as Go writes a time.Duration. */
export function goDuration(value: Micros): string {
  const seconds = value / 1_000_000
  if (seconds !== 0 && seconds < 1) return value < 1_000 ? `${value}µs` : `${value / 1_000}ms`
  const hours = Math.trunc(seconds / 3_600)
  const minutes = Math.trunc(seconds / 60) % 60
  const rest = Number((seconds - hours * 3_600 - minutes * 60).toFixed(6))
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${rest}s`
}
