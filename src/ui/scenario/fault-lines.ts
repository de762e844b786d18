import { toSeconds, type Micros } from '../../base/time'

const startsWithTime = /^\d+(?:\.\d+)?(?:us|µs|ms|s|m|h)/

/** Changes to the list of faults as text: one line each, its time first. */
export const faultLines = {
  replaced: (lines: readonly string[], index: number, line: string): string[] =>
    lines.map((old, i) => (i === index ? line : old)),

  without: (lines: readonly string[], index: number): string[] => lines.filter((_, i) => i !== index),

  /** A line without a time happens at `now`, in whole milliseconds. */
  withTime: (text: string, now: Micros): string => {
    const line = text.trim()
    return startsWithTime.test(line) ? line : `${Number(toSeconds(now).toFixed(3))}s ${line}`
  }
}
