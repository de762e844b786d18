import { describe, expect, it } from 'vitest'
import { seconds } from '../base/time'
import { presetOf, prepare } from '../scenarios'
import { contextOf } from './components/contexts'
import { createSimulation } from './index'

const file = (kind: string) => `/etc/kubernetes/manifests/${kind}.yaml`
/** Somebody adds a line to a static pod's command. */
const add = (at: number, machine: string, kind: string, line: string) =>
  `${at}s ssh ${machine} sed -i '/- ${kind}$/a\\    - ${line}' ${file(kind)}`

/** An API server that is told to end takes its pod's 30 s. */
function run(commands: readonly string[], until = 70) {
  const spec = prepare({ ...presetOf('ha-master-fails')!, commands, faults: [] })
  if (!spec.ok) throw new Error(spec.error)
  const { history, breaches } = createSimulation(spec.value)
  history.advance(seconds(until))
  const api = (machine: string) =>
    contextOf(history.head.process(`${machine}/kube-apiserver`), 'kube-apiserver')!.settings
  const etcd = (machine: string) => contextOf(history.head.process(`${machine}/etcd`), 'etcd')!.settings
  const managers = ['master-1', 'master-2', 'master-3'].map(
    (machine) =>
      contextOf(history.head.process(`${machine}/kube-controller-manager`), 'kube-controller-manager')?.config
  )
  const unhealthy = [...(contextOf(history.head.process('master-2/etcd'), 'etcd')?.store.current.values() ?? [])]
    .filter(({ key }) => key.startsWith('/registry/events/kube-system/kube-apiserver-master-1.'))
    .map(({ value }) => (value as { readonly message?: string }).message)
  return { api, etcd, managers, breaches, unhealthy, logs: history.timeline.logs.map(({ text }) => text) }
}

describe('a flag in a static pod’s manifest', () => {
  it('is that one process’s, from its next start on', () => {
    const found = run([
      add(1, 'master-1', 'kube-apiserver', '--max-requests-inflight=7'),
      add(1, 'master-1', 'kube-apiserver', '--max-mutating-requests-inflight=3'),
      add(2, 'master-2', 'etcd', '--heartbeat-interval=200'),
      add(2, 'master-2', 'etcd', '--election-timeout=2s'),
      `3s ssh master-2 sed -i 's/--snapshot-count=10000/--snapshot-count=500/' ${file('etcd')}`,
      add(4, 'master-3', 'kube-controller-manager', '--node-monitor-grace-period=1m20s')
    ])
    expect([found.api('master-1').maxReads, found.api('master-1').maxWrites]).toEqual([7, 3])
    expect([found.api('master-2').maxReads, found.api('master-2').maxWrites]).toEqual([400, 200])
    const { heartbeatMs, electionTicks, snapshotCount } = found.etcd('master-2')
    expect([heartbeatMs, electionTicks, snapshotCount]).toEqual([200, 10, 500])
    expect([found.etcd('master-1').heartbeatMs, found.etcd('master-1').snapshotCount]).toEqual([100, 10_000])
    expect(found.managers[2]?.['node-monitor-grace-period']).toBe(80)
    expect(found.managers[0]?.['node-monitor-grace-period']).not.toBe(80)
    expect(found.breaches).toEqual([])
  }, 120_000)

  it('fails the kubelet’s probes where nobody may ask without credentials', () => {
    const found = run([add(1, 'master-1', 'kube-apiserver', '--anonymous-auth=false')])
    expect(found.unhealthy).toContain('Startup probe failed: HTTP probe failed with statuscode: 401')
    expect(found.breaches).toEqual([])
  }, 120_000)

  it('keeps a process from running if it cannot be read', () => {
    const found = run([add(1, 'master-1', 'kube-apiserver', '--max-requests-inflight=many')])
    expect(found.logs).toContain('panic: invalid argument "many" for "--max-requests-inflight" flag: parse error')
    expect(found.breaches).toEqual([])
  }, 120_000)
})
