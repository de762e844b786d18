import { minutes, seconds, type Micros } from '../../base/time'
import { createSimulation, outputId, type RunSpec } from '../../sim'
import { lineOf } from '../calls'
import type { Output } from './world'

/** How long a command is waited for. */
const patience = minutes(10)

/** Types a command into a run, and gives what it printed. */
export function typeInto(spec: RunSpec, at: Micros, argv: readonly string[]): Output {
  const line = lineOf(argv)
  const typed: RunSpec = { ...spec, kubectl: [...spec.kubectl, { at, line }].sort((a, b) => a.at - b.at) }
  const { history } = createSimulation(typed)
  const own = outputId(typed, { at, line })
  const output = { stdout: '', stderr: '' }
  let read = 0
  for (let until = at; until <= at + patience; until += seconds(1)) {
    history.advance(until)
    for (const { facts } = history.timeline; read < facts.length; read++) {
      const found = facts[read]!
      if (found.fact === 'kubectl-output' && found.detail.id === own) output[found.detail.stream] += found.detail.text
      if (found.fact === 'kubectl-exit' && found.detail.id === own) return { ...output, exit: found.detail.code }
    }
  }
  return { ...output, exit: 1 }
}
