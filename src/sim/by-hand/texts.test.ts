import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import { parseFault } from '../faults/parse'
import { createSimulation, forkSimulation, type KubectlCommand } from '../simulation'
import type { Fault } from '../faults/types'
import type { Node } from '../api/types'
import { storedObjects } from '../view/truth'
import '../whole'

const origin = createSimulation({
  cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'api-probes': false, 'client-rate-per-s': 0 },
  seed: 1,
  manifests: [],
  kubectl: [],
  faults: []
})
origin.history.advance(0)

const path = '/var/lib/kubelet/config.yaml'
const on = (at: number, line: string, stdin?: string): KubectlCommand => ({
  at: seconds(at),
  line,
  on: 'worker-1',
  ...(stdin !== undefined && { stdin })
})

function after(until: number, kubectl: readonly KubectlCommand[], restarts: readonly number[]) {
  const faults = restarts
    .map((at) => parseFault(`${at}s restart worker-1/kubelet`))
    .map((read) => (read as { value: Fault }).value)
  const fork = forkSimulation(origin, { kubectl, faults })
  fork.history.advance(seconds(until))
  expect(fork.breaches).toEqual([])
  const { head, timeline } = fork.history
  const { index } = head.process('worker-1/kubelet')
  return {
    node: storedObjects<Node>(head, 'nodes').find(({ metadata }) => metadata.name === 'worker-1')!,
    logs: timeline.logs.filter(({ process }) => process === index).map(({ text }) => text),
    starts: timeline.lives
      .filter(({ at, process, status }) => at > 0 && process === index && status === 'running')
      .map(({ at }) => at / 1e6)
  }
}

describe('a kubelet’s config.yaml that somebody edits', () => {
  it('counts from the kubelet’s next start on', () => {
    const edit = on(1, `sed -i 's/^syncFrequency: 0s/maxPods: 7/' ${path}`)
    expect(after(15, [edit], []).node.status.capacity?.pods).toBe('110')
    expect(after(15, [edit], [2]).node.status.capacity?.pods).toBe('7')
  })

  it('ends the kubelet every ten seconds if it cannot be read, and is mended by another', () => {
    const found = after(60, [on(1, `tee -a ${path}`, 'maxPods: "7"\n'), on(30, `sed -i '/maxPods/d' ${path}`)], [2])
    expect(found.starts).toEqual([2, 12, 22, 32])
    expect(found.logs.filter((text) => text.includes('"command failed"'))).toHaveLength(3)
    expect(found.node.status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
  })

  it('is not there after rm', () => {
    expect(after(5, [on(1, `rm ${path}`)], [2]).logs.at(-1)).toContain('config.yaml: no such file or directory')
  })
})
