import { parseAllDocuments } from 'yaml'
import { describe, expect, it } from 'vitest'
import texts from '../../../../conformance/data/kubectl/texts.json'
import { parseTime } from '../../api/timestamp'
import { clockAtStart } from '../../kernel/types'
import type { ApiRequest } from '../kube-apiserver/messages'
import { runFake, type FakeAnswer } from './test-world'
import { humanDuration } from '../../api/duration'
import { toYaml } from './print/yaml'
import { align, describeTable, getTable } from './tabwriter'

const recorded = new Map(texts.map((text) => [text.n, text]))
const yamlOf = (n: number): object => parseAllDocuments(recorded.get(n)!.stdout)[0]!.toJS() as object

/** Run time of an Enter whose output is made at a time of the clock. */
const clockAt = (text: string): number => parseTime(text) - clockAtStart + 100_000

/** Prints from objects at a time; the recorded text is what must come out. */
function check(n: number, at: string, answer: (request: ApiRequest) => unknown): void {
  const { command, stdout, exit } = recorded.get(n)!
  const server = (request: ApiRequest): FakeAnswer => {
    const body = answer(request)
    return body === null
      ? { code: 404, body: { kind: 'Status', reason: 'NotFound', message: 'not found', code: 404 } }
      : {
          code: 200,
          body: Array.isArray(body)
            ? { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '1' }, items: body }
            : body
        }
  }
  const ran = runFake(command, server, { at: clockAt(at) })
  expect(ran.stdout).toBe(stdout)
  expect(ran.exit).toBe(exit)
}

/** An object of a name, made some seconds ago. */
const made = (name: string, at: string, ago: number, rest: object, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  metadata: { name, namespace: 'default', uid: name, creationTimestamp: before(at, ago), labels },
  ...rest
})
const before = (at: string, ago: number): string =>
  new Date(Date.parse(at) - ago * 1_000).toISOString().replace('.000Z', 'Z')

const noon = '2026-11-23T12:00:00Z'
const running = { ready: true, restartCount: 0, state: { running: {} } }
const waiting = (reason: string, rest: object = {}) => ({
  ready: false,
  restartCount: 0,
  state: { waiting: { reason } },
  ...rest
})

const podOf = (name: string, ago: number, status: object, spec: object = {}) => ({
  ...made(name, noon, ago, {}),
  kind: 'Pod',
  spec: { containers: [{ name: 'a' }], ...spec },
  status: { phase: 'Running', ...status }
})

describe('kubectl get', () => {
  it('prints nodes', () => {
    const node = (name: string, labels: Record<string, string> = {}, unschedulable = false) => ({
      ...made(name, noon, 17 * 60, { kind: 'Node' }, { 'kubernetes.io/hostname': name, ...labels }),
      spec: { unschedulable },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        capacity: { cpu: '2' },
        addresses: [
          {
            type: 'InternalIP',
            address: `10.97.0.${{ m: 11, 1: 21, 2: 22, 3: 23 }[name.startsWith('m') ? 'm' : name.at(-1)!]}`
          }
        ],
        nodeInfo: {
          kubeletVersion: 'v1.25.10',
          osImage: 'Debian GNU/Linux 12 (bookworm)',
          kernelVersion: '6.1.0-9-amd64',
          containerRuntimeVersion: 'containerd://1.6.20'
        }
      }
    })
    const control = { 'node-role.kubernetes.io/control-plane': '' }
    const nodes = [node('master-1', control), node('worker-1'), node('worker-2'), node('worker-3', {}, true)]
    for (const n of [1, 2, 3, 6, 7]) check(n, noon, () => nodes)
    check(9, noon, ({ options }) =>
      nodes.filter(({ metadata }) => options?.labelSelector === `kubernetes.io/hostname=${metadata.name}`)
    )
  })

  it('prints pods in all their states', () => {
    const name = (hash: string, end: string) => `web-${hash}-${end}`
    check(149, noon, () => [
      ...(['d4h4f', 'df72k', 'twwzm', 'xp8hv'] as const).map((end, i) =>
        podOf(name('68f97dfd85', end), i === 0 ? 10 : 11, { containerStatuses: [running] })
      ),
      podOf(name('695f7cb69', 'drbnr'), 8, { phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] }),
      podOf(name('695f7cb69', 'hhlsk'), 8, { phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] }),
      podOf(name('695f7cb69', 't9dj8'), 7, { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] })
    ])
    check(336, noon, () => podOf('nosched', 4, { phase: 'Pending' }))
    check(42, noon, () => [
      podOf('nginx', 6, { containerStatuses: [running], podIP: '10.244.1.20' }, { nodeName: 'worker-2' })
    ])
    const finished = { ready: false, restartCount: 0, state: { terminated: { reason: 'Completed', exitCode: 0 } } }
    const ends = { jnbmc: 95, p97dt: 96, t8bbc: 95, twwzm: 122, xp8hv: 122 }
    check(277, noon, () => [
      podOf('hello-2blvz', 9, { phase: 'Succeeded', containerStatuses: [finished] }),
      ...Object.entries(ends).map(([end, ago]) => podOf(name('68f97dfd85', end), ago, { containerStatuses: [running] }))
    ])
  })

  it('says how long ago a container was restarted', () => {
    const restarted = (count: number, ago: number) => ({
      ...running,
      restartCount: count,
      lastState: { terminated: { exitCode: 1, finishedAt: before(noon, ago) } }
    })
    const ages: [string, number, object][] = recorded
      .get(522)!
      .stdout.trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, name, restarts, ago, age] = /^(\S+) +1\/1 +Running +(\d+)(?: \((\w+) ago\))? +(\w+)$/.exec(line)!
        return [name!, secondsOf(age!), ago ? restarted(Number(restarts), secondsOf(ago)) : running]
      })
    check(522, noon, () => ages.map(([name, age, status]) => podOf(name, age, { containerStatuses: [status] })))
  })

  it('watches: later rows keep the columns that were printed', () => {
    const crash = (age: number, count: number, ago: number, state: object, ready = false) =>
      podOf('crash', age, {
        containerStatuses: [
          {
            ready,
            restartCount: count,
            state,
            lastState: { terminated: { exitCode: 1, finishedAt: before(noon, ago) } }
          }
        ]
      })
    const backOff = { waiting: { reason: 'CrashLoopBackOff' } }
    const { stdout } = runFake(
      'get pods -w',
      ({ verb }) =>
        verb === 'watch'
          ? {
              watch: [
                { type: 'MODIFIED', object: crash(37, 3, 21, { running: {} }, true) },
                { type: 'MODIFIED', object: crash(39, 3, 1, backOff) }
              ]
            }
          : {
              code: 200,
              body: {
                apiVersion: 'v1',
                kind: 'PodList',
                metadata: { resourceVersion: '1' },
                items: [crash(25, 2, 9, backOff), podOf('web-68f97dfd85-jnbmc', 122, {})]
              }
            },
      { at: clockAt(noon) }
    )
    const lines = recorded.get(282)!.stdout.split('\n')
    expect(stdout.split('\n').slice(3, 5)).toEqual([lines[7], lines[9]])
  })

  it('prints deployments, services, budgets, and several kinds at once', () => {
    const deployment = (name: string, ago: number, ready: number, wanted: number) => ({
      ...made(name, noon, ago, { kind: 'Deployment' }),
      spec: {
        replicas: wanted,
        selector: { matchLabels: { app: name } },
        template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.24' }] } }
      },
      status: { readyReplicas: ready, updatedReplicas: wanted, availableReplicas: ready }
    })
    check(102, noon, () => [deployment('web', 2, 3, 3)])
    const service = (name: string, ago: number, clusterIP: string, port: object, type = 'ClusterIP') => ({
      ...made(name, noon, ago, { kind: 'Service' }),
      spec: { type, clusterIP, ports: [{ protocol: 'TCP', ...port }], selector: { app: name } }
    })
    const kubernetes = service('kubernetes', 522, '10.96.0.1', { port: 443 })
    check(114, noon, () => service('web', 0, '10.107.82.117', { port: 80 }))
    const budget = { ...made('shop', noon, 1, {}), spec: { minAvailable: 1 }, status: { disruptionsAllowed: 0 } }
    const all: Record<string, object[]> = {
      deployments: [deployment('shop', 1, 0, 2), deployment('web', 125, 5, 5)],
      services: [
        kubernetes,
        service('shop', 1, '10.110.39.156', { port: 80 }),
        service('web', 121, '10.107.82.117', { port: 80 }),
        service('web-np', 121, '10.104.55.12', { port: 80, nodePort: 31419 }, 'NodePort')
      ],
      poddisruptionbudgets: [budget]
    }
    check(263, noon, ({ resource }) => all[resource])
  })

  it('prints endpoints, slices, leases, events', () => {
    const subsets = [
      { addresses: ['11', '12', '13'].map((end) => ({ ip: `10.99.0.${end}` })), ports: [{ port: 20443 }] }
    ]
    check(508, noon, () => ({ ...made('kubernetes', noon, 43 * 60, {}), subsets }))
    const lease = (name: string, holderIdentity: string) => ({
      ...made(name, noon, 43 * 60, {}),
      spec: { holderIdentity }
    })
    check(503, noon, () => [
      lease('kube-controller-manager', 'master-3_ff8c1a44-ad7e-4e34-adf9-2da4946d7703'),
      lease('kube-scheduler', 'master-3_5c236cfe-af9c-4c5f-9f89-670e62d8110b')
    ])
    const events = recorded
      .get(53)!
      .stdout.trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {3,}/))
      .map(([seen, type, reason, , message]) => ({
        ...made('e', noon, 0, { type, reason, message, involvedObject: { kind: 'Pod', name: 'nginx' } }),
        lastTimestamp: before(noon, secondsOf(seen!))
      }))
    check(53, noon, () => events)
  })

  it('prints YAML as Go does', () => {
    for (const n of [4, 33, 43, 118]) check(n, noon, () => yamlOf(n))
  })
})

const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 }
const secondsOf = (text: string): number =>
  [...text.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)

describe('small parts', () => {
  it('says ages as kubectl does', () => {
    const said = [0, 59, 119, 120, 125, 600, 10_799, 10_800, 28_799, 28_800, 172_799, 172_800, 700_000, 63_072_000]
    expect(said.map((seconds) => humanDuration(seconds * 1_000_000))).toEqual([
      '0s',
      '59s',
      '119s',
      '2m',
      '2m5s',
      '10m',
      '179m',
      '3h',
      '7h59m',
      '8h',
      '47h',
      '2d',
      '8d',
      '2y'
    ])
  })

  it('aligns blocks of lines independently', () => {
    expect(align('a\tb\nlonger\tc\n\nx\ty', describeTable)).toBe('a       b\nlonger  c\n\nx  y')
    expect(align('A\tB\tC\n1\t\t3', getTable())).toBe('A     B     C\n1           3')
  })

  it('quotes what YAML would read as something else', () => {
    expect(
      toYaml({
        b: 'true',
        a: '1.5',
        c: 'x: y',
        d: 'plain text',
        e: '',
        f: '2026-01-01T00:00:00Z',
        g: 'two\nlines\n',
        h: '*'
      })
    ).toBe(
      'a: "1.5"\nb: "true"\nc: \'x: y\'\nd: plain text\ne: ""\nf: "2026-01-01T00:00:00Z"\ng: |\n  two\n  lines\nh: \'*\'\n'
    )
  })
})
