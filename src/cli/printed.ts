import type { Simulation } from '../sim'

/** A kubectl line of a run, and what it printed. Times are seconds. */
export interface PrintedReport {
  readonly at_s: number
  /** As typed, with its `kubectl`. */
  readonly line: string
  readonly stdout: string
  readonly stderr: string
  /** Both as they came, as a terminal shows them. */
  readonly shown: string
  /** Null: it ran still when the run ended. */
  readonly exit: number | null
}

/** Every kubectl line of a run in order of time; of those that set the cluster up, the ones that had something to complain of. */
export function printedIn({ history }: Simulation): PrintedReport[] {
  const found = new Map<string, PrintedReport>()
  for (const { fact, detail, at } of history.timeline.facts) {
    if (fact === 'kubectl-started') {
      const line = `kubectl ${detail.line}`
      found.set(detail.id, { at_s: at / 1e6, line, stdout: '', stderr: '', shown: '', exit: null })
    }
    const known = fact === 'kubectl-output' || fact === 'kubectl-exit' ? found.get(detail.id) : undefined
    if (!known) continue
    if (fact === 'kubectl-output')
      found.set(detail.id, {
        ...known,
        [detail.stream]: known[detail.stream] + detail.text,
        shown: known.shown + detail.text
      })
    else if (fact === 'kubectl-exit') found.set(detail.id, { ...known, exit: detail.code })
  }
  return [...found.values()].filter(({ at_s, stderr, exit }) => at_s >= 0 || stderr !== '' || exit !== 0)
}

/** As a terminal shows it, each line under its time. */
export const printedText = (printed: readonly PrintedReport[]): string =>
  printed
    .map(({ at_s, line, shown, exit }) => {
      const end = exit === 0 ? '' : exit === null ? '(runs still)\n' : `(exit ${exit})\n`
      return `\n${at_s.toFixed(3)} s $ ${line}\n${shown}${end}`
    })
    .join('')
