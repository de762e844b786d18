import { describe, expect, it } from 'vitest'
import { seconds, type Micros } from '../../base/time'
import { presetOf, prepare, type Scenario } from '../../scenarios'
import type { ApiRequest } from '../components/kube-apiserver/messages'
import { createSimulation } from '../simulation'
import type { History } from '../timeline/history'

interface Asked {
  readonly at: Micros
  readonly verb: string
}

/** Lists and watches by client process and resource, as the clients sent them, until a time. */
function asked(faults: readonly string[], until: number, preset = 'ha-master-fails', flags: Scenario['flags'] = {}) {
  const base = presetOf(preset)!
  const scenario: Scenario = {
    ...base,
    workloads: [],
    faults: [...faults],
    flags,
    cluster: { ...base.cluster, workers: 1 }
  }
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(until))
  return { history, byInformer: requestsOf(history) }
}

function requestsOf({ timeline }: History): Map<string, Asked[]> {
  const found = new Map<string, Asked[]>()
  const seen = new Set<string>()
  for (let seq = 0; seq < timeline.length; seq++) {
    const { at, type, kind, event } = timeline.get(seq)
    if (!event || kind === 'lost') continue
    // One that nobody took comes back to its sender.
    const request = (type === 'net.refused' ? (event as { ref?: object }).ref : event) as ApiRequest | undefined
    if (request?.type !== 'api.request' || request.conn.startsWith('users/')) continue
    const { verb, resource, conn } = request
    if (verb !== 'list' && verb !== 'watch') continue
    // One that a load balancer carries arrives twice.
    const name = `${conn} ${request.id}`
    if (seen.has(name)) continue
    seen.add(name)
    const client = conn.split(':')[0]! // with the number of its life
    const key = `${client} ${resource}`
    found.set(key, [...(found.get(key) ?? []), { at, verb }])
  }
  return found
}

/** The most that one informer asked within any stretch of this length. */
function most(requests: readonly Asked[], verb: string, stretch: number): number {
  const times = requests.filter((request) => request.verb === verb).map(({ at }) => at)
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + seconds(stretch)).length))
}

describe('informers of living clients', () => {
  const storms: Readonly<Record<string, readonly string[]>> = {
    'one restart': ['10s restart master-1/kube-apiserver'],
    'restarts in a row': [
      '10s restart master-1/kube-apiserver',
      '11s restart master-1/kube-apiserver',
      '12s restart master-2/kube-apiserver',
      '13s restart master-1/kube-apiserver'
    ],
    'kills of all': [
      '10s kill master-1/kube-apiserver',
      '10s kill master-2/kube-apiserver',
      '10s kill master-3/kube-apiserver'
    ],
    'a pause': ['10s pause master-1/kube-apiserver', '15s resume master-1/kube-apiserver'],
    'a partition': ['10s partition master-1 | master-2 master-3', '18s heal'],
    'etcd restarts': ['10s restart master-1/etcd', '12s restart master-2/etcd', '14s restart master-3/etcd']
  }
  for (const [name, faults] of Object.entries(storms)) {
    it(`${name}: each asks a bounded number of times and watches again`, () => {
      const { byInformer, history } = asked(faults, 40)
      expect(byInformer.size).toBeGreaterThan(30)
      for (const [informer, requests] of byInformer) {
        // After a failure at once, then after 0.8 to 1.6 s, 1.6 to 3.2 s …: each of the four faults begins a failure.
        expect(most(requests, 'list', 2), `${informer} lists`).toBeLessThanOrEqual(3)
        expect(most(requests, 'watch', 2), `${informer} watches`).toBeLessThanOrEqual(4)
        expect(requests.length, informer).toBeLessThan(30)
      }
      // The longest back-off is over.
      history.advance(seconds(80))
      for (const { id, status, table, context } of history.head.processes) {
        if (status !== 'running') continue
        for (const [resource, { state }] of table.charts.get('informer')?.items(context) ?? [])
          expect(['watching', 'stopped', ''], `${id} ${resource} is ${state}`).toContain(state)
      }
    }, 60_000)
  }

  it('waits longer from failure to failure', () => {
    const { history } = asked(['10s kill master-1/kube-apiserver'], 60, 'single-master-fails', {
      'static-pods': false
    })
    // What is refused is never sent: the charts tell how often they tried.
    const { timeline, head } = history
    const tries = new Map<string, number>()
    for (let i = timeline.transitions.before(0); i < timeline.transitions.before(head.entries); i++) {
      const { entry, chart, item, edge } = timeline.transitions.get(i)
      const process = head.processes[timeline.processOf(entry)]!
      // Those that have lost an election are in another life.
      if (chart !== 'informer' || timeline.at(entry) <= seconds(10) || process.incarnation > 1) continue
      const { to } = process.table.charts.get('informer')!.shape.edges[edge]!
      if (to !== 'listing' && to !== 'watching') continue
      const key = `${process.id} ${item}`
      tries.set(key, (tries.get(key) ?? 0) + 1)
    }
    expect(tries.size).toBeGreaterThan(5)
    for (const [informer, count] of tries) {
      // At once, then with 0.8, 1.6, 3.2, 6.4, 12.8 and 25.6 s between, up to twice as long.
      expect(count, informer).toBeLessThanOrEqual(7)
      expect(count, informer).toBeGreaterThan(2)
    }
  }, 60_000)
})
