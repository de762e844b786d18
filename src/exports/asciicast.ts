import { toSeconds, type Micros } from '../base/time'
import type { Run } from './run'

/** A kubectl line with what it printed. */
export interface TypedLine {
  readonly at: Micros
  /** As typed. */
  readonly line: string
  readonly output: readonly { readonly at: Micros; readonly text: string }[]
}

const columns = 120
const rows = 32
/** How long typing takes, a character. */
const keySeconds = 0.04

/** A terminal's recording for asciinema: https://docs.asciinema.org/manual/asciicast/v2/. Times are those of the run. */
export function asciicast({ scenario }: Run, typed: readonly TypedLine[]): string {
  const lines = [...typed].sort((a, b) => a.at - b.at)
  const start = lines[0]?.at ?? 0
  const head = { version: 2, width: columns, height: rows, title: scenario.title, idle_time_limit: 2 }
  const events: [number, 'o', string][] = []
  let last = 0
  const write = (seconds: number, text: string) => {
    last = Math.max(last, seconds)
    events.push([Number(last.toFixed(6)), 'o', text])
  }
  for (const { at, line, output } of lines) {
    const typedAt = toSeconds(at - start)
    write(typedAt, '$ ')
    for (const character of line) write(last + keySeconds, character)
    write(last + keySeconds, '\r\n')
    for (const { at: when, text } of output) write(toSeconds(when - start), text.replace(/\r?\n/g, '\r\n'))
  }
  return [head, ...events].map((part) => `${JSON.stringify(part)}\n`).join('')
}

/** The lines that were typed in the run itself, with what they printed up to the instant. */
export function typedIn({ simulation: { history }, shown }: Run): TypedLine[] {
  const found = new Map<string, { at: Micros; line: string; output: { at: Micros; text: string }[] }>()
  for (const { fact, detail, at } of history.timeline.facts) {
    if (at > shown) break
    // Before the run begins the workloads are applied: nobody typed that.
    if (fact === 'kubectl-started' && at >= 0) found.set(detail.id, { at, line: `kubectl ${detail.line}`, output: [] })
    if (fact === 'kubectl-output') found.get(detail.id)?.output.push({ at, text: detail.text })
  }
  return [...found.values()]
}
