import { seconds, type Micros } from '../../base/time'

/**
 * Virtual time as Kubernetes writes it. Time 0 of a run is 2026-01-01T00:00:00Z on every clock without skew.
 * Models apimachinery/pkg/apis/meta/v1 Time (whole seconds) and MicroTime (six digits).
 */
const epochDays = 20_454

const secondsPerDay = 86_400

/** `2026-01-01T00:00:07Z`: whole seconds, as `metav1.Time`. */
export const formatTime = (at: Micros): string => `${dateTime(at)}Z`

/** `2026-01-01T00:00:07.250000Z`, as `metav1.MicroTime`. */
export function formatMicroTime(at: Micros): string {
  const fraction = at - Math.floor(at / 1_000_000) * 1_000_000
  return `${dateTime(at)}.${String(fraction).padStart(6, '0')}Z`
}

/** Microseconds since 1970, for names made of Unix time. */
export const unixMicros = (at: Micros): number => at + epochDays * secondsPerDay * 1_000_000

/** Takes both forms; 0 for a text that is missing or no timestamp. */
export function parseTime(text: string | undefined): Micros {
  const found = text === undefined ? null : pattern.exec(text)
  if (!found) return 0
  const [, year, month, day, hour, minute, second, fraction = ''] = found
  const days = daysFromCivil(Number(year), Number(month), Number(day)) - epochDays
  const whole = days * secondsPerDay + Number(hour) * 3_600 + Number(minute) * 60 + Number(second)
  return seconds(whole) + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?Z$/

// Timestamps are made far more often than seconds pass.
let lastSecond = Number.NaN
let lastText = ''

function dateTime(at: Micros): string {
  const total = Math.floor(at / 1_000_000)
  if (total === lastSecond) return lastText
  const days = Math.floor(total / secondsPerDay)
  const rest = total - days * secondsPerDay
  const [year, month, day] = civilFromDays(days + epochDays)
  const two = (value: number) => String(value).padStart(2, '0')
  lastSecond = total
  lastText = `${year}-${two(month)}-${two(day)}T${two(Math.floor(rest / 3_600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`
  return lastText
}

/** Days since 1970-01-01. Howard Hinnant's days_from_civil. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function civilFromDays(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const doe = shifted - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1_460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const dayOfYear = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * dayOfYear + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * mp + 2) / 5) + 1]
}
