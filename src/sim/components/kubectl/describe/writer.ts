import { parseTime, formatTime } from '../../../api/timestamp'
import type { Micros } from '../../../../base/time'
import { humanDuration, since } from '../../../api/duration'
import type { CoreEvent } from '../../../api/types'
import { goSorted } from '../print/go-sort'

type Texts = Readonly<Record<string, string>>

export interface TimedCondition {
  readonly type: string
  readonly status: string
  readonly lastTransitionTime?: string
  readonly reason?: string
  readonly message?: string
}

/** What a description is written to: lines of cells with tabs between them, two blanks a level. Models describe.PrefixWriter. */
export class Writer {
  text = ''

  /** Several levels deeper than whoever made it. */
  constructor(private readonly base = 0) {}

  line(level: number, text: string): void {
    this.text += `${'  '.repeat(level + this.base)}${text}\n`
  }

  /** A title with its value behind a tab. */
  row(level: number, title: string, value: string | number | boolean): void {
    this.line(level, `${title}:\t${value}`)
  }

  /** One value a line, the title before the first. */
  rows(title: string, values: readonly string[], indent = ''): void {
    if (values.length === 0) this.line(0, `${indent}${title}:\t<none>`)
    values.forEach((value, i) => this.line(0, `${indent}${i === 0 ? `${title}:` : ''}\t${value}`))
  }

  labels(title: string, labels: Texts | undefined): void {
    const keys = Object.keys(labels ?? {}).sort()
    if (keys.length === 0) return this.line(0, `${title}:\t<none>`)
    keys.forEach((key, i) => this.line(0, `${i === 0 ? `${title}:` : ''}\t${key}=${labels![key]}`))
  }

  annotations(title: string, annotations: Texts | undefined): void {
    const keys = Object.keys(annotations ?? {})
      .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
      .sort()
    if (keys.length === 0) return this.line(0, `${title}:\t<none>`)
    keys.forEach((key, i) => {
      const before = i === 0 ? `${title}:\t` : '\t'
      const value = annotations![key]!.replace(/\n$/, '')
      if (value.length + key.length + 2 <= longest && !value.includes('\n'))
        return this.line(0, `${before}${key}: ${value}`)
      this.line(0, `${before}${key}:`)
      for (const part of value.split('\n')) this.line(0, `\t  ${shortened(part, longest - 2)}`)
    })
  }

  /** A table: its title, its headers with a rule below, its rows. */
  table(
    level: number,
    headers: readonly string[],
    rules: readonly string[],
    rows: readonly (readonly unknown[])[],
    blank = ''
  ): void {
    this.line(level, headers.join('\t'))
    if (rules.length > 0) this.line(level, rules.join('\t'))
    for (const row of rows) this.line(level, row.join(`${blank}\t`))
  }

  /** Conditions with the times at which they changed. */
  timedConditions(conditions: readonly TimedCondition[]): void {
    this.table(
      1,
      ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'],
      ['----', '------', '------------------', '------', '-------'],
      conditions.map((one) => [
        one.type,
        one.status,
        longTime(one.lastTransitionTime),
        one.reason ?? '',
        one.message ?? ''
      ])
    )
  }

  /** The events at the end, in order of time. Models DescribeEvents. */
  events(events: readonly CoreEvent[] | undefined, now: Micros): void {
    if (events === undefined) return
    if (events.length === 0) return this.line(0, 'Events:\t<none>')
    this.line(0, 'Events:')
    this.line(1, 'Type\tReason\tAge\tFrom\tMessage')
    this.line(1, '----\t------\t----\t----\t-------')
    const last = ({ lastTimestamp }: CoreEvent): number => (lastTimestamp ? parseTime(lastTimestamp) : -Infinity)
    for (const event of goSorted(events, (a, b) => last(a) < last(b))) this.line(1, eventCells(event, now).join('\t'))
  }
}

const longest = 140
const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}...` : text)

function eventCells(event: CoreEvent, now: Micros): readonly string[] {
  const { type = '', reason = '', eventTime, firstTimestamp, lastTimestamp, count = 0, series, source } = event
  const first = since(eventTime ?? firstTimestamp, now)
  const age = series
    ? `${since(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})`
    : count > 1
      ? `${since(lastTimestamp, now)} (x${count} over ${first})`
      : first
  const { fieldPath = '' } = event.involvedObject
  const message = (event.message ?? '').trim()
  const told = fieldPath === '' ? message : `${fieldPath}: ${message}`
  return [type, reason, age, source?.component || event.reportingComponent || '', told]
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon, 23 Nov 2026 00:40:22 +0000`: Go's time.RFC1123Z; a time that is not set is the year 1's first. */
export function longTime(timestamp: string | undefined | null): string {
  if (!timestamp) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const at = parseTime(timestamp)
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)Z$/.exec(formatTime(at))!
  // 2026-01-01, time 0 of every run, is a Thursday.
  const weekday = (((Math.floor(at / 86_400_000_000) + 4) % 7) + 7) % 7
  return `${days[weekday]}, ${day} ${months[Number(month) - 1]} ${year} ${time} +0000`
}

/** How long ago, as `Terminating (lasts …)` says it. */
export const lasts = (timestamp: string, now: Micros): string => humanDuration(now - parseTime(timestamp))

/** `[a b]`: how Go writes a list of texts. */
export const goList = (values: readonly unknown[] | undefined | null): string => `[${(values ?? []).join(' ')}]`

/** `True`, `False`, or that it is not set. */
export const boolText = (value: boolean | undefined): string =>
  value === undefined ? '<unset>' : value ? 'True' : 'False'
