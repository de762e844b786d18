import { expect } from 'vitest'
import { seconds } from '../../base/time'
import { createSimulation } from '..'

/** Seconds from one line to the next, and until the first. */
const [apart, first] = [10, 30]

/** What kubectl prints of each line: they are typed one after the other on a small cluster that holds these objects. */
export function typedOn(manifests: string, lines: readonly string[]): string[] {
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [manifests],
    kubectl: lines.map((line, i) => ({ at: seconds(first + i * apart), line })),
    faults: []
  })
  history.advance(seconds(first + lines.length * apart))
  expect(breaches).toEqual([])
  const printed = lines.map(() => '')
  for (const { at, fact, detail } of history.timeline.facts)
    if (fact === 'kubectl-output') {
      const line = Math.floor((at - seconds(first)) / seconds(apart))
      if (line >= 0) printed[line] += detail.text
    }
  return printed
}
