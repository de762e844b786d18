import { describe, expect, it } from 'vitest'
import { seconds } from '../../base/time'
import type { Pod } from '../api/types'
import { createSimulation, forkSimulation, parseFault, type Fault, type KubectlCommand, type Simulation } from '..'
import { inject } from '../kernel/react'
import type { SimEvent } from '../kernel/types'
import { storedObjects } from '../view/truth'
import { frameOf } from '../view/frame'

/** One master, one worker, nobody who looks: what kubeadm has made, and what becomes of it. */
const origin = run([], [])

function run(faults: readonly string[], kubectl: readonly KubectlCommand[]): Simulation {
  const simulation = createSimulation({
    cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'api-probes': false, 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl,
    faults: faults.map(fault)
  })
  simulation.history.advance(0)
  return simulation
}

function fault(text: string): Fault {
  const parsed = parseFault(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

/** The same cluster with something done to it, until a time in seconds. */
function after(until: number, ...extra: readonly (Fault | KubectlCommand)[]): Simulation {
  const forked = forkSimulation(origin, {
    faults: extra.filter((one): one is Fault => 'kind' in one),
    kubectl: extra.filter((one): one is KubectlCommand => 'line' in one)
  })
  forked.history.advance(seconds(until))
  expect(forked.breaches).toEqual([])
  return forked
}

/** When a process began to run, from time 0 on, in seconds. */
const starts = ({ history }: Simulation, id: string): number[] =>
  history.timeline.lives
    .filter(({ at, process, status }) => at > 0 && status === 'running' && history.head.processes[process]!.id === id)
    .map(({ at }) => at / 1_000_000)

const printed = ({ history }: Simulation): string =>
  history.timeline.facts
    .map((found) => (found.fact === 'kubectl-output' && 'text' in found.detail ? found.detail.text : ''))
    .join('')

const kubectl = (at: number, line: string): KubectlCommand => ({ at: seconds(at), line })
const podsOf = ({ history }: Simulation) => storedObjects<Pod>(history.head, 'pods')
const restartsOf = (simulation: Simulation, name: string) =>
  podsOf(simulation).find(({ metadata }) => metadata.name === name)?.status.containerStatuses?.[0]?.restartCount

describe('a cluster as kubeadm makes it', () => {
  it('has mirror pods of the control plane, and kube-proxy on every node', () => {
    const pods = podsOf(origin).filter(({ spec }) => spec.hostNetwork)
    const names = pods.map(({ metadata, spec }) =>
      metadata.name!.replace(/^kube-proxy-.*/, `kube-proxy on ${spec.nodeName}`)
    )
    expect(names.sort()).toEqual([
      'etcd-master-1',
      'kube-apiserver-master-1',
      'kube-controller-manager-master-1',
      'kube-proxy on master-1',
      'kube-proxy on worker-1',
      'kube-scheduler-master-1'
    ])
    for (const { metadata, spec, status } of pods) {
      expect(status.phase, metadata.name).toBe('Running')
      expect(status.conditions?.find(({ type }) => type === 'Ready')?.status, metadata.name).toBe('True')
      expect(status.containerStatuses?.[0]?.restartCount, metadata.name).toBe(0)
      expect(metadata.namespace).toBe('kube-system')
      if (metadata.name!.startsWith('kube-proxy')) continue
      expect(metadata.labels).toMatchObject({ tier: 'control-plane' })
      expect(metadata.annotations?.['kubernetes.io/config.mirror']).toBe(
        metadata.annotations?.['kubernetes.io/config.hash']
      )
      expect(metadata.ownerReferences).toMatchObject([{ kind: 'Node', name: 'master-1' }])
      expect(spec.priorityClassName).toBe('system-node-critical')
    }
  })

  it('is drawn as processes on their machines, not as pods besides', () => {
    const { machines, pods } = frameOf(origin.history.head, origin.history.timeline)
    // CoreDNS has addresses of its own: its pods are drawn as pods.
    expect(pods.total).toBe(2)
    const master = machines.find(({ id }) => id === 'master-1')!
    expect(master.badge).toBe('ready')
    expect(master.processes.map(({ kind }) => kind as string).sort()).toEqual([
      'container-runtime',
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-proxy',
      'kube-scheduler',
      'kubelet'
    ])
  })

  it.each(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'])(
    '%s is started again by its kubelet: at once the first time, then with a back-off',
    (kind) => {
      const id = `master-1/${kind}`
      const simulation = after(70, fault(`1s kill ${id}`), fault(`20s kill ${id}`))
      const [first, second, ...more] = starts(simulation, id)
      expect(first).toBeLessThan(4)
      expect(second).toBeGreaterThan(30)
      expect(second).toBeLessThan(60)
      expect(more).toEqual([])
    }
  )

  it('goes on without an API: what dies while etcd is away comes back all the same', () => {
    const simulation = after(20, fault('1s pause master-1/etcd'), fault('2s kill master-1/kube-scheduler'))
    expect(starts(simulation, 'master-1/kube-scheduler')).toHaveLength(1)
  })

  it('stays down without its kubelet, and comes back with it', () => {
    const away = [fault('1s kill master-1/kubelet'), fault('2s kill master-1/kube-scheduler')]
    expect(starts(after(30, ...away), 'master-1/kube-scheduler')).toEqual([])
    expect(starts(after(60, ...away, fault('31s restart master-1/kubelet')), 'master-1/kube-scheduler')).toHaveLength(1)
  })

  it('kills what hangs when its liveness probe has failed eight times', () => {
    const simulation = after(200, fault('1s pause master-1/kube-controller-manager'))
    const [again, ...more] = starts(simulation, 'master-1/kube-controller-manager')
    expect(again).toBeGreaterThan(100)
    expect(again).toBeLessThan(175)
    expect(more).toEqual([])
    expect(restartsOf(simulation, 'kube-controller-manager-master-1')).toBe(1)
  })

  it('makes a mirror pod anew that somebody deletes; its container is untouched', () => {
    const simulation = after(30, kubectl(1, '-n kube-system delete pod kube-scheduler-master-1'))
    expect(starts(simulation, 'master-1/kube-scheduler')).toEqual([])
    const find = (one: Simulation) => podsOf(one).find(({ metadata }) => metadata.name === 'kube-scheduler-master-1')
    expect(find(simulation)?.status.phase).toBe('Running')
    expect(find(simulation)?.metadata.uid).not.toBe(find(origin)?.metadata.uid)
  })

  it('shows what the processes print, and lets run in their containers what their images hold', () => {
    const text = printed(
      after(
        10,
        kubectl(1, '-n kube-system logs kube-apiserver-master-1'),
        kubectl(3, '-n kube-system exec etcd-master-1 -- sh -c ls')
      )
    )
    expect(text).toMatch(/I0101 \d\d:\d\d:\d\d\.\d{6} {7}1 Serving securely on \[::\]:6443\n/)
    expect(text).toContain('exec: "sh": executable file not found in $PATH')
  })

  it('ends with its manifest, and begins with it', () => {
    const simulation = after(0.1, kubectl(0.05, 'version'))
    const { head } = simulation.history
    const write = (pod: unknown) =>
      inject(
        head,
        head.process('master-1/kubelet'),
        { type: 'kubelet.manifest', file: 'kube-scheduler.yaml', pod } as SimEvent,
        -1
      )
    const manifest = head.process('master-1/kubelet').disk['/etc/kubernetes/manifests/kube-scheduler.yaml']?.value
    write(null)
    simulation.history.advance(seconds(10))
    expect(head.process('master-1/kube-scheduler').status).toBe('stopped')
    expect(head.process('master-1/kube-scheduler').exitCode).toBe(0)
    write(manifest)
    simulation.history.advance(seconds(40))
    expect(head.process('master-1/kube-scheduler').status).toBe('running')
  })

  it('complains of a manifest that holds no pod, each file-check-frequency', () => {
    const simulation = after(0.1, kubectl(0.05, 'version'))
    const { head, timeline } = simulation.history
    const pod = { metadata: { name: 'bad' }, spec: { containers: [{ name: 'A_b', image: 'nginx' }] } }
    inject(head, head.process('master-1/kubelet'), { type: 'kubelet.manifest', file: 'bad.yaml', pod } as SimEvent, -1)
    simulation.history.advance(seconds(50))
    const lines = timeline.logs.filter(({ text }) => text.includes('Could not process manifest file'))
    expect(lines.map(({ at }) => Math.round(at / 1_000_000))).toEqual([0, 20, 40])
    expect(lines[0]!.text).toContain('spec.containers[0].name: Invalid value: \\"A_b\\"')
  })
})
