import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../api/types'
import { runFilter, runPreFilter, runScore } from '../framework/cycle'
import { noListers, type Listers } from '../framework/listers'
import { podInfo, type PodInfo } from '../framework/pod-info'
import type { Release } from '../../../releases'
import type { Snapshot } from '../framework/types'
import { addPod, emptyNodeTable, nodesInOrder, setNode } from '../node-table'

type Fields = Readonly<Record<string, unknown>>

const pod = (name: string, spec: Fields = {}, metadata: Fields = {}): PodInfo =>
  podInfo({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { containers: [{ name: 'main', image: 'web', resources: { requests: { cpu: '100m' } } }], ...spec },
    status: {}
  } as unknown as Pod)

interface Place {
  readonly labels?: Readonly<Record<string, string>>
  readonly spec?: Fields
  readonly status?: Fields
  readonly pods?: readonly PodInfo[]
}

function cluster(
  places: Readonly<Record<string, Place>>,
  listers: Partial<Listers> = {},
  release: Release = '1.25'
): Snapshot {
  const table = emptyNodeTable()
  for (const [name, { labels = {}, spec = {}, status = {}, pods = [] }] of Object.entries(places)) {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '10' }
    const metadata = { name, labels: { 'kubernetes.io/hostname': name, ...labels } }
    setNode(table, { apiVersion: 'v1', kind: 'Node', metadata, spec, status: { allocatable, ...status } })
    for (const each of pods) addPod(table, name, each)
  }
  return {
    release,
    nodes: nodesInOrder(table),
    byName: table.byName,
    nominated: new Map(),
    listers: { ...noListers, ...listers }
  }
}

/** Reason by node, or `fits`. */
function filter(incoming: PodInfo, snapshot: Snapshot): Readonly<Record<string, string>> {
  const { states, status } = runPreFilter(incoming, snapshot)
  if (status) return { '*': status.reasons.join(', ') }
  return Object.fromEntries(
    snapshot.nodes.map((node) => [node.name, runFilter(node, incoming, states, snapshot)?.reasons.join(', ') ?? 'fits'])
  )
}

/** Weighted score of one plugin by node. */
function score(plugin: string, incoming: PodInfo, snapshot: Snapshot): Readonly<Record<string, number>> {
  const values = runScore(incoming, snapshot.nodes, snapshot).plugins.get(plugin)!
  return Object.fromEntries(snapshot.nodes.map(({ name }, i) => [name, values[i]!]))
}

const zone = (name: string) => ({ 'topology.kubernetes.io/zone': name })
const byKey = <T extends { metadata: { name: string; namespace?: string } }>(
  ...objects: T[]
): ReadonlyMap<string, never> =>
  new Map(
    objects.map((object) => {
      const { namespace, name } = object.metadata
      return [namespace ? `${namespace}/${name}` : name, object as never]
    })
  )

describe('host ports', () => {
  const port = (hostPort: number, rest: Fields = {}) => ({
    containers: [{ name: 'main', image: 'web', ports: [{ containerPort: 80, hostPort, ...rest }] }]
  })
  it('conflict on equal address or any address, not on another protocol', () => {
    const snapshot = cluster({
      same: { pods: [pod('a', port(80, { hostIP: '10.0.0.5' }))] },
      any: { pods: [pod('b', port(80))] },
      other: { pods: [pod('c', port(80, { hostIP: '10.0.0.6' }))] },
      udp: { pods: [pod('d', port(80, { protocol: 'UDP' }))] }
    })
    const taken = "node(s) didn't have free ports for the requested pod ports"
    expect(filter(pod('p', port(80, { hostIP: '10.0.0.5' })), snapshot)).toEqual({
      same: taken,
      any: taken,
      other: 'fits',
      udp: 'fits'
    })
  })
})

describe('resources', () => {
  const wants = (requests: Fields) => ({ containers: [{ name: 'main', image: 'web', resources: { requests } }] })
  it('1.25 refuses an over-committed node even to a pod that wants none of what is short; newer releases do not', () => {
    const places = { full: { pods: [pod('big', wants({ cpu: '5' }))] } }
    const memoryOnly = pod('p', wants({ memory: '1Gi' }))
    expect(filter(memoryOnly, cluster(places))).toEqual({ full: 'Insufficient cpu' })
    expect(filter(memoryOnly, cluster(places, {}, '1.36'))).toEqual({ full: 'fits' })
    expect(filter(pod('p', wants({})), cluster(places))).toEqual({ full: 'fits' })
  })

  it('takes the widest moment: all containers, or one init container', () => {
    const init = (cpu: string) => ({
      ...wants({ cpu: '1' }),
      initContainers: [{ name: 'i', image: 'x', resources: { requests: { cpu } } }]
    })
    expect(filter(pod('p', init('5')), cluster({ n: {} }))).toEqual({ n: 'Insufficient cpu' })
    expect(pod('p', init('500m')).request.milliCPU).toBe(1_000)
    const sidecar = {
      ...init('2'),
      initContainers: [{ name: 's', image: 'x', restartPolicy: 'Always', resources: { requests: { cpu: '2' } } }]
    }
    expect(pod('p', sidecar).request.milliCPU).toBe(3_000)
  })

  it('counts extended resources, and reports all that is short', () => {
    const gpu = {
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '1', 'example.com/gpu': '1' } },
      pods: [pod('a')]
    }
    expect(filter(pod('p', wants({ cpu: '9', 'example.com/gpu': '2' })), cluster({ gpu }))).toEqual({
      gpu: 'Too many pods, Insufficient cpu, Insufficient example.com/gpu'
    })
  })

  it('scores a best-effort pod for balance in 1.25 only', () => {
    const bestEffort = pod('p', wants({}))
    const places = { n: { pods: [pod('a', wants({ cpu: '2', memory: '2Gi' }))] } }
    // |2/4 − 2/8| / 2 = 0.125
    expect(score('NodeResourcesBalancedAllocation', bestEffort, cluster(places))).toEqual({ n: 87 })
    expect(score('NodeResourcesBalancedAllocation', bestEffort, cluster(places, {}, '1.36'))).toEqual({ n: 0 })
  })
})

describe('spreading', () => {
  const web = { labels: { app: 'web' } }
  const spread = (rest: Fields = {}) => ({
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        ...rest
      }
    ]
  })
  const skewed = "node(s) didn't match pod topology spread constraints"

  it('keeps the skew, and sees a missing label as hopeless', () => {
    const snapshot = cluster({
      a: { labels: zone('1'), pods: [pod('x', {}, web)] },
      b: { labels: zone('2') },
      c: {}
    })
    expect(filter(pod('p', spread(), web), snapshot)).toEqual({
      a: skewed,
      b: 'fits',
      c: `${skewed} (missing required label)`
    })
  })

  it('does not count pods that terminate or live in another namespace', () => {
    const leaving = pod('x', {}, { ...web, deletionTimestamp: '2026-01-01T00:00:00Z' })
    const elsewhere = pod('y', {}, { ...web, namespace: 'other' })
    const snapshot = cluster({ a: { labels: zone('1'), pods: [leaving, elsewhere] }, b: { labels: zone('2') } })
    expect(filter(pod('p', spread(), web), snapshot)).toEqual({ a: 'fits', b: 'fits' })
  })

  it('with too few domains measures against zero', () => {
    const places = { a: { labels: zone('1'), pods: [pod('x', {}, web)] } }
    expect(filter(pod('p', spread(), web), cluster(places))).toEqual({ a: 'fits' })
    expect(filter(pod('p', spread({ minDomains: 2 }), web), cluster(places))).toEqual({ a: skewed })
  })

  it('looks only at revisions like its own with matchLabelKeys', () => {
    const old = pod('x', {}, { labels: { app: 'web', hash: '1' } })
    const places = { a: { labels: zone('1'), pods: [old] }, b: { labels: zone('2') } }
    const fresh = { labels: { app: 'web', hash: '2' } }
    expect(filter(pod('p', spread({ matchLabelKeys: ['hash'] }), fresh), cluster(places))['a']).toBe('fits')
    expect(filter(pod('p', spread(), fresh), cluster(places))['a']).toBe(skewed)
  })

  it('spreads what a Service selects over nodes by default', () => {
    const services = byKey({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } })
    const places = { a: { pods: [pod('x', {}, web), pod('y', {}, web)] }, b: {} }
    // Hostname: 2 × ln 4 + 2 and 0 + 2; zone unknown: nothing. Scores 5 and 2, so 100 × 2 / 5 and 100.
    expect(score('PodTopologySpread', pod('p', {}, web), cluster(places, { services }))).toEqual({ a: 80, b: 200 })
    expect(score('PodTopologySpread', pod('p', {}, web), cluster(places))).toEqual({ a: 200, b: 200 })
    expect(score('PodTopologySpread', pod('p', {}, web), cluster(places, {}, '1.36'))).toEqual({ a: 0, b: 0 })
  })
})

describe('volumes', () => {
  const withClaim = pod('p', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] })
  const places = { a: { labels: zone('a') }, b: { labels: zone('b') } }
  const claim = (spec: Fields, metadata: Fields = {}) => ({
    metadata: { name: 'data', namespace: 'default', ...metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local',
      resources: { requests: { storage: '1Gi' } },
      ...spec
    }
  })
  const volume = (phase: string | undefined, storage = '1Gi') => ({
    metadata: { name: 'pv-1' },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'local',
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] }
          ]
        }
      }
    },
    ...(phase && { status: { phase } })
  })
  const local = (provisioner = 'kubernetes.io/no-provisioner') =>
    byKey({ metadata: { name: 'local' }, provisioner, volumeBindingMode: 'WaitForFirstConsumer' })
  const noVolume = "node(s) didn't find available persistent volumes to bind"

  it('binds an available volume where it can be reached', () => {
    const listers = { storageClasses: local(), persistentVolumeClaims: byKey(claim({})) }
    const bindable = { ...listers, persistentVolumes: byKey(volume('Available')) }
    expect(filter(withClaim, cluster(places, bindable))).toEqual({ a: 'fits', b: noVolume })
    const tooSmall = { ...listers, persistentVolumes: byKey(volume('Available', '500Mi')) }
    expect(filter(withClaim, cluster(places, tooSmall))).toEqual({ a: noVolume, b: noVolume })
    // The volume controller has not looked at it yet.
    const pending = { ...listers, persistentVolumes: byKey(volume(undefined)) }
    expect(filter(withClaim, cluster(places, pending))).toEqual({ a: noVolume, b: noVolume })
    expect(filter(withClaim, cluster(places, { ...listers, storageClasses: local('example.com/disk') }))).toEqual({
      a: 'fits',
      b: 'fits'
    })
  })

  it('goes where the bound volume is', () => {
    const bound = claim({ volumeName: 'pv-1' }, { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } })
    const listers = { persistentVolumeClaims: byKey(bound), persistentVolumes: byKey(volume('Bound')) }
    const words = {
      '1.25': 'node(s) had volume node affinity conflict',
      '1.36': "node(s) didn't match PersistentVolume's node affinity"
    } as const
    for (const release of ['1.25', '1.36'] as const)
      expect(filter(withClaim, cluster(places, listers, release))).toEqual({ a: 'fits', b: words[release] })
  })

  it('waits for a claim that is missing, or that another controller has to bind', () => {
    expect(filter(withClaim, cluster(places))).toEqual({ '*': 'persistentvolumeclaim "data" not found' })
    const immediate = { persistentVolumeClaims: byKey(claim({ storageClassName: 'fast' })) }
    expect(filter(withClaim, cluster(places, immediate))).toEqual({
      '*': 'pod has unbound immediate PersistentVolumeClaims'
    })
  })

  it('does not attach one disk twice, nor more disks than the node can hold', () => {
    const disk = (volumeID: string) => ({ volumes: [{ name: 'd', awsElasticBlockStore: { volumeID } }] })
    const limited = {
      status: { allocatable: { cpu: '4', memory: '8Gi', pods: '10', 'attachable-volumes-aws-ebs': '1' } }
    }
    const snapshot = cluster({ a: { pods: [pod('x', disk('v1'))] }, b: { ...limited, pods: [pod('y', disk('v2'))] } })
    expect(filter(pod('p', disk('v1')), snapshot)).toEqual({
      a: 'node(s) had no available disk',
      b: 'node(s) exceed max volume count'
    })
  })
})

describe('names of nodes', () => {
  const only = (...names: string[]) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchFields: names.map((name) => ({ key: 'metadata.name', operator: 'In', values: [name] })) }
          ]
        }
      }
    }
  })
  it('narrow the search, and contradict each other in the words of each release', () => {
    const incoming = pod('p', only('a', 'b'))
    expect([...runPreFilter(pod('p', only('b')), cluster({ a: {}, b: {} })).nodeNames!]).toEqual(['b'])
    expect(filter(incoming, cluster({ a: {}, b: {} }))).toEqual({ '*': "node(s) didn't satisfy plugin NodeAffinity" })
    expect(filter(incoming, cluster({ a: {}, b: {} }, {}, '1.36'))).toEqual({ '*': 'pod affinity terms conflict' })
  })
})

describe('images', () => {
  it('count at each node as many holders as there were at its last update', () => {
    const holds = {
      images: [{ names: ['web:latest'], sizeBytes: 500 * 1024 * 1024 }],
      allocatable: { cpu: '4', memory: '8Gi', pods: '10' }
    }
    const snapshot = cluster({ a: { status: holds }, b: { status: holds } })
    // a was told when it alone had the image: 500 Mi × 1/2; b when both had it. (250 − 23) / 977 and (500 − 23) / 977.
    expect(score('ImageLocality', pod('p'), snapshot)).toEqual({ a: 23, b: 48 })
  })
})
