import { describe, expect, test } from 'vitest'
import { seconds } from '../../../base/time'
import { parseFault } from '../../faults/parse'
import type { Fault } from '../../faults/types'
import { createSimulation, forkSimulation, type Simulation } from '../../simulation'
import type { Lane } from '../types'
import { lanesOf, memberLanesOf } from '.'

const fault = (text: string): Fault => {
  const parsed = parseFault(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}
const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports: [{ port: 80, nodePort: 30080 }]
`
const run = (faults: readonly string[], masters = 3): Simulation =>
  createSimulation({
    cluster: { masters, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: masters > 1 },
    flags: { 'users-rate-per-s': 20 },
    seed: 3,
    manifests: [web],
    kubectl: [],
    faults: faults.map(fault)
  })
const at = ({ spans }: Lane, second: number) =>
  spans.find(({ from, to }) => from <= seconds(second) && to > seconds(second))!
const lanesAfter = ({ history }: Simulation, until: number) => {
  history.advance(seconds(until))
  const lanes = lanesOf(history.timeline, history.head, 0, seconds(until))
  return (id: string) => lanes.find((lane) => lane.id === id)!
}

describe('a master that loses its power', () => {
  const simulation = run(['10s crash master-1'])
  const lane = lanesAfter(simulation, 40)

  test('is said in every lane that feels it, and until when', () => {
    expect(at(lane('load-balancer'), 12).text).toMatch(/1 of 3 connections hangs: master-1 is not known to be DOWN/)
    expect(at(lane('load-balancer'), 39).text).toBe('2 UP, master-1 DOWN')
    expect(at(lane('kube-apiserver'), 39).count).toBe('2/3')
    expect(at(lane('kubelet'), 12).text).toBe('master-1 down, unnoticed')
    const leaders = lane('etcd').spans.map(({ health }) => health)
    expect(leaders).toEqual(['lead', 'none', 'lead'])
    expect(lane('etcd').spans[1]!.text).toMatch(/^no leader for 1\.\d\d s$/)
  })

  test('lanes are without a gap, in order, and end where the run does', () => {
    for (const id of ['load-balancer', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kubelet', 'pods']) {
      const { spans } = lane(id)
      expect(spans[0]!.from).toBe(0)
      expect(spans.at(-1)!.to).toBe(seconds(40))
      spans.slice(1).forEach(({ from }, i) => expect(from).toBe(spans[i]!.to))
    }
  })

  test('reading the record as it grows gives what reading all of it at once gives', () => {
    const other = run(['10s crash master-1'])
    for (let until = 0; until <= 40; until += 3) lanesAfter(other, Math.min(40, until))
    const { history } = other
    history.advance(seconds(40))
    expect(lanesOf(history.timeline, history.head, 0, seconds(40))).toEqual(
      lanesOf(simulation.history.timeline, simulation.history.head, 0, seconds(40))
    )
  })

  test('a fork has lanes of its own, the same up to where it leaves', () => {
    const fork = forkSimulation(simulation, { faults: [fault('20s crash master-2')] })
    const forked = lanesAfter(fork, 40)
    const before = (of: (id: string) => Lane) => of('etcd').spans.filter(({ to }) => to < seconds(20))
    expect(before(forked)).toEqual(before(lane))
    expect(at(forked('etcd'), 39).text).toMatch(/no leader: 1 of 3 are no majority/)
  })

  test('below a group stands each of its processes', () => {
    const { timeline, head } = simulation.history
    const members = memberLanesOf(timeline, head, 'etcd', seconds(20))
    expect(members.map(({ title }) => title)).toEqual(['master-1', 'master-2', 'master-3'])
    expect(members[0]!.spans.at(-1)!.text).toBe('down')
  })
})

test('a backend that nobody has noticed yet is seen in what users feel', () => {
  const lane = lanesAfter(run(['10s crash worker-1'], 1), 30)
  const { step, ok, slow, failed } = lane('users').requests!
  const sum = (values: readonly number[], from: number, to: number) =>
    values.reduce((all, value, i) => (i * step >= seconds(from) && i * step < seconds(to) ? all + value : all), 0)
  expect(sum(failed, 0, 9)).toBe(0)
  expect(sum(ok, 0, 9)).toBeGreaterThan(150)
  expect(sum(failed, 10, 25) + sum(slow, 10, 25)).toBeGreaterThan(20)
  expect(at(lane('pods'), 15).text).toMatch(/went down with/)
  const words = lane('users').spans.map(({ text }) => text)
  expect(words.some((text) => /without a good answer/.test(text))).toBe(true)
})
