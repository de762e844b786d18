import { expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { createSimulation, type KubectlCommand } from '../../simulation'
import { contextOf } from '../contexts'
import { caHash } from './token'
import '../../whole'

const key = 'ab'.repeat(32)
const token = 'abcdef.0123456789abcdef'
const join = (certificateKey: string) =>
  `kubeadm join 10.0.0.10:6443 --token ${token} --discovery-token-ca-cert-hash ${caHash} --control-plane --certificate-key ${certificateKey}`

it('a master that was reset leaves etcd, and joins again with the key of the certificates: it learns, votes and serves', () => {
  const lines: readonly (readonly [number, string, string])[] = [
    [1, 'master-3', 'kubeadm reset -f'],
    [10, 'master-1', `kubeadm token create ${token}`],
    [12, 'master-3', join(key)],
    [14, 'master-1', `kubeadm init phase upload-certs --upload-certs --certificate-key ${key}`],
    [16, 'master-3', join('cd'.repeat(32))],
    [20, 'master-3', join(key)]
  ]
  const { history, breaches } = createSimulation({
    cluster: { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true },
    flags: { 'api-probes': false, 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl: lines.map(([at, on, line]): KubectlCommand => ({ at: seconds(at), on, line })),
    faults: []
  })
  const voters = () => contextOf(history.head.process('master-1/etcd'), 'etcd')!.raft.tracker.config.voters
  history.advance(seconds(9))
  expect(voters()).toEqual([1, 2])
  history.advance(seconds(90))
  expect(voters()).toEqual([1, 2, 4])
  const printed = history.timeline.facts
    .map(({ fact, detail }) => (fact === 'tool-output' && 'text' in detail ? detail.text : ''))
    .join('')
  expect(printed).toContain('Secret "kubeadm-certs" was not found in the "kube-system" Namespace')
  expect(printed).toContain('cipher: message authentication failed')
  expect(printed).toContain('This node has joined the cluster and a new control plane instance was created')
  for (const kind of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'])
    expect(history.head.process(`master-3/${kind}`).status, kind).toBe('running')
  expect(breaches).toEqual([])
}, 300_000)
