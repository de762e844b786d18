import { describe, expect, it } from 'vitest'
import { asWritten } from './as-written'
import type { KubeletContext } from '../context'

const kubelet = (config: Record<string, string | number>): KubeletContext =>
  ({
    config,
    node: 'worker-1',
    machine: 'worker-1',
    cluster: { runtime: 'containerd', masters: [], runtimes: {} },
    ownNode: null,
    nodeStatus: { runtimeVersion: 'containerd://2.2.9' }
  }) as unknown as KubeletContext

const texts = (config: Record<string, string | number>, text: string) =>
  asWritten(kubelet(config), { level: 'I', text }).map((line) => line.text)

describe('a line of a kubelet', () => {
  it('stands where it does in its release, with what is written in the same breath', () => {
    const line = 'kubelet_network.go:60] "Updating Pod CIDR" originalPodCIDR="" newPodCIDR="10.244.1.0/24"'
    expect(texts({}, line)).toEqual([
      'kuberuntime_manager.go:2146] "Updating runtime config through cri with podcidr" CIDR="10.244.1.0/24"',
      'kubelet_network.go:48] "Updating Pod CIDR" originalPodCIDR="" newPodCIDR="10.244.1.0/24"'
    ])
    expect(texts({ release: '1.25' }, line)[1]).toBe(line)
  })

  it('comes with those of its verbosity', () => {
    const first = 'server.go:413] "Kubelet version" kubeletVersion="v1.36.3"'
    const flags = (v: number) => texts({ v }, first).filter((text) => text.includes('FLAG:'))
    expect(flags(0)).toEqual([])
    expect(flags(2)).toContain('flags.go:64] FLAG: --v="2"')
  })

  it('that nothing is known about is left as it is', () => {
    expect(texts({}, 'kubelet.go:1] "Something else" a="b"')).toEqual(['kubelet.go:1] "Something else" a="b"'])
  })
})
