import { seconds } from '../../../base/time'
import { parseFault } from '../../faults/parse'
import type { Flags } from '../../kernel/types'
import { createSimulation, type KubectlCommand } from '../../simulation'

/** Types lines at times in seconds on a cluster of one master and one worker; gives what each printed, and its exit code. */
export function type(lines: readonly (readonly [at: number, line: string])[], fault?: string, flags: Flags = {}) {
  const kubectl = lines.map(([at, line]): KubectlCommand => ({ at: seconds(at), line }))
  const parsed = fault === undefined ? undefined : parseFault(fault)
  const { history } = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags,
    seed: 1,
    manifests: [],
    kubectl,
    faults: parsed?.ok ? [parsed.value] : []
  })
  history.advance(seconds(90))
  return kubectl.map(({ at, line }) => {
    const { facts } = history.timeline
    const id = `${at}:${line}`
    const printed = facts.flatMap((found) =>
      found.fact === 'kubectl-output' && found.detail.id === id ? [found.detail.text] : []
    )
    const end = facts.filter((found) => found.fact === 'kubectl-exit').find(({ detail }) => detail.id === id)
    return { text: printed.join(''), code: end?.detail.code, took: end ? (end.at - at) / 1_000_000 : Infinity }
  })
}
