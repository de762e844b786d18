import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { Prng } from '../../../base/prng'
import { seconds, toSeconds } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Fault } from '../../faults/types'
import { clockAtStart, type Flags } from '../../kernel/types'
import { fakeApi } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import { machine as linux } from '../linux/machine'
import type { Behaviour, ServiceRule } from '../linux/messages'
import type { Users } from './context'
import { machine as users } from './machine'
import { trafficOf } from './view'

const shop: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { ports: [{ port: 80, nodePort: 30_080 } as object] }
}
const api = fakeApi({ latency: 0, deeds: [{ at: seconds(-5), resource: 'services', object: shop }] })
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
const near = '10.244.0.2'
const far = '10.244.1.2'

interface Case {
  readonly flags?: Flags
  readonly faults?: readonly Fault[]
  /** Rules of worker-1, by which all users come: pods of the Service from so many seconds on. */
  readonly rules?: readonly (readonly [at: number, pods: readonly string[]])[]
  readonly mode?: string
  /** When the server of the far pod is killed, or told to end. */
  readonly killed?: number
  readonly stopped?: number
  readonly until?: number
}

/** Users who come through worker-1; a web server on it and one on worker-2. */
function run({ flags = {}, faults = [], rules = [[-3, [far]]], mode = 'iptables', killed, stopped, until = 60 }: Case) {
  const start = (i: number) => ({
    at: seconds(-4),
    to: `worker-${i + 1}/linux`,
    event: {
      type: 'linux.start',
      from: `worker-${i + 1}/container-runtime`,
      containerId: `c${i}`,
      sandboxId: `s${i}`,
      podUid: `u${i}`,
      podName: `web-${i}`,
      namespace: 'default',
      name: 'web',
      podIP: `10.244.${i}.2`,
      behaviour: nginx
    }
  })
  const apply = (pods: readonly string[]) => {
    const service: ServiceRule = {
      namespace: 'default',
      name: 'shop',
      portName: '',
      protocol: 'TCP',
      clusterIP: '10.96.0.5',
      port: 80,
      nodePort: 30_080,
      affinitySeconds: 0,
      endpoints: pods.map((ip) => ({ ip, port: 80, node: '', pod: '' }))
    }
    return { type: 'linux.rules.apply', from: 'worker-1/kube-proxy', id: 1, mode, services: [service] }
  }
  const signal = (at: number | undefined, name: string) =>
    at === undefined
      ? []
      : [{ at: seconds(at), to: 'worker-2/linux', event: { type: 'linux.signal', containerId: 'c1', signal: name } }]
  const history = runBench(
    {
      startAt: seconds(-5),
      seed: 3,
      flags: { 'users-start-s': 0, 'users-rate-per-s': 2, 'users-connections': 1, ...flags },
      faults,
      events: [
        start(0),
        start(1),
        ...rules.map(([at, pods]) => ({ at: seconds(at), to: 'worker-1/linux', event: apply(pods) })),
        ...signal(killed, 'KILL'),
        ...signal(stopped, 'TERM')
      ],
      cluster: {
        workers: ['worker-1'],
        addresses: { 'worker-1': '10.0.1.21', 'worker-2': '10.0.1.22' },
        podCidrs: { 'worker-1': '10.244.0', 'worker-2': '10.244.1' }
      },
      machines: { 'kube-apiserver': api, linux, users, 'container-runtime': idle, 'kube-proxy': idle },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        ...['worker-1', 'worker-2'].flatMap((name) => [
          { id: `${name}/linux`, kind: 'linux', startDelay: 0 },
          { id: `${name}/container-runtime`, kind: 'container-runtime', startDelay: 0 }
        ]),
        { id: 'worker-1/kube-proxy', kind: 'kube-proxy', startDelay: 0 },
        { id: 'users/traffic', kind: 'users', startDelay: 0 }
      ]
    },
    seconds(until)
  )
  const context = history.head.process('users/traffic').context as Users
  return {
    traffic: trafficOf(context, clockAtStart + seconds(until)),
    kept: [...context.traffic.kept.values()],
    lost: history.timeline.facts
      .filter(({ fact }) => fact === 'connection-lost')
      .map(({ at, detail }) => ({ at: toSeconds(at), ...(detail as { why: string; silentSeconds: number }) }))
  }
}
const crash: Fault = { kind: 'crash', at: seconds(10), machine: 'worker-2' }
const onlyNear = [
  [-3, [far]],
  [12, [near]]
] as const

describe('a kept connection', () => {
  it('carries all requests', () => {
    const { traffic, kept, lost } = run({})
    expect(traffic.ok).toBe(120)
    expect(kept).toHaveLength(1)
    expect(lost).toEqual([])
  })

  it('ends with the process of its server, whose kernel says so at once; the next one goes where the rules lead', () => {
    const { traffic, kept, lost } = run({ killed: 10.2, rules: [...onlyNear, [10, [near]]] })
    expect(lost).toMatchObject([{ why: 'EOF', pod: 'default/web-1' }])
    expect(lost[0]!.at).toBeCloseTo(10.21, 2)
    expect(traffic.failed).toBe(0)
    expect(kept.map(({ pod }) => pod)).toEqual(['default/web-0'])
  })

  it.each(['iptables', 'nftables', 'ipvs'])(
    'stays with a pod that is no endpoint any more as long as that runs (%s)',
    (mode) => {
      const still = run({ mode, rules: onlyNear, until: 30 })
      expect(still.kept.map(({ pod }) => pod)).toEqual(['default/web-1'])
      const { traffic, kept, lost } = run({ mode, rules: onlyNear, stopped: 30.2 })
      expect(lost).toMatchObject([{ why: 'EOF', pod: 'default/web-1' }])
      expect(traffic.failed).toBe(0)
      expect(kept.map(({ pod }) => pod)).toEqual(['default/web-0'])
    }
  )

  it('of HTTP/1.1 to a lost node is closed by its user with the first request that gets no answer', () => {
    const { traffic, kept } = run({ faults: [crash], rules: onlyNear })
    // The one that hangs, and those that wait for it: its connection is free after two seconds.
    expect(traffic.failed).toBeGreaterThanOrEqual(1)
    expect(traffic.failed).toBeLessThanOrEqual(5)
    expect(kept.map(({ pod }) => pod)).toEqual(['default/web-0'])
  })

  it('of gRPC to a lost node fails every call until TCP gives it up after 924.6 s, though the rules have long led elsewhere', () => {
    const { traffic, lost, kept } = run({
      faults: [crash],
      rules: onlyNear,
      flags: { 'users-protocol': 'grpc' },
      until: 960
    })
    expect(lost).toMatchObject([{ why: 'Connection timed out', pod: 'default/web-1' }])
    expect(lost[0]!.at - 10).toBeGreaterThan(924)
    expect(lost[0]!.at - 10).toBeLessThan(925.2)
    expect(traffic.failed).toBeGreaterThan(1_840)
    expect(kept.map(({ pod }) => pod)).toEqual(['default/web-0'])
  })

  it.each([
    ['fewer retries', { 'tcp-retries2': 5 }, 12.6],
    ['TCP_USER_TIMEOUT, as gRPC with a keepalive sets it', { 'users-tcp-user-timeout': 20 }, 20]
  ])('is given up sooner by %s', (_, flags, after) => {
    const { lost } = run({ faults: [crash], rules: onlyNear, flags: { 'users-protocol': 'grpc', ...flags } })
    expect(lost).toMatchObject([{ why: 'Connection timed out' }])
    expect(lost[0]!.at - 10).toBeGreaterThan(after)
    expect(lost[0]!.at - 10).toBeLessThan(after + 0.6)
  })

  it('of a database pool is taken until its answer comes, whoever waits', () => {
    const flags = { 'users-protocol': 'database', 'users-connections': 2, 'users-keepalive-time': 0 }
    const { traffic, kept } = run({ faults: [crash], rules: onlyNear, flags, until: 300 })
    expect(kept).toHaveLength(2)
    expect(kept.every(({ asked, state }) => asked.length === 1 && state.startsWith('sending'))).toBe(true)
    expect(traffic.failed).toBeGreaterThan(560)
  })

  it('goes on after a cut, but only with the next retransmission: 51 s after it began, if the cut was over after 30', () => {
    const cut: Fault[] = [
      { kind: 'partition', at: seconds(10.2), groups: [['worker-1'], ['worker-2']] },
      { kind: 'heal', at: seconds(40) }
    ]
    const { lost, kept, traffic } = run({ faults: cut, flags: { 'users-protocol': 'grpc' }, until: 80 })
    expect(lost).toEqual([])
    expect(kept).toHaveLength(1)
    expect(traffic.longestOutageS).toBeGreaterThan(51)
    expect(traffic.longestOutageS).toBeLessThan(52)
  })

  it('that lies idle learns by keepalive alone that its peer is gone', () => {
    const flags = {
      'users-curve': '0s 1, 9s 1, 10s 0, 300s 0',
      'users-idle-timeout': 0,
      'users-keepalive-time': 15,
      'users-keepalive-interval': 15
    }
    const { lost } = run({ faults: [{ ...crash, at: seconds(12) }], rules: onlyNear, flags, until: 200 })
    expect(lost).toMatchObject([{ why: 'Connection timed out' }])
    // The first probe after 15 s of silence, nine of them 15 s apart.
    expect(lost[0]!.silentSeconds).toBeCloseTo(15 + 9 * 15, 0)
    expect(run({ flags, rules: onlyNear, until: 200 }).lost).toEqual([])
  })

  it.each([
    ['iptables', 1_000, []],
    ['ipvs', 1_000, ['Connection reset by peer']],
    ['ipvs', 800, []]
  ])('that lay idle longer than connection tracking remembers is reset (%s, %i s)', (mode, silence, why) => {
    const flags = {
      'users-curve': `0s 1, 9s 1, 10s 0, ${10 + silence}s 0, ${12 + silence}s 1, 3000s 1`,
      'users-idle-timeout': 0,
      'users-keepalive-time': 0,
      'users-protocol': 'database'
    }
    const { lost } = run({ mode, flags, until: silence + 20 })
    expect(lost.map((one) => one.why)).toEqual(why)
  })
})
