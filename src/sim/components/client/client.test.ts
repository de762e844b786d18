import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { seconds, toSeconds } from '../../../base/time'
import { applyFault } from '../../faults/apply'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/act'
import {
  clockAtStart,
  type Boot,
  type Flags,
  type Message,
  type ProcessContext,
  type SimEvent
} from '../../kernel/types'
import { World, type Machines, type Setup } from '../../kernel/world'
import { History } from '../../timeline/history'
import type { Timeline } from '../../timeline/timeline'
import type { Client } from './context'
import { machine } from './machine'
import { trafficOf } from './view'

/** Between these two times (seconds) the fake cluster is short of an endpoint, and its controllers do nothing. */
const trouble = { from: 10, to: 30 }
const inTrouble = (clock: number) => {
  const now = clock - clockAtStart
  return now >= seconds(trouble.from) && now < seconds(trouble.to)
}

const workers = ['worker-1', 'worker-2', 'worker-3']
const pod = (name: string, nodeName: string) => ({
  metadata: { name },
  spec: { nodeName },
  status: { conditions: [{ type: 'Ready', status: 'True' }] }
})

type Asked = SimEvent & { from: string; conn: string; verb: string; resource: string; name?: string }
const answers: Record<string, (now: number) => unknown> = {
  'get services': () => ({ spec: { clusterIP: '10.96.0.7', ports: [{ port: 80, nodePort: 30080 }] } }),
  'get deployments': () => ({ spec: { replicas: 2 } }),
  'list endpointslices': (now) => ({
    items: [
      {
        endpoints: [
          { addresses: ['10.244.0.2'], conditions: { ready: true } },
          { addresses: ['10.244.1.2'], conditions: { ready: !inTrouble(now) } }
        ]
      }
    ]
  }),
  'list leases': (now) => ({
    items: ['kube-controller-manager', 'kube-scheduler'].map((name) => ({
      metadata: { name },
      spec: {
        renewTime: String(Math.floor((inTrouble(now) ? clockAtStart + seconds(trouble.from) : now) / seconds(2)))
      }
    }))
  }),
  'list pods': (now) => ({
    items: inTrouble(now) ? [] : [pod('web-1', 'worker-1'), pod(`web-${Math.floor(now / seconds(4))}`, 'worker-2')]
  }),
  'list nodes': () => ({
    items: workers.map((name) => ({
      metadata: { name },
      spec: {},
      status: { conditions: [{ type: 'Ready', status: 'True' }] }
    }))
  })
}
const api = setup({
  types: { context: {} as ProcessContext, events: {} as SimEvent, input: {} as Boot },
  actions: {
    answer: act<ProcessContext, Asked>(({ now }, { from, conn, verb, resource }, out) => {
      const body = answers[`${verb} ${resource}`]?.(now) ?? {}
      out.send(from, { type: 'api.response', conn, id: 1, code: verb === 'create' ? 201 : 200, body } as Message)
    })
  }
}).createMachine({
  id: 'api',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
  on: { 'api.request': { actions: 'answer' } }
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

/** A terminal whose every command succeeds. */
const kubectl = setup({
  types: { context: {} as ProcessContext, events: {} as SimEvent, input: {} as Boot },
  actions: {
    end: act<ProcessContext, SimEvent & { from: string; id: string }>((_context, { from, id }, out) =>
      out.send(from, { type: 'kubectl.exit', id, code: 0, stdout: '', stderr: '' } as Message)
    )
  }
}).createMachine({
  id: 'kubectl',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config }),
  on: { 'kubectl.command': { actions: 'end' } }
})

function run(faults: readonly Fault[], flags: Flags = {}, until = seconds(60)) {
  const spec: Setup = {
    seed: 1,
    startAt: seconds(-5),
    flags: { 'api-probes': false, 'client-start-s': 0, ...flags },
    cluster: {
      masters: ['master-1'],
      workers,
      zones: {},
      hasLoadBalancer: false,
      runtime: 'containerd',
      addresses: {},
      podCidrs: {}
    },
    processes: [
      { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
      ...workers.map((name) => ({ id: `${name}/linux`, kind: 'linux' as const, startDelay: 0 })),
      { id: 'users/kubectl', kind: 'kubectl', startDelay: 0 },
      { id: 'users/client', kind: 'client', startDelay: 0 }
    ]
  }
  const machines = { 'kube-apiserver': api, linux, kubectl, client: machine } as unknown as Machines
  const history = History.begin((timeline: Timeline) => {
    const world = World.create(spec, machines, timeline, (w, command, entry) =>
      applyFault(w, command.body as Fault, entry)
    )
    for (const fault of faults) world.command({ at: fault.at, body: fault, text: fault.kind })
    return world
  })
  history.advance(until)
  const facts = (name: string) =>
    history.timeline.facts
      .filter((found) => found.fact === name)
      .map(({ at, detail }) => ({ at: toSeconds(at), ...detail }))
  const users = history.head.process('users/client')
  return {
    facts,
    traffic: trafficOf(users.context as Client, clockAtStart + until),
    leaf: users.table.leaves[users.leaf],
    history
  }
}
const crash = (machineId: string, at: number): Fault => ({ kind: 'crash', at: seconds(at), machine: machineId })

describe('users', () => {
  it('send at their rate from the start, over all workers, and are answered', () => {
    const { traffic, history } = run([], {}, seconds(10))
    expect(traffic.requests).toBe(200)
    expect(traffic.ok).toBe(200)
    expect(traffic.longestOutageS).toBe(0)
    const { pods } = (history.head.process('users/client').context as Client).traffic
    expect([...pods.keys()].sort()).toEqual(workers.map((name) => `default/web-${name}`))
  })

  it('lose a third of their requests through a dead worker until its health check fails, and only those', () => {
    const { traffic, facts, leaf } = run([crash('worker-2', 40)], { 'service-lb-inter-ms': 2_000 })
    // Two failed checks: at most 2 s to the first, its 2 s timeout, 2 s to the next and its timeout.
    expect(traffic.timeouts).toBeGreaterThan((6 * 20) / 3 - 2)
    expect(traffic.timeouts).toBeLessThan((8 * 20) / 3 + 2)
    expect(traffic.refused).toBe(0)
    expect(traffic.okPercent).toBe(100)
    expect(facts('service-degraded')[0]!.at).toBeCloseTo(42, 0)
    // Every endpoint was ready throughout: whole again one window after the last lost request.
    const restored = facts('service-restored')[0]!
    expect(restored).toMatchObject({ backends: 2 })
    expect(restored.at).toBeGreaterThan(47)
    expect(restored.at).toBeLessThan(52)
    expect(leaf).toBe('using.served')
  })

  it('count an outage from the last success to the next', () => {
    const faults = workers.flatMap((name): Fault[] => [
      { kind: 'pause', at: seconds(40), target: `${name}/linux` },
      { kind: 'resume', at: seconds(45), target: `${name}/linux` }
    ])
    const { traffic } = run(faults)
    expect(traffic.longestOutageS).toBeGreaterThan(4.9)
    expect(traffic.longestOutageS).toBeLessThan(5.2)
  })
})

describe('the Service', () => {
  it('is restored only when it has all its endpoints again', () => {
    const { facts } = run([crash('worker-2', 12)])
    expect(facts('service-restored')[0]!.at).toBeGreaterThan(trouble.to + 1)
    expect(facts('service-restored')[0]!.at).toBeLessThan(trouble.to + 3)
  })
})

describe('probes of the API', () => {
  const probes = { 'client-rate-per-s': 0, 'api-probes': true }
  const kill: Fault[] = [
    { kind: 'kill', at: seconds(40), target: 'master-1/kube-apiserver' },
    { kind: 'restart', at: seconds(43), target: 'master-1/kube-apiserver' }
  ]

  it('see an outage end with the first success after it', () => {
    const { facts } = run(kill, probes)
    for (const fact of ['api-read-ok', 'api-write-ok']) {
      expect(facts(fact)).toHaveLength(1)
      expect(facts(fact)[0]!.at).toBeGreaterThan(43)
      expect(facts(fact)[0]!.at).toBeLessThan(43.2)
      expect((facts(fact)[0] as unknown as { outageSeconds: number }).outageSeconds).toBeCloseTo(3.1, 0)
    }
  })

  it('write a probe when leases stop changing, and call the cluster operational when it was reconciled', () => {
    const { facts } = run([], probes)
    // 5 s without a renewal, seen within a second; work goes on at 30 s, seen within a second and its answer.
    expect(facts('cluster-doubtful')).toHaveLength(1)
    expect(facts('cluster-doubtful')[0]!.at).toBeGreaterThan(15)
    expect(facts('cluster-doubtful')[0]!.at).toBeLessThan(16.5)
    expect(facts('cluster-operational')[0]!.at).toBeGreaterThan(trouble.to)
    expect(facts('cluster-operational')[0]!.at).toBeLessThan(trouble.to + 1.6)
  })

  it('leave a healthy cluster alone: nothing is created but one ConfigMap', () => {
    const { history } = run([], probes, seconds(9))
    let created = 0
    for (let seq = 0; seq < history.timeline.length; seq++) {
      const { event } = history.timeline.get(seq)
      if (event?.type === 'api.request' && (event as unknown as Asked).verb === 'create') created++
    }
    expect(created).toBe(1)
  })
})

describe('impact', () => {
  const rowsOf = (faults: readonly Fault[], until = seconds(60)) => {
    const stated = run(faults, { 'impact-probes': true, 'api-probes': true }, until).facts('impact') as unknown as {
      id: string
      status: string
      evidence: string
    }[]
    return Object.fromEntries(stated.map(({ id, status, evidence }) => [id, `${status}: ${evidence}`]))
  }

  it('is all well before anything fails', () => {
    const rows = rowsOf([], seconds(9))
    expect(Object.values(rows).filter((row) => !row.startsWith('ok'))).toEqual([])
    expect(rows['running-pods']).toBe('ok: 3 of 2 pods answered users in the last 10 s')
  })

  it('separates what needs the API from what does not', () => {
    const rows = rowsOf([{ kind: 'kill', at: seconds(35), target: 'master-1/kube-apiserver' }])
    for (const id of ['running-pods', 'services', 'pod-restart']) expect(rows[id], id).toMatch(/^ok/)
    for (const id of ['new-deployments', 'scaling', 'self-healing', 'cluster-state', 'etcd-quorum', 'api-requests']) {
      expect(rows[id], id).toMatch(/^failed/)
    }
    expect(rows['new-deployments']).toMatch(/for \d+ s: connect: connection refused/)
    for (const id of ['other-workers', 'pod-rescheduling']) expect(rows[id], id).toMatch(/^unknown/)
  })

  it('shows the share of users that a dead worker costs', () => {
    const rows = rowsOf([crash('worker-2', 35)], seconds(45))
    expect(rows.services).toMatch(/^degraded: [67]\d\./)
    expect(rows['api-requests']).toBe('ok: 100 % of 100 probes, each on a new connection, answered in the last 5 s')
  })
})
