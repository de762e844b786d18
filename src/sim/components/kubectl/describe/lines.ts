import { parseTime, formatTime } from '../../../api/timestamp'
import type { CoreEvent } from '../../../api/types'
import { since } from '../../../api/duration'
import { eventView } from '../../../api/kinds/event/columns'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon, 23 Nov 2026 00:40:22 +0000`: Go's time.RFC1123Z. */
export function longTime(timestamp: string | undefined | null): string {
  if (!timestamp) return '<unset>'
  const at = parseTime(timestamp)
  const text = formatTime(at)
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)Z$/.exec(text)!
  // 2026-01-01, time 0 of every run, is a Thursday.
  const weekday = (((Math.floor(at / 86_400_000_000) + 4) % 7) + 7) % 7
  return `${days[weekday]}, ${day} ${months[Number(month) - 1]} ${year} ${time} +0000`
}

/** `Labels:  a=b` and the further ones below, as printLabelsMultiline does. */
export function mapLines(
  title: string,
  map: Readonly<Record<string, string>> | undefined,
  separator: string,
  indent = ''
): string {
  const pairs = Object.keys(map ?? {})
    .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
    .sort()
    .map((key) => `${key}${separator}${map![key]}`)
  if (pairs.length === 0) return `${indent}${title}:\t<none>\n`
  return pairs.map((pair, i) => `${indent}${i === 0 ? `${title}:` : ''}\t${pair}\n`).join('')
}

/** The table of events at the end of a description, oldest first. Models DescribeEvents. */
export function eventLines(events: readonly CoreEvent[], now: number): string {
  if (events.length === 0) return 'Events:\t<none>\n'
  const sorted = events
    .map((event) => ({ event, view: eventView(event) }))
    .sort((a, b) => parseTime(a.view.last) - parseTime(b.view.last))
  const rows = sorted.map(({ event, view: { times, first, last, from, message } }) => {
    const age = times > 1 ? `${since(last, now)} (x${times} over ${since(first, now)})` : since(first, now)
    return `  ${event.type}\t${event.reason}\t${age}\t${from}\t${message}\n`
  })
  return `Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n${rows.join('')}`
}
