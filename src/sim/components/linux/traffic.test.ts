import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../../base/prng'
import { ms, seconds } from '../../../base/time'
import { act } from '../../kernel/test-actions'
import { inject } from '../../kernel/react'
import { runUntil } from '../../kernel/step'
import { clockAtStart } from '../../kernel/types'
import type { ProcessContext, SimEvent } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { benchWorld } from '../../testing/world'
import type { LinuxContext } from './context'
import { workDone } from './load'
import { machine as linux } from './machine'
import type { Behaviour, ServiceRule, TrafficRefused, TrafficResponse } from './messages'

interface Client extends ProcessContext {
  answers: { at: number; event: TrafficResponse | TrafficRefused }[]
  accepted: number[]
}
const client = setup({
  types: { context: {} as Client, events: {} as SimEvent, input: {} as Boot },
  actions: {
    accept: act<Client, SimEvent & { id: number }>((context, { id }) => void context.accepted.push(id)),
    keep: act<Client, TrafficResponse>((context, event) => void context.answers.push({ at: context.now, event }))
  }
}).createMachine({
  id: 'client',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, answers: [], accepted: [] }),
  on: {
    'traffic.response': { actions: 'keep' },
    'traffic.refused': { actions: 'keep' },
    'traffic.accepted': { actions: 'accept' }
  }
})
/** Writes down what linux tells of its containers. */
const runtime = setup({
  types: { context: {} as ProcessContext & { told: string[] }, events: {} as SimEvent, input: {} as Boot },
  actions: {
    keep: act<ProcessContext & { told: string[] }, SimEvent & { containerId: string }>(
      (context, { type, containerId }) => void context.told.push(`${containerId}: ${type}`)
    )
  }
}).createMachine({
  id: 'runtime',
  context: ({ input: { self, now, rng, config } }) => ({ self, now, rng, config, told: [] }),
  on: {
    'linux.created': { actions: 'keep' },
    'linux.started': { actions: 'keep' },
    'linux.exited': { actions: 'keep' }
  }
})
const idle = setup({}).createMachine({ id: 'idle', context: { self: '', now: 0, rng: Prng.fromSeed(1), config: {} } })

const nginx: Behaviour = {
  argv: ['nginx'],
  memoryBytes: 0,
  memoryLimitBytes: 0,
  oomScoreAdj: 0,
  serves: [{ port: 80, latencyMs: 1, startupMs: 0, root: '/html', capacity: null }],
  files: { '/html/index.html': '' },
  anyProgram: false,
  serving: true,
  unknownStatus: 0
}
const service = (endpoints: string[], more: Partial<ServiceRule> = {}): ServiceRule => ({
  namespace: 'default',
  name: 'web',
  portName: '',
  protocol: 'TCP',
  clusterIP: '10.96.0.5',
  port: 80,
  nodePort: 30_080,
  affinitySeconds: 0,
  endpoints: endpoints.map((ip) => ({ ip, port: 80, node: '', pod: '' })),
  ...more
})

/** Two workers with a web server each (10.244.0.2 and 10.244.1.2), and a client outside. */
function cluster(behaviour: Behaviour = nginx) {
  const world = benchWorld({
    seed: 4,
    cluster: {
      masters: [],
      workers: ['worker-1', 'worker-2'],
      addresses: { 'worker-1': '10.0.1.21', 'worker-2': '10.0.1.22' },
      podCidrs: { 'worker-1': '10.244.0', 'worker-2': '10.244.1' }
    },
    machines: { linux, 'container-runtime': runtime, 'kube-proxy': idle, users: client },
    processes: [
      { id: 'worker-1/linux', kind: 'linux', startDelay: 0 },
      { id: 'worker-2/linux', kind: 'linux', startDelay: 0 },
      { id: 'worker-1/container-runtime', kind: 'container-runtime', startDelay: 0 },
      { id: 'worker-2/container-runtime', kind: 'container-runtime', startDelay: 0 },
      { id: 'worker-1/kube-proxy', kind: 'kube-proxy', startDelay: 0 },
      { id: 'users/traffic', kind: 'users', startDelay: 0 }
    ]
  })
  runUntil(world, 0)
  const send = (process: string, event: object) => void inject(world, world.process(process), event as SimEvent, -1)
  for (const i of [0, 1]) {
    send(`worker-${i + 1}/linux`, {
      type: 'linux.start',
      from: `worker-${i + 1}/container-runtime`,
      containerId: `c${i}`,
      sandboxId: `s${i}`,
      podUid: `u${i}`,
      podName: `web-${i}`,
      namespace: 'default',
      name: 'web',
      podIP: `10.244.${i}.2`,
      behaviour
    })
  }
  let id = 0
  return {
    world,
    send,
    rules: (services: ServiceRule[], mode = 'iptables') => {
      send('worker-1/linux', { type: 'linux.rules.apply', from: 'worker-1/kube-proxy', id: 1, mode, services })
      runUntil(world, world.now + seconds(1))
    },
    ask: (to: object, count = 1, path = '/') => {
      const context = world.process('users/traffic').context as Client
      const before = context.answers.length
      const from = world.now
      for (let i = 0; i < count; i++)
        send('worker-1/linux', { type: 'traffic.request', from: 'users/traffic', id: ++id, to, path })
      runUntil(world, world.now + seconds(5))
      return context.answers.slice(before).map(({ at, event }) => ({ after: at - clockAtStart - from, event }))
    }
  }
}

const clusterIP = { ip: '10.96.0.5', port: 80 }
const podsOf = (answers: { event: TrafficResponse | TrafficRefused }[]): string[] =>
  answers.map(({ event }) => (event.type === 'traffic.response' ? event.pod : event.reason))

describe('a program that asks others at once', () => {
  it.each([
    ['an address', ['wget', '-qO-', '10.244.1.2']],
    ['a name', ['sh', '-c', 'wget -qO- web']]
  ])('of %s has started before it has ended', (_, argv) => {
    const { world, send } = cluster()
    const from = 'worker-1/container-runtime'
    const asks = { podUid: 'u', podName: 'asks', namespace: 'default', name: 'asks', podIP: '10.244.0.9' }
    const behaviour = { ...nginx, argv, serves: [], serving: false }
    send('worker-1/linux', { type: 'linux.start', from, containerId: 'c', sandboxId: 's', ...asks, behaviour })
    runUntil(world, world.now + seconds(40))
    const { told } = world.process(from).context as ProcessContext & { told: string[] }
    expect(told.filter((one) => one.startsWith('c:'))).toEqual([
      'c: linux.created',
      'c: linux.started',
      'c: linux.exited'
    ])
  })
})

describe('traffic to a Service', () => {
  it('is spread evenly at random by iptables rules, also to the other machine', () => {
    const { rules, ask } = cluster()
    rules([service(['10.244.0.2', '10.244.1.2'])])
    const answers = ask(clusterIP, 400)
    const first = podsOf(answers).filter((pod) => pod === 'default/web-0').length
    expect(answers).toHaveLength(400)
    expect(first).toBeGreaterThan(160)
    expect(first).toBeLessThan(240)
  })

  it('takes turns with IPVS, and comes through a node port too', () => {
    const { rules, ask } = cluster()
    rules([service(['10.244.0.2', '10.244.1.2'])], 'ipvs')
    const pods = [1, 2, 3, 4].flatMap(() => podsOf(ask({ nodePort: 30_080 })))
    expect(pods).toEqual(['default/web-0', 'default/web-1', 'default/web-0', 'default/web-1'])
  })

  it('stays with one endpoint when the Service asks for it', () => {
    const { rules, ask } = cluster()
    rules([service(['10.244.0.2', '10.244.1.2'], { affinitySeconds: 10_800 })])
    expect(new Set(podsOf(ask(clusterIP, 50))).size).toBe(1)
  })

  it('is refused at once without endpoints, and unanswered without a rule', () => {
    const { rules, ask } = cluster()
    expect(ask(clusterIP)).toEqual([])
    rules([service([])])
    const [{ after, event }] = ask(clusterIP) as [{ after: number; event: TrafficRefused }]
    expect(event.reason).toBe('Connection refused')
    expect(after).toBeLessThan(ms(2))
  })

  it('follows stale rules to a pod that is gone: no route after 3 s, refused on a closed port', () => {
    const { rules, ask, send, world } = cluster()
    rules([service(['10.244.1.2'])])
    send('worker-2/linux', { type: 'linux.signal', containerId: 'c1', signal: 'KILL' })
    runUntil(world, world.now + seconds(1))
    const [{ after, event }] = ask(clusterIP) as [{ after: number; event: TrafficRefused }]
    expect(event.reason).toBe('No route to host')
    expect(after).toBeGreaterThan(seconds(3))
    expect(podsOf(ask({ ip: '10.244.0.2', port: 81 }))).toEqual(['Connection refused'])
  })

  it('goes on through a pod that answers 404', () => {
    const { rules, ask } = cluster()
    rules([service(['10.244.0.2'])])
    expect(ask(clusterIP, 1, '/missing').map(({ event }) => (event as TrafficResponse).code)).toEqual([404])
  })
})

describe('a server that is asked for more than it can', () => {
  const limited = (more: Partial<Behaviour> & { readonly backlog: number }): Behaviour => ({
    ...nginx,
    ...more,
    serves: [
      { ...nginx.serves[0]!, capacity: { perSecond: 10, backlog: more.backlog, bytesPerRequest: 2 * 1_048_576 } }
    ]
  })

  it('answers one after the other, and 503 at once when too many wait', () => {
    const { rules, ask, world } = cluster(limited({ backlog: 5 }))
    rules([service(['10.244.0.2'])])
    const answers = ask(clusterIP, 10).map(({ after, event }) => ({
      tenths: Math.round(after / 100_000),
      code: event.type === 'traffic.response' ? event.code : 0
    }))
    expect(answers.filter(({ code }) => code === 503).map(({ tenths }) => tenths)).toEqual([0, 0, 0, 0])
    // Those whose answer takes longer than a SYN would wait hear at once that they are connected, so that nobody sends it again.
    const { accepted } = world.process('users/traffic').context as Client
    expect(accepted).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 200).map(({ tenths }) => tenths)).toEqual([1, 2, 3, 4, 5, 6])
    // What waited is worked off: it answers as before.
    expect(podsOf(ask(clusterIP))).toEqual(['default/web-0'])
  })

  it('stands still when its quota of CPU time is used up, and is counted no more than that', () => {
    const { rules, ask, world } = cluster({ ...nginx, requestCpuMs: 50, cpuLimit: 0.5 })
    rules([service(['10.244.0.2'])])
    // Each takes 100 ms of the quota; a period's worth may be taken at once.
    const after = ask(clusterIP, 5).map((answer) => Math.round(answer.after / 10_000))
    expect(after).toEqual([5, 10, 20, 30, 40])
    const context = world.process('worker-1/linux').context as LinuxContext
    const spent = () => workDone(context, context.containers.get('c0')!)
    runUntil(world, world.now + seconds(2))
    const before = spent()
    ask(clusterIP, 10)
    expect(spent() - before).toBeLessThanOrEqual(500)
    const unlimited = cluster({ ...nginx, requestCpuMs: 50 })
    unlimited.rules([service(['10.244.0.2'])])
    expect(unlimited.ask(clusterIP, 5).map((answer) => Math.round(answer.after / 10_000))).toEqual([5, 5, 5, 5, 5])
  })

  it('is killed for its memory when what waits takes more than its limit', () => {
    const { rules, ask, world } = cluster(limited({ backlog: 100, memoryLimitBytes: 10 * 1_048_576 }))
    rules([service(['10.244.0.2'])])
    const answers = ask(clusterIP, 20)
    expect(answers.every(({ event }) => event.type === 'traffic.response' && event.code === 200)).toBe(true)
    const context = world.process('worker-1/linux').context as LinuxContext
    expect([...context.exited.values()]).toMatchObject([{ containerId: 'c0', exitCode: 137, oomKilled: true }])
    expect(podsOf(ask(clusterIP))).toEqual(['No route to host'])
  })
})

describe('a NodePort asked at a node’s address', () => {
  const web = () => {
    const its = cluster()
    its.rules([service(['10.244.1.2'])])
    return its
  }

  it.each([
    ['its own', '10.0.1.21'],
    ['the loopback', '127.0.0.1']
  ])('leads to a pod at %s', (_what, ip) => {
    expect(podsOf(web().ask({ ip, port: 30_080 }))).toEqual(['default/web-1'])
  })

  it('is refused at the loopback with nftables, and at a node without rules', () => {
    const its = cluster()
    its.rules([service(['10.244.1.2'])], 'nftables')
    expect(podsOf(its.ask({ ip: '127.0.0.1', port: 30_080 }))).toEqual(['Connection refused'])
    expect(podsOf(its.ask({ ip: '10.0.1.22', port: 30_080 }))).toEqual(['Connection refused'])
  })
})

describe('a balancer’s address that only some networks may ask', () => {
  it('loses what comes from elsewhere', () => {
    const its = cluster()
    const addresses = [{ ip: '10.0.9.2', kind: 'loadbalancer IP' }] as const
    its.rules([service(['10.244.0.2'], { addresses, sourceRanges: ['192.168.0.0/16'] })])
    expect(its.ask({ ip: '10.0.9.2', port: 80 })).toEqual([])
    expect(podsOf(its.ask(clusterIP))).toEqual(['default/web-0'])
  })
})
