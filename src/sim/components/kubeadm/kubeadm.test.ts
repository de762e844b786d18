import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation, type KubectlCommand, type Simulation } from '../..'
import type { Node, Pod } from '../../api/types'
import { storedObjects } from '../../view/truth'

/** One master and one worker that were installed with an older version, and lines that somebody types on them. */
function run(
  version: string,
  until: number,
  lines: readonly (readonly [at: number, on: string, line: string])[]
): Simulation {
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'kubernetes-version': version, 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl: lines.map(([at, on, line]): KubectlCommand => ({ at: seconds(at), on, line })),
    faults: []
  })
  simulation.history.advance(seconds(until))
  expect(simulation.breaches).toEqual([])
  return simulation
}

const printed = ({ history }: Simulation): string =>
  history.timeline.facts
    .map(({ fact, detail }) => (fact === 'tool-output' && 'text' in detail ? detail.text : ''))
    .join('')
const codes = ({ history }: Simulation): readonly number[] =>
  history.timeline.facts.flatMap(({ fact, detail }) => (fact === 'tool-exit' ? [detail.code] : []))
const kubelets = ({ history }: Simulation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    storedObjects<Node>(history.head, 'nodes').map(({ metadata, status }) => [
      metadata.name,
      status!.nodeInfo!.kubeletVersion
    ])
  )
const images = ({ history }: Simulation): Readonly<Record<string, string>> =>
  Object.fromEntries(
    storedObjects<Pod>(history.head, 'pods').map(({ metadata, spec }) => [
      metadata.name.replace(/-[a-z0-9]{5}$/, ''),
      spec.containers[0]!.image!.replace(/^.*:/, '')
    ])
  )

describe('an upgrade of a master', () => {
  const upgraded = run('v1.35.4', 400, [
    [1, 'master-1', 'apt-get install -y kubeadm=1.36.3-1.1'],
    [5, 'master-1', 'kubeadm upgrade apply v1.36.3 -y'],
    [200, 'master-1', 'apt-get install -y kubelet=1.36.3-1.1'],
    [210, 'worker-1', 'apt-get install -y kubeadm=1.36.3-1.1'],
    [215, 'worker-1', 'kubeadm upgrade node']
  ])

  it('ends well, says what it does in the order in which it does it, and replaces each component of the control plane', () => {
    const text = printed(upgraded)
    expect(text).toContain('[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "v1.36.3".')
    const order = [...text.matchAll(/Component "([\w-]+)" upgraded successfully/g)].map(([, name]) => name)
    expect(order).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
    expect(images(upgraded)).toMatchObject({
      'etcd-master-1': '3.6.8-0',
      'kube-apiserver-master-1': 'v1.36.3',
      'kube-scheduler-master-1': 'v1.36.3',
      'kube-proxy': 'v1.36.3'
    })
  })

  it('leaves kubelets what they are until they are started anew with what was installed', () => {
    expect(kubelets(upgraded)).toEqual({ 'master-1': 'v1.35.4', 'worker-1': 'v1.35.4' })
    expect(printed(upgraded)).toContain('[upgrade/control-plane] Skipping phase. Not a control plane node.')
  })

  it('has each process say its own version', () => {
    expect(printed(run('v1.35.4', 30, [[1, 'master-1', 'curl -k https://10.0.0.11:6443/version']]))).toContain(
      '"gitVersion": "v1.35.4"'
    )
    expect(upgraded.history.head.process('master-1/kube-apiserver').parent?.version).toBe('v1.36.3')
  })

  it('is known from a copy of the process in its midst as from the process itself', () => {
    const { history } = run('v1.36.2', 60, [[5, 'master-1', 'kubeadm upgrade apply v1.36.2 -y']])
    const copied = history.seek(seconds(9)).clone(history.timeline)
    expect(copied.process('master-1/kubeadm').context).toBeDefined()
    expect(codes({ history } as Simulation)).toEqual([0])
  })
})

describe('kubeadm refuses', () => {
  it('a minor release more than its own, and one that is skipped', () => {
    const old = run('v1.34.8', 60, [
      [1, 'master-1', 'kubeadm upgrade apply v1.35.6 -y'],
      [30, 'master-1', 'kubeadm upgrade apply v1.36.3 -y --force']
    ])
    expect(codes(old)).toEqual([1, 1])
    expect(printed(old)).toContain('is at least one minor release higher than the kubeadm minor release (35 > 34)')
    expect(printed(old)).toContain('kubeadm can upgrade only 1 minor version at a time')
  })

  it('to join a machine that is part of the cluster, and a kubelet that is newer than the control plane', () => {
    const joined = run('v1.35.4', 200, [
      [
        1,
        'worker-1',
        'kubeadm join 10.0.0.11:6443 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification'
      ],
      [5, 'worker-1', 'kubeadm reset -f'],
      [40, 'worker-1', 'apt-get install -y kubelet=1.36.3-1.1'],
      [50, 'master-1', 'kubeadm token create abcdef.0123456789abcdef'],
      [
        60,
        'worker-1',
        'kubeadm join 10.0.0.11:6443 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification'
      ],
      [70, 'worker-1', 'apt-get install -y --allow-downgrades kubelet=1.35.4-1.1'],
      [
        80,
        'worker-1',
        'kubeadm join 10.0.0.11:6443 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification'
      ]
    ])
    const text = printed(joined)
    expect(text).toContain('[ERROR Port-10250]: Port 10250 is in use')
    expect(text).toContain('the kubelet version is higher than the control plane version')
    expect(text).toContain('This node has joined the cluster:')
    expect(codes(joined)).toEqual([1, 0, 0, 0, 1, 0, 0])
  })
})
