import { parseDuration } from '../../../../base/duration'
import { fail, ok, type Result } from '../../../../base/result'
import { seconds, type Micros } from '../../../../base/time'
import { formatTime, parseTime } from '../../timestamp'

/** When a CronJob is due. Models github.com/robfig/cron/v3 ParseStandard, with its errors. */
export type Schedule =
  | { readonly kind: 'every'; readonly period: Micros }
  | {
      readonly kind: 'fields'
      readonly minute: Field
      readonly hour: Field
      readonly day: Field
      readonly month: Field
      readonly weekday: Field
    }

interface Field {
  readonly values: ReadonlySet<number>
  /** Written with `*` or `?`: of day and weekday, the other alone decides. */
  readonly any: boolean
}

interface Bounds {
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }
]

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *'
}

export function parseSchedule(spec: string): Result<Schedule> {
  if (spec === '') return fail('empty spec string')
  if (spec.startsWith('@every ')) {
    const period = parseDuration(spec.slice('@every '.length))
    if (!period.ok)
      return fail(`failed to parse duration ${spec}: time: invalid duration "${spec.slice('@every '.length)}"`)
    return ok({ kind: 'every', period: Math.max(seconds(1), Math.floor(period.value / 1e6) * 1e6) })
  }
  if (spec.startsWith('@') && descriptors[spec] === undefined) return fail(`unrecognized descriptor: ${spec}`)
  const parts = (descriptors[spec] ?? spec).split(/\s+/).filter((part) => part !== '')
  if (parts.length !== 5) return fail(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  const fields: Field[] = []
  for (const [i, part] of parts.entries()) {
    const field = parseField(part, bounds[i]!)
    if (!field.ok) return field
    fields.push(field.value)
  }
  const [minute, hour, day, month, weekday] = fields as [Field, Field, Field, Field, Field]
  return ok({ kind: 'fields', minute, hour, day, month, weekday })
}

function parseField(text: string, within: Bounds): Result<Field> {
  const values = new Set<number>()
  let any = false
  for (const part of text.split(',').filter((one) => one !== '')) {
    const range = parseRange(part, within)
    if (!range.ok) return range
    const { start, end, step, star } = range.value
    for (let value = start; value <= end; value += step) values.add(value)
    any ||= star
  }
  return ok({ values, any })
}

interface Range {
  readonly start: number
  readonly end: number
  readonly step: number
  readonly star: boolean
}

/** Models getRange. */
function parseRange(text: string, within: Bounds): Result<Range> {
  const [range = '', stepText, ...rest] = text.split('/')
  const [low = '', high, ...more] = range.split('-')
  const isStar = low === '*' || low === '?'
  const first = isStar ? ok(within.min) : numberOf(low, within)
  if (!first.ok) return first
  if (!isStar && more.length > 0) return fail(`too many hyphens: ${text}`)
  const last = isStar ? ok(within.max) : high === undefined ? first : numberOf(high, within)
  if (!last.ok) return last
  if (rest.length > 0) return fail(`too many slashes: ${text}`)
  const step = stepText === undefined ? ok(1) : integer(stepText)
  if (!step.ok) return step
  const start = first.value
  // `5/15` means from 5 on.
  const end = stepText !== undefined && !isStar && high === undefined ? within.max : last.value
  if (start < within.min) return fail(`beginning of range (${start}) below minimum (${within.min}): ${text}`)
  if (end > within.max) return fail(`end of range (${end}) above maximum (${within.max}): ${text}`)
  if (start > end) return fail(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step.value === 0) return fail(`step of range should be a positive number: ${text}`)
  return ok({ start, end, step: step.value, star: isStar && step.value === 1 })
}

function numberOf(text: string, { names }: Bounds): Result<number> {
  const at = names?.indexOf(text.toLowerCase()) ?? -1
  return at < 0 ? integer(text) : ok(names!.length === 12 ? at + 1 : at)
}

function integer(text: string): Result<number> {
  if (/^-[0-9]+$/.test(text)) return fail(`negative number (${text}) not allowed: ${text}`)
  return /^\+?[0-9]+$/.test(text)
    ? ok(Number(text))
    : fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
}

const day = seconds(86_400)
/** A schedule that is never due (30 February) is given up after five years, as upstream gives up. */
const horizon = 5 * 366

/** The first time after another at which a schedule is due, in a time zone; null: never. */
export function nextAfter(schedule: Schedule, after: Micros, zone = 'UTC'): Micros | null {
  if (schedule.kind === 'every') return Math.floor(after / 1e6) * 1e6 + schedule.period
  const shift = offsetOf(zone, after)
  const local = after + shift
  for (let count = 0, midnight = startOfDay(local); count <= horizon; count++, midnight += day) {
    if (!isDay(schedule, midnight)) continue
    const found = timeIn(schedule, midnight, local)
    // Clocks may change in between.
    if (found !== null) return found - offsetOf(zone, found - shift)
  }
  return null
}

function startOfDay(local: Micros): Micros {
  return parseTime(`${formatTime(local).slice(0, 10)}T00:00:00Z`)
}

/** 1 January 1970 was a Thursday. */
const dayNumber = (midnight: Micros): number => Math.round((midnight - parseTime('1970-01-01T00:00:00Z')) / day)

function isDay(schedule: Extract<Schedule, { kind: 'fields' }>, midnight: Micros): boolean {
  const date = formatTime(midnight)
  if (!schedule.month.values.has(Number(date.slice(5, 7)))) return false
  const isMonthDay = schedule.day.values.has(Number(date.slice(8, 10)))
  const isWeekday = schedule.weekday.values.has((dayNumber(midnight) + 4) % 7)
  return schedule.day.any || schedule.weekday.any ? isMonthDay && isWeekday : isMonthDay || isWeekday
}

function timeIn(
  { hour, minute }: Extract<Schedule, { kind: 'fields' }>,
  midnight: Micros,
  after: Micros
): Micros | null {
  for (const h of [...hour.values].sort((a, b) => a - b))
    for (const m of [...minute.values].sort((a, b) => a - b)) {
      const at = midnight + seconds(h * 3_600 + m * 60)
      if (at > after) return at
    }
  return null
}

/** Whether a name is one of a time zone. */
export function isZone(zone: string): boolean {
  if (zone === '' || zone.toLowerCase() === 'local') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** An instant as clocks of a zone show it, RFC 3339. */
export function zonedTime(at: Micros, zone = 'UTC'): string {
  const ahead = Math.round(offsetOf(zone, at) / seconds(60))
  if (ahead === 0) return formatTime(at)
  const digits = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0')
  const sign = ahead < 0 ? '-' : '+'
  return formatTime(at + seconds(60 * ahead)).replace(/Z$/, `${sign}${digits(ahead / 60)}:${digits(ahead % 60)}`)
}

/** How far a zone's clocks are ahead of UTC at an instant. */
function offsetOf(zone: string, at: Micros): Micros {
  if (zone === 'UTC' || zone === 'Etc/UTC') return 0
  const utc = formatTime(at)
  const unixMs = Math.round((at - parseTime('1970-01-01T00:00:00Z')) / 1_000)
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit'
  }).formatToParts(unixMs)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00'
  const local = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`
  return parseTime(local) - parseTime(utc)
}
