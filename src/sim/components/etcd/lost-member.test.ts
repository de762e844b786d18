import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import { presetOf, prepare, type Scenario } from '../../../scenarios'
import { createSimulation } from '../../simulation'
import { contextOf } from '../contexts'

/** A run with faults, and what one etcd member logged from a time on. */
function run(preset: string, faults: readonly string[], until: number, flags: Scenario['flags'] = {}) {
  const base = presetOf(preset)!
  const spec = prepare({ ...base, workloads: [], faults: [...faults], flags: { ...base.flags, ...flags } })
  if (!spec.ok) throw new Error(spec.error)
  const { history, breaches } = createSimulation(spec.value)
  history.advance(seconds(until))
  const { head, timeline } = history
  const logged = (id: string, from: number) =>
    timeline.logs
      .filter(({ at, process }) => at >= seconds(from) && head.processes[process]!.id === id)
      .map(({ text }) => text)
  return { head, logged, breaches }
}

describe('a member that lost its data', () => {
  it('refuses to start if it was made with the cluster, and the others serve on', () => {
    const { head, logged, breaches } = run(
      'ha-master-fails',
      ['10s lose-disk master-1', '12s restart master-1/etcd'],
      40,
      { 'static-pods': false }
    )
    const refusals = logged('master-1/etcd', 12).filter((text) => text.includes('has already been bootstrapped'))
    expect(refusals.length).toBeGreaterThan(1)
    expect(contextOf(head.process('master-1/etcd'), 'etcd')?.created ?? null).toBeNull()
    const [second, third] = ['master-2/etcd', 'master-3/etcd'].map((id) => contextOf(head.process(id), 'etcd')!)
    expect(second!.leader).not.toBe('')
    expect(second!.leader).not.toBe('master-1/etcd')
    expect(third!.leader).toBe(second!.leader)
    expect(second!.store.revision).toBeGreaterThan(100)
    expect(breaches).toEqual([])
  }, 60_000)
})

describe('a member that joined and lost its data', () => {
  it('panics at every start, as soon as the leader counts on what it had, and the others serve on', () => {
    const { head, logged, breaches } = run(
      'ha-master-fails',
      ['10s lose-disk master-2', '20s restart master-2/etcd'],
      60,
      {
        'static-pods': false
      }
    )
    const panics = logged('master-2/etcd', 20).filter((text) =>
      /tocommit\(\d+\) is out of range \[lastIndex\(0\)\]. Was the raft log corrupted, truncated, or lost\?/.test(text)
    )
    expect(panics.length).toBeGreaterThan(1)
    expect(contextOf(head.process('master-1/etcd'), 'etcd')!.leader).toBe('master-1/etcd')
    expect(breaches).toEqual([])
  }, 60_000)
})

describe('the only member, after total loss', () => {
  it('begins another cluster, and nothing that was agreed on before counts', () => {
    const { head, breaches } = run(
      'single-master-fails',
      ['10s crash master-1', '11s lose-disk master-1', '20s restart master-1'],
      60,
      { 'static-pods': false }
    )
    const etcd = contextOf(head.process('master-1/etcd'), 'etcd')!
    expect(etcd.created).toBeGreaterThan(0)
    expect(etcd.leader).toBe('master-1/etcd')
    const keys = [...etcd.store.current.keys()]
    // A kubelet registers once in its life, and has no lease without a Node.
    expect(keys.filter((key) => key.startsWith('/registry/nodes/worker'))).toEqual([])
    expect(keys.filter((key) => key.startsWith('/registry/leases/kube-node-lease/worker'))).toEqual([])
    expect(breaches).toEqual([])
  }, 60_000)
})
