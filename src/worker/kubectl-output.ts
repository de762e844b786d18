import { seconds, type Micros } from '../base/time'
import type { Simulation } from '../sim'

type History = Simulation['history']

interface Output {
  readonly output: { at: Micros; stream: 'stdout' | 'stderr'; text: string }[]
  readonly done: boolean
  readonly code: number | null
  /** The time at which it ended, or as far as was waited. */
  readonly until: Micros
}

/** Longest that a typed command is waited for; kubectl itself gives up after 60 s or so. */
const patience = seconds(90)

/** Simulates on until the kubectl that was started at `at` exits, and gives what it printed. */
export function kubectlOutput(history: History, at: Micros, line: string): Output {
  const id = `${at}:${line}`
  const { timeline } = history
  const begun = timeline.facts.length
  const output: Output['output'] = []
  let code: number | null = null
  let read = begun
  let until = at
  while (code === null && until < at + patience) {
    until += seconds(0.05)
    history.advance(until)
    for (; read < timeline.facts.length; read++) {
      const { fact, detail, at: when } = timeline.facts[read]!
      if (fact === 'kubectl-output' && detail.id === id)
        output.push({ at: when, stream: detail.stream, text: detail.text })
      if (fact === 'kubectl-exit' && detail.id === id) code = detail.code
    }
  }
  return { output, done: code !== null, code, until }
}
