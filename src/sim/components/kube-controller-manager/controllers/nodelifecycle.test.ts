import { describe, expect, it } from 'vitest'
import { ControllerLab } from '../../../testing/lab'
import type { Node, Pod } from '../../../api/types'

const nodes = ['worker-1', 'worker-2', 'worker-3', 'worker-4']
const flags = { 'node-monitor-grace-period': 40 }
const at = (lab: ControllerLab, fact: string, detail: Readonly<Record<string, unknown>> = {}): number | undefined => {
  const found = lab.facts.find(
    (f) => f.fact === fact && Object.entries(detail).every(([key, value]) => f.detail[key] === value)
  )
  return found && found.at / 1_000_000
}

function cluster(
  size: number,
  labels: (i: number) => Record<string, string> = () => ({}),
  more: Readonly<Record<string, string>> = {}
): ControllerLab {
  const lab = new ControllerLab({ ...flags, ...more }).until(3).namespace('default')
  nodes.slice(0, size).forEach((name, i) => lab.node(name, labels(i)))
  return lab.runWithHeartbeats(30, nodes.slice(0, size))
}

function pod(lab: ControllerLab, name: string, node: string, tolerationSeconds?: number): ControllerLab {
  const tolerations = ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds !== undefined && { tolerationSeconds })
  }))
  lab.put('pods', {
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'app', image: 'nginx' }], tolerations },
    status: {}
  })
  return lab.ready(lab.get<Pod>('pods', name), node)
}

describe('a node without heartbeats', () => {
  it('becomes Unknown 40 to 45 s after its last renewal, with its pods and taints', () => {
    const lab = pod(cluster(4), 'web', 'worker-4', 300)
    const last = lab.now / 1_000_000 - 10
    lab.runWithHeartbeats(60, nodes.slice(0, 3))
    const notReady = at(lab, 'node-not-ready', { node: 'worker-4' })!
    expect(notReady - last).toBeGreaterThan(40)
    expect(notReady - last).toBeLessThan(45.2)
    expect(lab.nodeConditions('worker-4')).toEqual({
      Ready: 'Unknown',
      MemoryPressure: 'Unknown',
      DiskPressure: 'Unknown',
      PIDPressure: 'Unknown'
    })
    const ready = lab.get<Node>('nodes', 'worker-4', '').status.conditions!.find(({ type }) => type === 'Ready')
    expect(ready).toMatchObject({ reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' })
    expect(lab.get<Pod>('pods', 'web').status.conditions).toMatchObject([{ type: 'Ready', status: 'False' }])
    expect(lab.taints('worker-4')).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule'
    ])
    expect(lab.notes.filter((note) => note.includes('no heartbeat of worker-4 for'))).toHaveLength(1)
    // Both in the same pass: recorded of a quiet machine up to 0.14 s later.
    const noSchedule = at(lab, 'node-tainted', { node: 'worker-4', effect: 'NoSchedule' })! - notReady
    const noExecute = at(lab, 'node-tainted', { node: 'worker-4', effect: 'NoExecute' })! - notReady
    expect(noSchedule).toBeLessThan(0.1)
    expect(noExecute).toBeLessThan(0.14)
  })

  it('of 1.25 is tainted NoExecute one monitor pass later: recorded 5.1 to 5.4 s', () => {
    const lab = cluster(4, () => ({}), { release: '1.25' })
    lab.runWithHeartbeats(60, nodes.slice(0, 3))
    const notReady = at(lab, 'node-not-ready', { node: 'worker-4' })!
    const noExecute = at(lab, 'node-tainted', { node: 'worker-4', effect: 'NoExecute' })! - notReady
    expect(noExecute).toBeGreaterThan(4.9)
    expect(noExecute).toBeLessThan(5.4)
  })

  it('loses its pods when their tolerationSeconds have passed since the NoExecute taint', () => {
    const lab = cluster(4)
    for (const seconds of [0, 5, 30, 300]) pod(lab, `t${seconds}`, 'worker-4', seconds)
    pod(lab, 'forever', 'worker-4')
    lab.runWithHeartbeats(400, nodes.slice(0, 3))
    const tainted = at(lab, 'node-tainted', { node: 'worker-4', effect: 'NoExecute' })!
    for (const seconds of [0, 5, 30, 300]) {
      expect(at(lab, 'pod-evicted', { pod: `default/t${seconds}` })! - tainted).toBeCloseTo(seconds, 1)
    }
    expect(lab.get<Pod>('pods', 'forever').metadata.deletionTimestamp).toBeUndefined()
    const marked = lab.api.calls.filter(
      ({ resource, body }) => resource === 'events' && JSON.stringify(body).includes('Marking for deletion')
    )
    expect(marked).toHaveLength(4)
    expect(marked[0]!.body).toMatchObject({
      reason: 'TaintManagerEviction',
      message: 'Marking for deletion Pod default/t0',
      source: { component: 'taint-eviction-controller' }
    })
  })

  it('keeps pods whose node comes back in time: taints go, the deletion is cancelled', () => {
    const lab = pod(cluster(4), 'web', 'worker-4', 300)
    lab.runWithHeartbeats(70, nodes.slice(0, 3))
    expect(lab.kcm().evictions.get('default/web')).toMatchObject({ fired: false })
    lab.heartbeat('worker-4').change<Node>(
      'nodes',
      'worker-4',
      (node) => ({
        ...node,
        status: {
          ...node.status,
          conditions: node.status.conditions!.map((condition) => ({
            ...condition,
            status: condition.type === 'Ready' ? 'True' : 'False',
            lastHeartbeatTime: '2026-01-02T00:00:00Z'
          }))
        }
      }),
      ''
    )
    lab.runWithHeartbeats(350, nodes)
    expect(lab.taints('worker-4')).toEqual([])
    expect(lab.get<Pod>('pods', 'web').metadata.deletionTimestamp).toBeUndefined()
    const cancelled = lab.api.calls.find(({ body }) =>
      JSON.stringify(body ?? '').includes('Cancelling deletion of Pod default/web')
    )
    expect(cancelled?.user).toBe('node-controller')
  })
})

describe('zones', () => {
  it('taints one node per 10 s in a normal zone', () => {
    const lab = cluster(4)
    lab.runWithHeartbeats(80, nodes.slice(0, 2))
    const first = at(lab, 'node-tainted', { node: 'worker-3', effect: 'NoExecute' })!
    const second = at(lab, 'node-tainted', { node: 'worker-4', effect: 'NoExecute' })!
    expect(Math.abs(second - first)).toBeGreaterThan(9.9)
    expect(Math.abs(second - first)).toBeLessThan(10.3)
  })

  it('evicts nothing in a small zone where 3 of 4 nodes are gone', () => {
    const lab = cluster(4)
    for (const node of nodes.slice(1)) pod(lab, `on-${node}`, node, 0)
    lab.runWithHeartbeats(200, nodes.slice(0, 1))
    expect(lab.nodeConditions('worker-2').Ready).toBe('Unknown')
    expect(at(lab, 'pod-evicted')).toBeUndefined()
    expect([...lab.kcm().zones.values()]).toMatchObject([{ state: 'PartialDisruption', rate: 0 }])
  })

  it('evicts nothing when no node is ready, and starts grace periods afresh when one is again', () => {
    const lab = pod(cluster(2), 'web', 'worker-1', 0)
    lab.run(120)
    expect(lab.nodeConditions('worker-1').Ready).toBe('Unknown')
    expect(lab.taints('worker-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule'])
    expect(at(lab, 'pod-evicted')).toBeUndefined()
    expect([...lab.kcm().zones.values()]).toMatchObject([{ state: 'FullDisruption', rate: 0 }])
  })

  it('goes on evicting in a dead zone while another zone is alive', () => {
    const lab = cluster(4, (i) => ({ 'topology.kubernetes.io/zone': i < 2 ? 'a' : 'b' }))
    pod(lab, 'web', 'worker-3', 0)
    lab.runWithHeartbeats(90, nodes.slice(0, 2))
    expect(at(lab, 'pod-evicted', { pod: 'default/web' })).toBeDefined()
    expect(lab.kcm().zones.get(':\0:b')).toMatchObject({ state: 'FullDisruption', rate: 0.1 })
  })
})

describe('cordoning', () => {
  it('becomes a NoSchedule taint within milliseconds, and goes with it', () => {
    const lab = cluster(2)
    lab.change<Node>('nodes', 'worker-1', (node) => ({ ...node, spec: { unschedulable: true } }), '').run(0.05)
    expect(lab.taints('worker-1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
    lab
      .change<Node>('nodes', 'worker-1', (node) => ({ ...node, spec: { ...node.spec, unschedulable: false } }), '')
      .run(0.05)
    expect(lab.taints('worker-1')).toEqual([])
  })
})
