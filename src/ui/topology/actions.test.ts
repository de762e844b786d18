import { expect, test } from 'vitest'
import type { MachineView, ProcessView } from '../../store'
import { machineActions, podActions, processActions } from './actions'

const process = (id: string): ProcessView => ({
  id,
  kind: 'etcd',
  title: id,
  detail: '',
  health: 'ok',
  leads: false,
  state: 'following',
  status: 'running'
})
const machine = (id: string, more: Partial<MachineView> = {}): MachineView => ({
  id,
  role: 'master',
  zone: '',
  up: true,
  paused: false,
  health: 'ok',
  badge: 'ready',
  processes: [process(`${id}/etcd`)],
  pods: [],
  clockSkew: 0,
  ...more
})
const others = [machine('master-2'), machine('worker-1', { role: 'worker', processes: [] })]
const faults = (actions: readonly { fault?: string }[]) => actions.map(({ fault }) => fault)

test('a machine that runs can be crashed, and be cut off from everybody', () => {
  expect(faults(machineActions(machine('master-1'), others, false).main)).toEqual([
    'crash master-1',
    'restart master-1',
    'partition master-1 | master-2,worker-1',
    'pause master-1',
    'slow-disk master-1 20x',
    'skew-clock master-1 +30s'
  ])
})

test('what was done to a machine can be undone', () => {
  const { main } = machineActions(machine('master-1', { paused: true, clockSkew: 30_000_000 }), others, true)
  expect(faults(main)).toContain('heal master-1')
  expect(faults(main)).toContain('resume master-1')
  expect(faults(main)).toContain('skew-clock master-1 +0s')
  expect(faults(machineActions(machine('master-1', { up: false }), others, false).main)).toEqual(['restart master-1'])
})

test('a process can lose the next message of a peer of its kind', () => {
  const { main, more } = processActions(process('master-1/etcd'), machine('master-1'), others)
  expect(faults(main)[0]).toBe('kill master-1/etcd')
  expect(faults(more)).toEqual(['drop master-1/etcd -> master-2/etcd', 'drop master-2/etcd -> master-1/etcd'])
})

test('a pod is deleted by kubectl, its container killed by a fault', () => {
  const { main } = podActions({
    key: 'shop/web-1',
    node: 'worker-1',
    status: 'Running',
    shape: 'ready',
    alive: true,
    app: 'web',
    restarts: 0,
    claims: []
  })
  expect(main.map(({ fault, kubectl }) => fault ?? kubectl)).toEqual([
    'kill-container shop/web-1',
    'fill-memory shop/web-1 1Gi',
    'delete pod web-1 -n shop --wait=false'
  ])
})

test('K R S P C mean the same on machines and processes', () => {
  const keys = ({ main, machine: ofMachine, more }: ReturnType<typeof processActions>) =>
    Object.fromEntries([...main, ...ofMachine, ...more].flatMap(({ key, fault }) => (key ? [[key, fault]] : [])))
  expect(keys(processActions(process('master-1/etcd'), machine('master-1'), others))).toEqual({
    K: 'kill master-1/etcd',
    R: 'restart master-1/etcd',
    S: 'stop master-1/etcd',
    P: 'pause master-1/etcd',
    C: 'crash master-1'
  })
  expect(keys(machineActions(machine('master-1'), others, false))).toEqual({
    C: 'crash master-1',
    R: 'restart master-1',
    P: 'pause master-1',
    K: 'kill master-1',
    S: 'stop master-1'
  })
})
