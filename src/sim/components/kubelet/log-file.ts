import { parseTime } from '../../api/timestamp'
import type { Micros } from '../../../base/time'

/** Which part of a log is asked for. Models core/v1 PodLogOptions. */
export interface LogOptions {
  readonly timestamps?: boolean
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
}

/** A line of a container's log file, its end included if it has one. */
export interface LogLine {
  /** As the runtime wrote it; empty: nobody noted when. */
  readonly time: string
  readonly text: string
}

/** Reads a log file as a container runtime writes it: `TIME STREAM F|P TEXT`. Models kuberuntime/logs parseCRILog. */
export function parseLog(file: string): LogLine[] {
  return file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time = '', , tag = 'F', ...words] = line.split(' ')
      return { time, text: words.join(' ') + (tag.startsWith('P') ? '' : '\n') }
    })
}

/** Lines of a text of which no times are known. */
export const plainLines = (text: string): LogLine[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => ({ time: '', text: line }))

/** What a client gets of a log. Models kuberuntime/logs ReadLogs. */
export function logText(lines: readonly LogLine[], options: LogOptions, now: Micros): string {
  const { timestamps = false, tailLines, limitBytes, sinceSeconds, sinceTime } = options
  const since =
    sinceTime !== undefined
      ? parseTime(sinceTime)
      : sinceSeconds !== undefined
        ? now - sinceSeconds * 1_000_000
        : undefined
  const last = tailLines === undefined ? lines : tailLines === 0 ? [] : lines.slice(-tailLines)
  const shown = since === undefined ? last : last.filter(({ time }) => time === '' || parseTime(time) >= since)
  const text = shown.map((line) => (timestamps && line.time !== '' ? `${fixed(line.time)} ` : '') + line.text).join('')
  return limitBytes === undefined ? text : text.slice(0, limitBytes)
}

/** With nine digits behind the second. */
const fixed = (time: string): string =>
  time.replace(/(?:\.(\d+))?Z$/, (_, digits: string | undefined) => `.${(digits ?? '').padEnd(9, '0')}Z`)
