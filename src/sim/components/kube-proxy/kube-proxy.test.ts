import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds, toSeconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import { applyFault } from '../../faults/apply'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/act'
import { clockAtStart } from '../../kernel/types'
import type { Flags, Message, ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { World, type Machines, type Setup } from '../../kernel/world'
import { History } from '../../timeline/history'
import type { Timeline } from '../../timeline/timeline'
import type { LinuxRulesApply } from '../linux/messages'
import { machine } from './machine'

const object = (kind: string, name: string, resourceVersion: number, rest: object): KubeObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'default', resourceVersion: String(resourceVersion) },
    ...rest
  }) as KubeObject

interface Backend {
  ready: boolean
  serving?: boolean
  terminating?: boolean
}
/** `web`'s slice with one endpoint per entry: 10.244.0.1, 10.244.0.2 … */
const slice = (version: number, backends: readonly Backend[]): KubeObject => {
  const made = object('EndpointSlice', 'web-x', version, {
    ports: [{ name: '', port: 80, protocol: 'TCP' }],
    endpoints: backends.map((conditions, i) => ({ addresses: [`10.244.0.${i + 1}`], conditions, nodeName: 'worker-1' }))
  })
  return { ...made, metadata: { ...made.metadata, labels: { 'kubernetes.io/service-name': 'web' } } }
}
const up = { ready: true }
const down = { ready: false, serving: false }
const leaving = { ready: false, serving: true, terminating: true }

interface Api extends ProcessContext {
  watcher: { to: string; conn: string; id: number } | null
}
/** A version of the slice that the API server tells its watchers at a time. */
interface Update {
  readonly at: number
  readonly backends: readonly Backend[]
}
type Asked = SimEvent & { from: string; conn: string; id: number; verb: string; resource: string }

/** Time since the run's start by a process's clock. */
const timeOf = ({ now }: ProcessContext) => now - clockAtStart

/** An API server with one Service, whose slice changes as told. */
const apiServer = (updates: readonly Update[]) =>
  setup({
    types: { context: {} as Api, events: {} as SimEvent, input: {} as Boot },
    actions: {
      plan: act<Api, SimEvent>((context, _event, out) => {
        updates.forEach(({ at }, i) => {
          const later = at - timeOf(context)
          if (later > 0) out.timer(`u${i}`, later, 'test', { type: 'update', i } as SimEvent)
        })
      }),
      answer: act<Api, Asked>((context, { from, conn, id, verb, resource }, out) => {
        if (verb === 'watch') {
          if (resource === 'endpointslices') context.watcher = { to: from, conn, id }
          out.send(from, { type: 'api.watch', conn, id, events: [] } as Message)
          return
        }
        const last = updates.filter(({ at }) => at <= timeOf(context)).at(-1)
        const service = object('Service', 'web', 1, {
          spec: { clusterIP: '10.96.0.7', ports: [{ port: 80, nodePort: 30080 }] }
        })
        const headless = object('Service', 'db', 1, { spec: { clusterIP: 'None', ports: [{ port: 5432 }] } })
        const items =
          { services: [service, headless], endpointslices: [slice(10, last?.backends ?? [up, up])] }[resource] ?? []
        const body = { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '10' }, items }
        out.send(from, { type: 'api.response', conn, id, code: verb === 'create' ? 201 : 200, body } as Message)
      }),
      update: act<Api, SimEvent & { i: number }>(({ watcher }, { i }, out) => {
        if (!watcher) return
        const events = [{ type: 'MODIFIED', object: slice(11 + i, updates[i]!.backends) }]
        out.send(watcher.to, { type: 'api.watch', conn: watcher.conn, id: watcher.id, events } as Message)
      })
    }
  }).createMachine({
    id: 'api',
    context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, watcher: null }),
    entry: 'plan',
    on: { 'api.request': { actions: 'answer' }, update: { actions: 'update' } }
  })

interface Linux extends ProcessContext {
  applied: { at: number; mode: string; endpoints: string[]; services: string[] }[]
}
/** An operating system that takes 80 ms for new rules. */
const linux = setup({
  types: { context: {} as Linux, events: {} as SimEvent, input: {} as Boot },
  actions: {
    apply: act<Linux, SimEvent & LinuxRulesApply & { from: string }>((context, { from, id, mode, services }, out) => {
      const endpoints = services.flatMap((rule) => rule.endpoints.map(({ ip }) => ip.slice(-1)))
      context.applied.push({
        at: toSeconds(timeOf(context)),
        mode,
        endpoints,
        services: services.map(({ name }) => name)
      })
      out.send(from, { type: 'linux.rules.applied', id } as Message, { delay: ms(80) })
    })
  }
}).createMachine({
  id: 'linux',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, applied: [] }),
  on: { 'linux.rules.apply': { actions: 'apply' } }
})

function run(updates: readonly Update[], faults: readonly Fault[] = [], flags: Flags = {}) {
  const spec: Setup = {
    seed: 1,
    startAt: 0,
    flags,
    cluster: {
      masters: ['master-1'],
      workers: ['worker-1'],
      zones: {},
      hasLoadBalancer: false,
      runtime: 'containerd',
      addresses: {},
      podCidrs: {}
    },
    processes: [
      { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
      { id: 'worker-1/linux', kind: 'linux', startDelay: 0 },
      { id: 'worker-1/kube-proxy', kind: 'kube-proxy', startDelay: ms(100) }
    ]
  }
  const machines = { 'kube-apiserver': apiServer(updates), linux, 'kube-proxy': machine } as unknown as Machines
  const history = History.begin((timeline: Timeline) => {
    const world = World.create(spec, machines, timeline, (w, command, entry) =>
      applyFault(w, command.body as Fault, entry)
    )
    for (const fault of faults) world.command({ at: fault.at, body: fault, text: fault.kind })
    return world
  })
  history.advance(seconds(60))
  return (history.head.process('worker-1/linux').context as Linux).applied
}
const at = (time: number, ...backends: Backend[]): Update => ({ at: seconds(time), backends })

describe('kube-proxy', () => {
  it('programs what it listed, once, without headless Services', () => {
    expect(run([])).toEqual([
      { at: expect.closeTo(0.1, 1) as number, mode: 'iptables', endpoints: ['1', '2'], services: ['web'] }
    ])
  })

  it('syncs a lone change at once, and of many in a second the third after a second', () => {
    const applied = run([at(10, up, down), at(10.2, down, up), at(10.4, up, up), at(10.6, down, down)])
    expect(applied.slice(1).map(({ at: time }) => time)).toEqual([
      expect.closeTo(10, 2),
      expect.closeTo(10.2, 2),
      // Two were let through as a burst; the third token is there a second after the first was taken.
      expect.closeTo(11.2, 1)
    ])
    expect(applied.at(-1)!.endpoints).toEqual([])
  })

  it('waits for the running sync before it begins the next', () => {
    const applied = run([at(10, up, down), at(10.02, down, up)])
    expect(applied[2]!.at - applied[1]!.at).toBeCloseTo(0.08, 2)
  })

  it('uses only ready endpoints, and serving ones that leave if there is no other', () => {
    expect(run([at(10, up, leaving)]).at(-1)!.endpoints).toEqual(['1'])
    expect(run([at(10, down, leaving)]).at(-1)!.endpoints).toEqual(['2'])
    expect(run([at(10, down, leaving)], [], { ProxyTerminatingEndpoints: false }).at(-1)!.endpoints).toEqual([])
  })

  it('changes nothing while the API is gone, and catches up when it is back', () => {
    const applied = run(
      [at(15, up, down)],
      [
        { kind: 'kill', at: seconds(10), target: 'master-1/kube-apiserver' },
        { kind: 'restart', at: seconds(20), target: 'master-1/kube-apiserver' }
      ]
    )
    expect(applied.filter(({ at: time }) => time > 1 && time < 20)).toEqual([])
  })

  it('leaves stale rules when it is dead, and corrects them within seconds of its restart', () => {
    const applied = run(
      [at(15, up, down)],
      [
        { kind: 'kill', at: seconds(10), target: 'worker-1/kube-proxy' },
        { kind: 'restart', at: seconds(20), target: 'worker-1/kube-proxy' }
      ]
    )
    expect(applied.map(({ endpoints }) => endpoints)).toEqual([['1', '2'], ['1']])
    expect(applied[1]!.at - 20).toBeLessThan(1)
  })

  it('syncs IPVS every 30 s', () => {
    const applied = run([], [], { 'proxy-mode': 'ipvs' })
    expect(applied.map(({ at: time }) => Math.round(time))).toEqual([0, 30])
    expect(applied[0]!.mode).toBe('ipvs')
  })
})
