import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { ms, seconds, toSeconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Fault } from '../../faults/types'
import { act } from '../../kernel/test-actions'
import { clockAtStart } from '../../kernel/types'
import type { Flags, Message, ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { fakeApi } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import type { LinuxRulesApply } from '../linux/messages'
import { machine } from './machine'

const object = (kind: string, name: string, rest: object, labels = {}): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default', labels }, ...rest }) as KubeObject

interface Backend {
  ready: boolean
  serving?: boolean
  terminating?: boolean
}
/** `web`'s slice with one endpoint per entry: 10.244.0.1, 10.244.0.2 … */
const slice = (backends: readonly Backend[]): KubeObject => {
  const endpoints = backends.map((conditions, i) => ({
    addresses: [`10.244.0.${i + 1}`],
    conditions,
    nodeName: 'worker-1'
  }))
  const ports = [{ name: '', port: 80, protocol: 'TCP' }]
  return object('EndpointSlice', 'web-x', { ports, endpoints }, { 'kubernetes.io/service-name': 'web' })
}
const up = { ready: true }
const down = { ready: false, serving: false }
const leaving = { ready: false, serving: true, terminating: true }

/** A version of the slice that the API server tells its watchers at a time. */
interface Update {
  readonly at: number
  readonly backends: readonly Backend[]
}

/** Time since the run's start by a process's clock. */
const timeOf = ({ now }: ProcessContext) => now - clockAtStart

/** An API server with one Service, whose slice changes as told, and a headless one. */
const apiServer = (updates: readonly Update[]) =>
  fakeApi({
    deeds: [
      {
        at: 0,
        resource: 'services',
        object: object('Service', 'web', {
          spec: { clusterIP: '10.96.0.7', ports: [{ port: 80, nodePort: 30080 }] }
        })
      },
      {
        at: 0,
        resource: 'services',
        object: object('Service', 'db', { spec: { clusterIP: 'None', ports: [{ port: 5432 }] } })
      },
      { at: 0, resource: 'endpointslices', object: slice([up, up]) },
      ...updates.map(({ at, backends }) => ({ at, resource: 'endpointslices', object: slice(backends) }))
    ]
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
  const history = runBench(
    {
      flags,
      faults,
      cluster: { workers: ['worker-1'] },
      machines: { 'kube-apiserver': apiServer(updates), linux, 'kube-proxy': machine },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        { id: 'worker-1/linux', kind: 'linux', startDelay: 0 },
        { id: 'worker-1/kube-proxy', kind: 'kube-proxy', startDelay: ms(100) }
      ]
    },
    seconds(60)
  )
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
