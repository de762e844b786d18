import { appendFileSync } from 'node:fs'
import { it } from 'vitest'
import { seconds } from '../base/time'
import { presetOf, prepare } from '../scenarios'
import { createSimulation } from './simulation'

const run = (faults: string[], from: number, to: number, lines: (t: number) => string, verbose = false) => {
  const preset = presetOf('ha-master-fails')!
  const spec = prepare({ ...preset, faults, workloads: [] })
  if (!spec.ok) throw new Error(spec.error)
  const kubectl = []
  for (let t = from; t <= to; t += 10) kubectl.push({ at: seconds(t), line: lines(t) })
  const { history } = createSimulation({ ...spec.value, kubectl })
  history.advance(seconds(to + 60))
  const tl = history.timeline
  const out: string[] = []
  for (const fact of tl.facts ?? []) {
    if (fact.fact === 'kubectl-output' || fact.fact === 'kubectl-exit')
      out.push(`${(fact.at / 1e6).toFixed(1)} ${fact.detail.id} ${fact.detail.text ?? fact.detail.code}`.trim())
  }
  appendFileSync('/tmp/repro.out', [faults.join('; '), '\n' + out.join('\n')].join('') + '\n')
}
it('x', () => {
  run(['10s crash master-1', '20s lose-disk master-1', '25s restart master-1'], 15, 120, (t) => `create configmap c${t}`)
  run(['10s lose-disk master-1', '10s restart master-1'], 15, 120, (t) => `create configmap c${t}`)
}, 600000)
