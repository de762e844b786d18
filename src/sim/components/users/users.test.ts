import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { seconds, toSeconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/test-actions'
import {
  clockAtStart,
  type Boot,
  type Flags,
  type Message,
  type ProcessContext,
  type SimEvent
} from '../../kernel/types'
import { fakeApi } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import type { Users } from './context'
import { machine } from './machine'
import { trafficOf } from './view'

const workers = ['worker-1', 'worker-2', 'worker-3']

const service = (namespace: string, name: string, ports: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { ports: [ports] }
})
/** One Service that can be reached from outside, and one that cannot. */
const api = fakeApi({
  latency: 0,
  deeds: [service('default', 'kubernetes', { port: 443 }), service('team', 'shop', { port: 80, nodePort: 30080 })].map(
    (object) => ({ at: seconds(-5), resource: 'services', object })
  )
})

/** A worker that answers every request itself. */
const linux = setup({
  types: { context: {} as ProcessContext, events: {} as SimEvent, input: {} as Boot },
  actions: {
    answer: act<ProcessContext, SimEvent & { from: string; id: number }>(({ self }, { from, id }, out) => {
      const node = self.split('/')[0]!
      out.send(from, { type: 'traffic.response', id, code: 200, pod: `default/web-${node}`, node, hops: [] } as Message)
    })
  }
}).createMachine({
  id: 'linux',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
  on: { 'traffic.request': { actions: 'answer' } }
})

function run(faults: readonly Fault[], flags: Flags = {}, until = seconds(60)) {
  const history = runBench(
    {
      startAt: seconds(-5),
      flags: { 'users-start-s': 0, ...flags },
      faults,
      cluster: { workers },
      machines: { 'kube-apiserver': api, linux, users: machine },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        ...workers.map((name) => ({ id: `${name}/linux`, kind: 'linux', startDelay: 0 })),
        { id: 'users/traffic', kind: 'users', startDelay: 0 }
      ]
    },
    until
  )
  const facts = (name: string) =>
    history.timeline.facts
      .filter((found) => found.fact === name)
      .map(({ at, detail }) => ({ at: toSeconds(at), ...detail }))
  const users = history.head.process('users/traffic')
  return {
    facts,
    traffic: trafficOf(users.context as Users, clockAtStart + until),
    leaf: users.table.leaves[users.leaf],
    history
  }
}
/** Every worker hangs for a while. */
const hang = (from: number, to: number): Fault[] =>
  workers.flatMap((name): Fault[] => [
    { kind: 'pause', at: seconds(from), target: `${name}/linux` },
    { kind: 'resume', at: seconds(to), target: `${name}/linux` }
  ])
const crash = (machineId: string, at: number): Fault => ({ kind: 'crash', at: seconds(at), machine: machineId })

describe('users', () => {
  it('find the Services that can be reached from outside, whatever their names, and are answered at their rate', () => {
    const { traffic, history } = run([], {}, seconds(10))
    expect(traffic.requests).toBe(200)
    expect(traffic.ok).toBe(200)
    expect(traffic.longestOutageS).toBe(0)
    const { targets, served } = (history.head.process('users/traffic').context as Users).traffic
    expect(targets).toEqual([{ service: 'team/shop', nodePort: 30080 }])
    expect([...served.get('team/shop')!.pods.keys()].sort()).toEqual(workers.map((name) => `default/web-${name}`))
  })

  it('are those of one Service only if that is asked for', () => {
    expect(run([], { 'users-service': 'team/shop' }, seconds(10)).traffic.ok).toBe(200)
    expect(run([], { 'users-service': 'default/web' }, seconds(10)).traffic.requests).toBe(0)
  })

  it('lose a third of their requests through a dead worker until its health check fails, and only those', () => {
    const { traffic, facts } = run([crash('worker-2', 40)], { 'service-lb-inter-ms': 2_000 })
    // Two failed checks: at most 2 s to the first, its 2 s timeout, 2 s to the next and its timeout.
    expect(traffic.timeouts).toBeGreaterThan((6 * 20) / 3 - 2)
    expect(traffic.timeouts).toBeLessThan((8 * 20) / 3 + 2)
    expect(traffic.refused).toBe(0)
    expect(traffic.okPercent).toBe(100)
    expect(facts('service-degraded')).toHaveLength(1)
    expect(facts('service-degraded')[0]!.at).toBeCloseTo(42, 0)
  })

  it('count an outage from the last success to the next', () => {
    const { traffic } = run(hang(40, 45))
    expect(traffic.longestOutageS).toBeGreaterThan(4.9)
    expect(traffic.longestOutageS).toBeLessThan(5.2)
  })
})

describe('users who are not always as many', () => {
  it('come as their curve says', () => {
    const flags = { 'users-curve': '0s 10, 20s 30, 40s 0, 50s 0, 55s 0.5', 'users-rate-per-s': 1 }
    // 20 s at 20/s, 20 s at 15/s, nobody for 10 s, then one or two.
    expect(run([], flags, seconds(20)).traffic.requests).toBeCloseTo(400, -1)
    expect(run([], flags, seconds(48)).traffic.requests).toBeCloseTo(700, -1)
    const { requests, ratePerS } = run([], flags, seconds(60)).traffic
    expect(requests - run([], flags, seconds(50)).traffic.requests).toBeGreaterThan(0)
    expect(ratePerS).toBe(0.5)
  })

  it('try again what failed, and give it up in the end: only that is lost, with its revenue', () => {
    const flags = { 'users-retries': 2, 'users-retry-delay-ms': 500, 'revenue-per-request': 2 }
    const { traffic } = run(hang(40, 44), flags)
    const patient = run(hang(40, 44), { ...flags, 'users-retries': 20 }).traffic
    expect(traffic.retries).toBeGreaterThan(20)
    expect(traffic.requests).toBe(traffic.ok + traffic.failed)
    expect(traffic.lostRevenue).toBe(2 * traffic.failed)
    expect(patient).toMatchObject({ failed: 0, lostRevenue: 0, requests: 1_200 })
    expect(patient.timeouts).toBe(patient.retries)
  })
})

describe('a Service', () => {
  it('is restored when as many pods answer as before, two seconds after the last lost request', () => {
    const { facts, leaf } = run(hang(40, 45))
    const [restored] = facts('service-restored')
    expect(restored).toMatchObject({ service: 'team/shop', pods: 3, left: 0 })
    expect(restored!.at).toBeGreaterThan(46.9)
    expect(restored!.at).toBeLessThan(47.5)
    expect(leaf).toBe('using.served')
  })

  it('is not restored while one of its pods is away', () => {
    const { facts, leaf } = run([crash('worker-2', 12)])
    expect(facts('service-degraded')).toHaveLength(1)
    expect(facts('service-restored')).toEqual([])
    expect(leaf).toBe('using.degraded')
  })
})
