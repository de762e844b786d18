import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ms, seconds, toSeconds } from '../../../base/time'
import type { KubeObject, Pod } from '../../api/types'
import { isLeader } from '../../client-go/leaderelection'
import type { Fault } from '../../faults/types'
import type { Delivered, Flags } from '../../kernel/types'
import { fakeApi, keyFor, type Edit, type FakeApi } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import type { ApiRequest } from '../kube-apiserver/messages'
import type { KubeScheduler } from './context'
import { machine } from './machine'

interface Written {
  readonly at: number
  readonly verb: string
  readonly what: string
  readonly name: string
  readonly body: Readonly<Record<string, never>>
}

type Object = { [key: string]: unknown; metadata: { name: string; namespace?: string; [key: string]: unknown } }
/** What somebody else does to the cluster at a time. */
type Deed = Edit & { readonly at: number }
type Asked = Delivered<ApiRequest>

const gigabyte = '1Gi'
const node = (name: string, cpu: string, extra: object = {}): Object => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  spec: {},
  status: { allocatable: { cpu, memory: '16Gi', pods: '110' } },
  ...extra
})
const pod = (name: string, cpu: string, spec: object = {}): Object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `uid-${name}` },
  spec: {
    containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu, memory: gigabyte } } }],
    schedulerName: 'default-scheduler',
    priority: 0,
    ...spec
  },
  status: {}
})
const put = (at: number, resource: string, object: Object): Deed => ({
  at: seconds(at),
  resource,
  object: object as unknown as KubeObject
})
const remove = (at: number, resource: string, name: string): Deed => ({
  at: seconds(at),
  resource,
  remove: keyFor(resource, resource === 'pods' ? 'default' : undefined, name)
})

/** An API server that stores what it is told, lets pods go at once and refuses the bindings it is told to. */
const apiServer = (deeds: readonly Deed[], refuse: (request: Asked, now: number) => boolean) =>
  fakeApi({
    deeds,
    graceful: false,
    answer: (asked, _api, since) => {
      if (!refuse(asked, since)) return undefined
      const message = `Operation cannot be fulfilled on pods/binding "${asked.name}": pod ${asked.name} is already assigned`
      return { code: 409, body: { kind: 'Status', message, reason: 'Conflict', code: 409 } }
    }
  })

const reads = ['get', 'list', 'watch']
const writtenTo = ({ calls }: FakeApi): Written[] =>
  calls
    .filter(({ verb, resource }) => resource !== 'leases' && !reads.includes(verb))
    .map(({ at, verb, resource, subresource, name, body }) => ({
      at: toSeconds(at),
      verb,
      what: subresource ? `${resource}/${subresource}` : resource,
      name: name || ((body as { regarding?: { name: string } })?.regarding?.name ?? ''),
      body: body as Written['body']
    }))

const isElection = (body: Written['body'] | undefined): boolean => body?.['reason'] === 'LeaderElection'

interface Options {
  readonly until?: number
  readonly flags?: Flags
  readonly faults?: readonly Fault[]
  readonly schedulers?: number
  readonly refuse?: (request: Asked, now: number) => boolean
}

/** Objects of deeds before time 0 are there when the scheduler starts. */
function run(
  deeds: readonly Deed[],
  { until = 10, flags = {}, faults = [], schedulers = 1, refuse = () => false }: Options = {}
) {
  const names = ['kube-scheduler', 'second-scheduler'].slice(0, schedulers)
  const history = runBench(
    {
      flags,
      faults,
      machines: { 'kube-apiserver': apiServer(deeds, refuse), 'kube-scheduler': machine },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        ...names.map((name, i) => ({ id: `master-1/${name}`, kind: 'kube-scheduler', startDelay: ms(10 + i) }))
      ]
    },
    seconds(until)
  )
  const api = history.head.process('master-1/kube-apiserver').context as FakeApi
  const written = writtenTo(api)
  const scheduler = (name = 'kube-scheduler') => history.head.process(`master-1/${name}`).context as KubeScheduler
  return {
    history,
    written: written.filter(({ body }) => !isElection(body)),
    elections: written.filter(({ body }) => isElection(body)),
    scheduler,
    bindings: written.filter(({ what }) => what === 'pods/binding'),
    events: written
      .filter(({ what, body }) => what === 'events' && !isElection(body))
      .map(({ name, body }) => `${name}: ${body['note'] as unknown as string}`),
    nodeOf: (name: string) => (api.objects.get(keyFor('pods', 'default', name)) as Pod | undefined)?.spec.nodeName,
    pod: (name: string) => api.objects.get(keyFor('pods', 'default', name))
  }
}

const two = [put(-1, 'nodes', node('a', '4')), put(-1, 'nodes', node('b', '2'))]
const attempts = (written: readonly Written[], name: string) =>
  written.filter((each) => each.what === 'events' && each.name === name)

describe('kube-scheduler', () => {
  it('binds a pod to the emptier node within milliseconds, then says so', () => {
    const { written, nodeOf, events, scheduler } = run([...two, put(5, 'pods', pod('web', '500m'))])
    expect(nodeOf('web')).toBe('a')
    expect(written.map(({ verb, what }) => `${verb} ${what}`)).toEqual(['create pods/binding', 'create events'])
    expect(written[0]!.at - 5).toBeLessThan(0.005)
    expect(events).toEqual(['web: Successfully assigned default/web to a'])
    // By hand: LeastAllocated a (87 + 93) / 2 = 90, b (75 + 93) / 2 = 84; balanced 96 and 90 with the pod, 100 without: (150 + 96 - 100) / 2 = 73 and 70; taints 300 each.
    const [a, b] = scheduler().explanations.get('default/web')!.scores
    expect(a).toMatchObject({
      node: 'a',
      total: 463,
      plugins: { NodeResourcesFit: 90, NodeResourcesBalancedAllocation: 73 }
    })
    expect(b).toMatchObject({
      node: 'b',
      total: 454,
      plugins: { NodeResourcesFit: 84, NodeResourcesBalancedAllocation: 70 }
    })
  })

  it('counts assumed pods before they are bound: a burst does not overfill a node', () => {
    const burst = ['p1', 'p2', 'p3', 'p4'].map((name) => put(5, 'pods', pod(name, '1500m')))
    const { nodeOf } = run([...two, ...burst])
    const nodes = ['p1', 'p2', 'p3', 'p4'].map(nodeOf)
    expect(nodes.filter((name) => name === 'a')).toHaveLength(2)
    expect(nodes.filter((name) => name === 'b')).toHaveLength(1)
    expect(nodes.filter((name) => name === undefined)).toHaveLength(1)
  })

  it('reports a pod that fits nowhere: event first, then its status', () => {
    const { written } = run([...two, put(5, 'pods', pod('big', '64'))], { flags: { release: '1.25' } })
    const message =
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.'
    expect(written.map(({ verb, what }) => `${verb} ${what}`)).toEqual(['create events', 'patch pods/status'])
    expect(written[0]!.body).toMatchObject({ reason: 'FailedScheduling', type: 'Warning', note: message })
    expect(written[1]!.body).toMatchObject({
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] }
    })
  })

  it('leaves pods of other schedulers alone', () => {
    expect(run([...two, put(5, 'pods', pod('other', '1', { schedulerName: 'mine' }))]).written).toEqual([])
  })

  it('forgets a pod whose binding was refused, and tries again after its back-off', () => {
    const refuse = ({ subresource }: Asked, now: number) => subresource === 'binding' && now < seconds(6)
    const { bindings, events, nodeOf } = run([...two, put(5, 'pods', pod('web', '3'))], { refuse })
    expect(events[0]).toContain('running Bind plugin "DefaultBinder": Operation cannot be fulfilled')
    expect(bindings).toHaveLength(2)
    const gap = bindings[1]!.at - bindings[0]!.at
    expect(gap).toBeGreaterThan(1)
    expect(gap).toBeLessThan(2.1)
    expect(nodeOf('web')).toBe('a')
  })
})

describe('preemption', () => {
  const low = (name: string) => pod(name, '1500m', { priority: 100, nodeName: 'b' })
  it('deletes the victim, nominates the node, and binds when there is room', () => {
    const deeds = [
      put(-1, 'nodes', node('b', '2')),
      put(-1, 'pods', low('old')),
      put(5, 'pods', pod('vip', '1', { priority: 10_000 }))
    ]
    const { written, nodeOf, pod: podOf } = run(deeds, { flags: { release: '1.25' } })
    expect(written.map(({ verb, what, name }) => `${verb} ${what} ${name}`)).toEqual([
      'delete pods old',
      'create events old',
      'create events vip',
      'patch pods/status vip',
      'create pods/binding vip',
      'create events vip'
    ])
    expect(written[1]!.body).toMatchObject({ reason: 'Preempted', note: 'Preempted by a pod on node b' })
    expect(written[2]!.body['note']).toBe('0/1 nodes are available: 1 Insufficient cpu.')
    expect(written[3]!.body).toMatchObject({ status: { nominatedNodeName: 'b' } })
    expect(podOf('old')).toBeUndefined()
    expect(nodeOf('vip')).toBe('b')
  })

  it('keeps the room for the nominated pod: a later one of lower priority has to wait', () => {
    const deeds = [
      put(-1, 'nodes', node('b', '2')),
      put(-1, 'pods', low('old')),
      put(5, 'pods', pod('vip', '1', { priority: 10_000 })),
      put(5.004, 'pods', pod('late', '1500m', { priority: 50 }))
    ]
    const { nodeOf } = run(deeds, { until: 30 })
    expect(nodeOf('vip')).toBe('b')
    expect(nodeOf('late')).toBeUndefined()
  })
})

describe('the queue', () => {
  const cases = readFileSync(
    new URL('../../../../conformance/data/scheduler-queue-cases.jsonl', import.meta.url),
    'utf8'
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)
  interface Recorded {
    readonly id: string
    readonly kind: string
    readonly pods: readonly { name: string; priority: number; cpu: string }[]
    readonly firstAttemptOrder: readonly string[]
    readonly boundFirst: readonly string[]
    readonly gaps: readonly number[]
  }

  it.each(cases.filter(({ kind }) => kind === 'order-at-scheduler-start'))(
    '$id: higher priority first, as recorded',
    (one) => {
      const priority = new Map(one.pods.map((each) => [each.name, each.priority]))
      const deeds = one.pods.map(({ name, cpu, priority }) => put(-1, 'pods', pod(name, cpu, { priority })))
      // Only first attempts: some pods are back a second later, because the bindings' news came while they were tried.
      const options = { flags: { release: '1.25' }, until: 0.9 }
      const { bindings, scheduler } = run([put(-1, 'nodes', node('n', '2')), ...deeds], options)
      const tried = [...scheduler().explanations.keys()].map((key) => key.replace('default/', ''))
      // The order within one priority is arbitrary in the real one.
      expect(tried.map((name) => priority.get(name))).toEqual(one.firstAttemptOrder.map((name) => priority.get(name)))
      expect(bindings.map(({ name }) => priority.get(name))).toEqual(
        one.boundFirst.map((name) => priority.get(name)!).sort((a, b) => b - a)
      )
    }
  )

  it('retries with the recorded gaps while helpful events keep coming', () => {
    const recorded = cases.find(({ id }) => id === 'backoff-timing')!.gaps
    const fillers = Array.from({ length: 420 }, (_, i) => [
      put(5.3 + i * 0.15, 'pods', pod(`f${i}`, '10m', { nodeName: 'n' })),
      remove(5.375 + i * 0.15, 'pods', `f${i}`)
    ]).flat()
    const deeds = [put(-1, 'nodes', node('n', '4')), put(5.35, 'pods', pod('big', '64')), ...fillers]
    const { history, scheduler } = run(deeds, { until: 60, flags: { release: '1.25' } })
    const times: number[] = []
    for (let i = 0; i < history.timeline.length; i++) {
      const entry = history.timeline.get(i)
      if (entry.kind === 'timer' && entry.event?.type === 'cycle.decide') times.push(toSeconds(entry.at))
    }
    const gaps = times.slice(1).map((at, i) => at - times[i]!)
    expect(scheduler().queue.schedulingCycle).toBe(8)
    // The first gap ends at the first flush tick a second or more later; from then on attempts and ticks are in step.
    expect(gaps[0]).toBeGreaterThan(1)
    expect(gaps[0]).toBeLessThan(2)
    for (const [i, gap] of gaps.entries()) if (i > 0) expect(gap).toBeCloseTo(recorded[i]!, 1)
  })

  it('is not woken by a node that would still not take the pod, and is by one that would', () => {
    const toggles = Array.from({ length: 30 }, (_, i) => put(6 + 2 * i, 'nodes', node('n', i % 2 ? '4' : '5')))
    const deeds = [put(-1, 'nodes', node('n', '4')), put(5, 'pods', pod('big', '64')), ...toggles]
    const { written, nodeOf } = run([...deeds, put(67, 'nodes', node('huge', '80'))], {
      until: 70,
      flags: { release: '1.25' }
    })
    expect(attempts(written, 'big')).toHaveLength(2)
    expect(nodeOf('big')).toBe('huge')
    expect(written.find(({ what }) => what === 'pods/binding')!.at).toBeCloseTo(67, 1)
  })

  it('tries a pod again after five minutes even if nothing happened', () => {
    const { scheduler } = run([put(-1, 'nodes', node('n', '4')), put(5, 'pods', pod('big', '64'))], { until: 340 })
    expect(scheduler().queue.schedulingCycle).toBe(2)
    const early = run([put(-1, 'nodes', node('n', '4')), put(5, 'pods', pod('big', '64'))], { until: 304 })
    expect(early.scheduler().queue.schedulingCycle).toBe(1)
  })
})

describe('leader election', () => {
  const seconds10 = seconds(10)
  const later = put(12, 'pods', pod('web', '1'))

  it('lets one schedule, and the other take over when the lease has run out', () => {
    const faults: Fault[] = [{ kind: 'kill', at: seconds10, target: 'master-1/kube-scheduler' }]
    const { bindings, nodeOf, scheduler } = run([...two, later], { schedulers: 2, until: 40, faults })
    expect(nodeOf('web')).toBe('a')
    expect(bindings).toHaveLength(1)
    // 15 s since it last saw a renewal, as old as 2 s or as late as 4.4 s, and then up to 4.4 s until it looks again.
    expect(bindings[0]!.at - 10).toBeGreaterThan(13)
    expect(bindings[0]!.at - 10).toBeLessThan(23.9)
    expect(isLeader(scheduler('second-scheduler').election)).toBe(true)
  })

  it('hands over at once when it is stopped cleanly', () => {
    const faults: Fault[] = [{ kind: 'stop', at: seconds10, target: 'master-1/kube-scheduler' }]
    const { bindings } = run([...two, later], { schedulers: 2, until: 20, faults })
    expect(bindings).toHaveLength(1)
    expect(bindings[0]!.at - 10).toBeLessThan(4.5)
  })

  it('keeps both caches filled: the standby binds nothing', () => {
    const { scheduler, bindings, elections } = run([...two, put(5, 'pods', pod('web', '1'))], { schedulers: 2 })
    expect(bindings).toHaveLength(1)
    expect(elections).toHaveLength(1)
    expect(elections[0]!.body).toMatchObject({
      involvedObject: { kind: 'Lease', name: 'kube-scheduler' },
      source: { component: 'default-scheduler' },
      message: `${scheduler().election.identity} became leader`
    })
    expect(scheduler('second-scheduler').cache.pods.get('default/web')).toMatchObject({ node: 'a', assumed: false })
    expect(scheduler('second-scheduler').queue.active.size).toBe(0)
  })

  it('ends when it cannot renew for 10 s, and has waited 5 s more for leave to give the lease back', () => {
    const faults: Fault[] = [{ kind: 'pause', at: seconds10, target: 'master-1/kube-apiserver' }]
    const { history } = run(two, { until: 30, faults })
    const ends = history.timeline.lives.filter(({ status, process }) => status === 'stopped' && process === 1)
    expect(ends).toHaveLength(1)
    expect(toSeconds(ends[0]!.at)).toBeGreaterThan(25)
    expect(toSeconds(ends[0]!.at)).toBeLessThan(27.1)
  })
})
