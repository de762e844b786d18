import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import type { Node, Pod } from './api/types'
import { checkFault } from './faults/check'
import { parseFault } from './faults/parse'
import { createSimulation, forkSimulation, type RunSpec } from './simulation'
import './whole'
import { frameOf } from './view/frame'
import { storedObjects } from './view/truth'

const fault = (text: string) => {
  const read = parseFault(text)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

const spec: RunSpec = {
  cluster: { masters: 1, workers: 2, zones: 2, runtime: 'containerd', loadBalancer: false },
  flags: { 'machine-boot-s': 30 },
  seed: 3,
  manifests: [],
  kubectl: [],
  faults: []
}

const nodes = (world: Parameters<typeof storedObjects>[0]) =>
  storedObjects<Node>(world, 'nodes').map(({ metadata, spec, status }) => ({
    name: metadata.name,
    cidr: spec.podCIDR,
    ip: status?.addresses?.[0]?.address,
    zone: metadata.labels?.['topology.kubernetes.io/zone'],
    ready: status?.conditions?.find(({ type }) => type === 'Ready')?.status
  }))

it('a machine joins a run: it boots, its kubelet registers, and the DaemonSets come to it', () => {
  const { history, breaches } = createSimulation({ ...spec, faults: [fault('5s add worker-3')] })
  history.advance(seconds(90))
  const booting = history.seek(seconds(20))
  expect(nodes(booting).map(({ name }) => name)).toEqual(['master-1', 'worker-1', 'worker-2'])
  expect(frameOf(booting, history.timeline).machines.find(({ id }) => id === 'worker-3')).toMatchObject({
    badge: 'boots',
    role: 'worker',
    zone: 'zone-1'
  })
  const world = history.seek(seconds(90))
  expect(nodes(world).at(-1)).toEqual({
    name: 'worker-3',
    cidr: '10.244.3.0/24',
    ip: '10.0.1.23',
    zone: 'zone-1',
    ready: 'True'
  })
  const pods = storedObjects<Pod>(world, 'pods').filter(({ spec: { nodeName } }) => nodeName === 'worker-3')
  expect(pods.map(({ status }) => status.phase)).toEqual(['Running'])
  expect(pods[0]!.metadata.name).toMatch(/^kube-proxy-/)
  expect(breaches).toEqual([])
  // Before it came there is nothing of it.
  expect(frameOf(history.seek(seconds(4)), history.timeline).machines.map(({ id }) => id)).not.toContain('worker-3')
})

it('a fork in which a machine joins is the run that knew it from the start', () => {
  const whole = createSimulation({ ...spec, faults: [fault('5s add worker-3'), fault('60s remove worker-3')] })
  whole.history.advance(seconds(80))
  const origin = createSimulation(spec)
  origin.history.advance(seconds(70))
  const first = forkSimulation(origin, { faults: [fault('5s add worker-3')] })
  first.history.advance(seconds(65))
  const fork = forkSimulation(first, { faults: [fault('60s remove worker-3')] })
  fork.history.advance(seconds(80))
  expect(fork.history.timeline.digest()).toBe(whole.history.timeline.digest())
  const { machines } = frameOf(whole.history.seek(seconds(61)), whole.history.timeline)
  expect(machines.map(({ id }) => id)).not.toContain('worker-3')
})

it('what a fault names has to be there by then', () => {
  const check = (text: string, others: readonly string[] = []) => {
    const checked = checkFault(fault(text), spec.cluster, spec.flags, others.map(fault))
    return checked.ok ? '' : checked.error
  }
  expect(check('5s add worker-3')).toBe('')
  expect(check('5s add worker-2')).toContain('from the beginning; expected worker-3 or a higher number')
  expect(check('5s add master-2')).toContain('only workers can be added')
  expect(check('9s crash worker-3', ['5s add worker-3'])).toBe('')
  expect(check('4s crash worker-3', ['5s add worker-3'])).toContain('this cluster has no worker-3')
  expect(check('9s add worker-2', ['5s remove worker-2'])).toBe('')
})

it('what strikes a machine that is gone strikes nothing, and says so', () => {
  const faults = ['5s remove worker-2', '6s crash worker-2', '7s restart worker-2/kubelet', '8s add worker-2']
  const { history } = createSimulation({ ...spec, faults: faults.map(fault) })
  history.advance(seconds(60))
  expect(history.seek(seconds(7.5)).machine('worker-2')).toMatchObject({ up: false, gone: true })
  const world = history.seek(seconds(60))
  expect(world.machine('worker-2')).toMatchObject({ up: true, gone: false, bootId: 2 })
  expect(nodes(world).find(({ name }) => name === 'worker-2')).toMatchObject({ ip: '10.0.1.22', cidr: '10.244.1.0/24' })
})
