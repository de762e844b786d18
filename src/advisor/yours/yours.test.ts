import { describe, expect, it } from 'vitest'
import { atOnce, Worker } from '../job'
import { Pool, type Jobber } from '../pool'
import { groupedByOwner, lossesOf } from './losses'
import { readYours, type Yours } from './read'
import { clusterText } from './test-cluster'

const read = (text: string): Yours => {
  const yours = readYours(text)
  if (!yours.ok) throw new Error(yours.error)
  return yours.value
}
const here = (): Jobber => {
  const worker = new Worker()
  return { ask: async (job) => Promise.resolve(atOnce(worker.run(job))), close: () => {} }
}

/** What kind makes: one control plane, three workers of two CPUs. */
const kind = { zones: ['a', 'b', 'c'], masters: 1, workers: 3, cpu: 2, memoryGib: 4 } as const

describe('a cluster of three nodes', () => {
  const own = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'debug', namespace: 'shop' },
    spec: { nodeName: 'shop-worker-0', containers: [{ name: 'sh', image: 'busybox' }] },
    status: { phase: 'Running' }
  }
  const claim = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    metadata: { name: 'data-db-0', namespace: 'shop' },
    status: { phase: 'Pending' }
  }
  const yours = read(
    clusterText(
      kind,
      [
        { name: 'web', replicas: 3, cpu: '900m', budget: { minAvailable: 3 } },
        { name: 'api', replicas: 2, cpu: '200m', on: ['shop-worker-1'], budget: { maxUnavailable: 1 } },
        {
          name: 'pinned',
          replicas: 1,
          cpu: '100m',
          spec: {
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['shop-worker-2'] }] }
                  ]
                }
              }
            }
          }
        },
        {
          name: 'apart',
          replicas: 3,
          cpu: '100m',
          spec: {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: { matchLabels: { app: 'apart' } }, topologyKey: 'topology.kubernetes.io/zone' }
                ]
              }
            }
          }
        },
        { name: 'agent', kind: 'DaemonSet', replicas: 3, cpu: '50m' }
      ],
      [own, claim]
    )
  )

  it('says what can be read off it', () => {
    expect(yours.written.map(({ what, name }) => `${what} ${name}`).sort()).toEqual([
      'nobody-replaces Pod shop/debug',
      'one-node Deployment shop/api',
      'one-replica Deployment shop/pinned',
      'unbound-claim PersistentVolumeClaim shop/data-db-0'
    ])
  })

  it('finds no place for what the scheduler refuses, and drains that never end', async () => {
    const only = {
      ...yours,
      objects: {
        ...yours.objects,
        Node: yours.objects.Node.filter(({ metadata }) => metadata.name === 'shop-worker-2')
      },
      zones: ['c']
    }
    const { now, losses } = await lossesOf(only, new Pool(here, 1))
    expect(now.homeless).toEqual([])
    const gone = losses.find(({ kind: what }) => what === 'node')!
    const why = Object.fromEntries(groupedByOwner(gone.displaced.homeless).map((one) => [one.owner, one.why]))
    // Its own node is gone, and its zone (the other taint is the master's); each sentence is the scheduler's.
    expect(why['shop/pinned']).toMatch(/^0\/4 nodes are available: .*2 node\(s\) had untolerated taint/)
    expect(why['shop/apart']).toMatch(/didn't match pod anti-affinity rules/)
    expect(Object.keys(why)).not.toContain('shop/agent')
    const drain = losses.find(({ kind: what }) => what === 'drain')!
    expect(drain.displaced.refused.map(({ owner, budgets }) => [owner, ...budgets])).toEqual([['shop/web', 'shop/web']])
    expect(drain.displaced.refused[0]!.why).toContain(
      "Cannot evict pod as it would violate the pod's disruption budget."
    )
    const zone = losses.find(({ kind: what }) => what === 'zone')!
    expect(zone.displaced.moved).toBeGreaterThan(0)
  }, 180_000)
})

describe('a cluster of 40 nodes in three zones with 300 pods', () => {
  it('is built with all of its pods in place, and tells what a lost zone leaves without one', async () => {
    const workloads = Array.from({ length: 36 }, (_, i) => ({
      name: `service-${i}`,
      kind: i % 12 === 11 ? ('StatefulSet' as const) : ('Deployment' as const),
      replicas: 3 + (i % 11),
      cpu: `${100 + 50 * (i % 7)}m`
    }))
    const gpu = { name: 'render', replicas: 4, cpu: '5', spec: { nodeSelector: { pool: 'gpu' } } }
    const text = clusterText({ zones: ['eu-1a', 'eu-1b', 'eu-1c'], masters: 3, workers: 37, cpu: 8, memoryGib: 32 }, [
      ...workloads,
      { name: 'agent', kind: 'DaemonSet', replicas: 0, cpu: '100m' },
      { ...gpu, replicas: 3 }
    ])
    const yours = read(text)
    expect([yours.nodes, yours.zones.length]).toEqual([40, 3])
    expect(yours.pods).toBeGreaterThan(300)
    const worker = new Worker()
    const nodes = yours.objects.Node.filter(
      ({ metadata }) => metadata.labels['topology.kubernetes.io/zone'] === 'eu-1a'
    ).map(({ metadata }) => yours.machines.machineOf.get(metadata.name)!)
    const { scenario } = yours
    expect(atOnce(worker.run({ type: 'removal', scenario, removal: { nodes: [], how: 'none' } })).homeless).toEqual([])
    const lost = atOnce(worker.run({ type: 'removal', scenario, removal: { nodes, how: 'gone' } }))
    expect(lost.moved).toBeGreaterThan(60)
    expect(new Set(lost.homeless.map(({ owner }) => owner))).toEqual(new Set(['shop/render']))
  }, 240_000)
})

describe('what is no cluster', () => {
  it('gets a sentence', () => {
    const node = { kind: 'Node', metadata: { name: 'one' }, status: { allocatable: { cpu: '2', memory: '4Gi' } } }
    const list = (...items: unknown[]) => JSON.stringify({ kind: 'List', items })
    for (const [text, said] of [
      ['', /^There is nothing in it/],
      ['[1, 2]', /^Item 1 is no Kubernetes object/],
      ['{"kind":"List","items":[7]}', /^Item 1 is no Kubernetes object/],
      [list({ kind: 'Secret', metadata: { name: 'x' }, data: { a: 'b' } }), /There is no Node among the 1 items/],
      [list({ ...node, status: {} }), /^Item 1, Node 'one': status\.allocatable does not fit/],
      [list({ ...node, status: { allocatable: { cpu: 'many', memory: '4Gi' } } }), /^Node 'one': its allocatable/],
      [list(node, node), /^Node 'one' is there twice/],
      [
        list(node, { kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [] } }),
        /^Item 2, Pod 'p': spec\.containers/
      ]
    ] as const) {
      const read = readYours(text)
      expect(read.ok ? 'read' : read.error).toMatch(said)
    }
  })

  it('carries nothing on that decides no placement', () => {
    const { scenario } = read(clusterText(kind, [{ name: 'web', replicas: 1, cpu: '100m' }]))
    expect(JSON.stringify(scenario)).not.toMatch(/managedFields|secretKeyRef|registry\.example\.com|uid|healthz/)
  })
})
