import { toSeconds, type Micros } from '../../base/time'

const startsWithTime = /^\d+(?:\.\d+)?(?:us|µs|ms|s|m|h)/

/** A line of the list of faults; one without a time happens at `now`, in whole milliseconds. */
export function lineWithTime(text: string, now: Micros): string {
  const line = text.trim()
  return startsWithTime.test(line) ? line : `${Number(toSeconds(now).toFixed(3))}s ${line}`
}
