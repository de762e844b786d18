import { describe, expect, it } from 'vitest'
import { seconds } from '../../../base/time'
import type { SimEvent } from '../../kernel/types'
import type { ContainerStatus } from '../container-runtime/messages'
import type { KubeletContext } from './context'
import type { RuntimeContext } from '../container-runtime/context'
import { afterBoot, events, facts, patches, startNode, writes, type TestNode } from './testing/node'

const ready = { readinessProbe: { httpGet: { path: '/', port: 80 } } }
const nginx = { containers: [{ name: 'nginx', image: 'nginx:1.25', ...ready }] }
const manifest = (labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'static-web', labels },
  spec: { containers: [{ name: 'web', image: 'nginx:1.25' }] }
})
const writeManifest = (node: TestNode, pod: unknown) =>
  node.inject('worker-1/kubelet', { type: 'kubelet.manifest', file: 'web.yaml', pod } as SimEvent)

/** A node with a ready pod `p`. */
function withPod(seed = 1): TestNode {
  const node = startNode({}, seed)
  node.run(afterBoot)
  node.pod({ name: 'p', ...nginx })
  node.run(seconds(10))
  return node
}

const containers = (node: TestNode): ContainerStatus[] => [
  ...(node.world.process('worker-1/container-runtime').context as RuntimeContext).containers.values()
]
const fault = (node: TestNode, body: Record<string, unknown>) => node.fault(body as never)
const logs = (node: TestNode, text: string, from = 0) =>
  node.lines.filter(({ at, what }) => at >= from && what.includes(text))
const nodePatches = (node: TestNode) => writes(node).filter(({ text }) => text === 'PATCH nodes/status worker-1')

describe('without an API server', () => {
  it('restarts a crashed container as ever, with its back-off', () => {
    const node = withPod()
    fault(node, { kind: 'kill', target: 'master-1/kube-apiserver' })
    const from = node.world.now
    fault(node, { kind: 'kill-container', pod: 'default/p' })
    node.run(seconds(5))
    fault(node, { kind: 'kill-container', pod: 'default/p' })
    node.run(seconds(30))
    const [first, second] = facts(node, 'container-started', from).filter((at) => at > 0)
    expect(first).toBeLessThan(1.2)
    expect(second! - 5).toBeGreaterThan(10)
    // Until 16 to 21 s over twelve seeds: the back-off of 10 s, which is looked at every 10 to 15 s.
    expect(second! - 5).toBeLessThan(21)
    expect(logs(node, 'failed 5 attempts to update lease')).toHaveLength(1)
    expect(logs(node, 'will retry in 200ms')[0]!.what).toBe(
      'E controller.go:144] failed to ensure lease exists, will retry in 200ms, error: Get "https://10.0.0.11:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s": dial tcp 10.0.0.11:6443: connect: connection refused'
    )
  })

  it('knows no pods after its own restart: only static pods are restarted until the API is back', () => {
    const node = withPod()
    writeManifest(node, manifest())
    node.run(seconds(5))
    fault(node, { kind: 'kill', target: 'master-1/kube-apiserver' })
    fault(node, { kind: 'restart', target: 'worker-1/kubelet' })
    node.run(seconds(5))
    const from = node.world.now
    fault(node, { kind: 'kill-container', pod: 'default/p' })
    fault(node, { kind: 'kill-container', pod: 'default/static-web-worker-1' })
    node.run(seconds(60))
    const started = node.lines.filter(({ at, what }) => at > from && what.startsWith('FACT container-started'))
    expect(started.map(({ what }) => JSON.parse(what.slice(23)).pod)).toEqual(['default/static-web-worker-1'])
  })
})

describe('an API server that hangs', () => {
  it('is left when an HTTP/2 ping gives it up, not for heartbeats that fail: watches are on its connection', () => {
    const node = withPod()
    const kubelet = () => node.world.process('worker-1/kubelet').context as KubeletContext
    const dialled = () => kubelet().api.connections
    node.run(seconds(60))
    expect(dialled()).toBe(1)
    const from = node.world.now
    fault(node, { kind: 'pause', target: 'master-1/kube-apiserver' })
    const failures = () => logs(node, 'Error updating node status', from).length
    while (failures() < 2) node.run(seconds(1))
    expect(dialled()).toBe(1)
    // 30 s without a frame, 15 s for the answer to a ping; the last frame came up to 10 s before.
    while (dialled() === 1) node.run(seconds(0.5))
    expect(node.world.now - from).toBeGreaterThan(seconds(35))
    expect(node.world.now - from).toBeLessThan(seconds(46))
    expect(logs(node, 'http2: client connection lost', from).length).toBeGreaterThan(0)
  })
})

describe('a kubelet that is killed and started again', () => {
  it('adopts what runs, and its pods with readiness probes flap once', () => {
    const node = withPod(3)
    const before = containers(node).map(({ id }) => id)
    const written = patches(node).length
    fault(node, { kind: 'kill', target: 'worker-1/kubelet' })
    node.run(seconds(5))
    fault(node, { kind: 'restart', target: 'worker-1/kubelet' })
    node.run(seconds(20))
    expect(containers(node).map(({ id }) => id)).toEqual(before)
    expect(patches(node).slice(written)).toEqual([
      'Ready=False ContainersNotReady containers with unready status: [nginx] | ContainersReady=False ContainersNotReady containers with unready status: [nginx] | nginx running started #0',
      'Ready=True | ContainersReady=True | nginx running ready started #0'
    ])
    expect(logs(node, 'Node was previously registered')).toHaveLength(1)
  })

  it('forgets the back-off of a crash loop', () => {
    const node = startNode()
    node.run(afterBoot)
    node.pod({ name: 'p', containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', 'exit 1'] }] })
    node.run(seconds(90))
    const from = node.world.now
    fault(node, { kind: 'restart', target: 'worker-1/kubelet' })
    node.run(seconds(8))
    expect(facts(node, 'container-started', from).filter((at) => at > 0 && at < 3)).toHaveLength(1)
  })

  it('ends what was deleted meanwhile', () => {
    const node = withPod()
    fault(node, { kind: 'kill', target: 'worker-1/kubelet' })
    node.deletePod('p', 0)
    node.run(seconds(5))
    fault(node, { kind: 'restart', target: 'worker-1/kubelet' })
    node.run(seconds(10))
    expect(containers(node).filter(({ state }) => state === 'CONTAINER_RUNNING')).toEqual([])
  })
})

describe('a runtime that is killed', () => {
  it('leaves containers running, and the node is not ready after 30 s', () => {
    const node = withPod()
    const from = node.world.now
    const [running] = containers(node)
    fault(node, { kind: 'kill', target: 'worker-1/container-runtime' })
    node.run(seconds(60))
    const patch = nodePatches(node).at(-1)!
    expect(JSON.stringify(patch.body)).toContain('container runtime is down')
    const notReady = logs(node, 'Node became not ready', from)[0]!.at - from
    expect(notReady).toBeGreaterThan(seconds(25))
    expect(notReady).toBeLessThan(seconds(41))
    fault(node, { kind: 'restart', target: 'worker-1/container-runtime' })
    node.run(seconds(60))
    expect(JSON.stringify(nodePatches(node).at(-1)!.body)).toContain('kubelet is posting ready status')
    expect(containers(node)).toEqual([running])
  })
})

describe('a machine that is crashed and powered on', () => {
  it('starts its pods anew in place, with exit code 255 for what ran', () => {
    const node = withPod()
    fault(node, { kind: 'crash', machine: 'worker-1' })
    node.run(seconds(10))
    const from = node.world.now
    fault(node, { kind: 'restart', target: 'worker-1' })
    node.run(seconds(20))
    expect(facts(node, 'pod-ready', from).at(-1)).toBeLessThan(5)
    expect(patches(node).at(-1)).toBe(
      'Ready=True | ContainersReady=True | nginx running after Unknown(255) ready started #1'
    )
    expect(events(node)).toContain('Normal SandboxChanged: Pod sandbox changed, it will be killed and re-created.')
  })
})

describe('a clock that is set', () => {
  it.each([-3_600, 3_600])('by %i s changes no duration', (offset) => {
    const node = withPod()
    const from = node.world.now
    fault(node, { kind: 'skew-clock', machine: 'worker-1', offset: seconds(offset) })
    node.run(seconds(5))
    fault(node, { kind: 'kill-container', pod: 'default/p' })
    node.run(seconds(40))
    const restarted = facts(node, 'container-started', from).find((at) => at > 0)!
    expect(restarted - 5).toBeLessThan(1.2)
    expect(logs(node, 'Node became not ready', from)).toEqual([])
  })
})

describe('static pods', () => {
  it('run without the API and get a mirror there, which cannot be deleted for good', () => {
    const node = startNode()
    node.run(afterBoot)
    const from = node.world.now
    writeManifest(node, manifest())
    node.run(seconds(8))
    const log = () => writes(node)
    const written = log().filter(({ text }) => /^CREATE pods/.test(text))
    expect((written[0]!.at - log()[0]!.at) / 1e6).toBeLessThan(14)
    expect((written[0]!.body as { metadata: { name: string } }).metadata.name).toBe('static-web-worker-1')
    expect(facts(node, 'container-started', from)[0]).toBeLessThan(0.25)
    const [{ id }] = containers(node) as [ContainerStatus]
    node.deletePod('static-web-worker-1')
    node.run(seconds(1))
    expect(log().filter(({ text }) => /^CREATE pods/.test(text))).toHaveLength(2)
    expect(containers(node).map((container) => container.id)).toEqual([id])
    // With force the mirror is gone at once, and only the pod's next sync makes it anew.
    node.deletePod('static-web-worker-1', 0)
    node.run(seconds(3))
    expect(log().filter(({ text }) => /^CREATE pods/.test(text))).toHaveLength(2)
    node.run(seconds(90))
    expect(log().filter(({ text }) => /^CREATE pods/.test(text))).toHaveLength(3)
  })

  it('are replaced when their file is edited, and ended when it is removed', () => {
    const node = startNode()
    node.run(afterBoot)
    writeManifest(node, manifest())
    node.run(seconds(10))
    const from = node.world.now
    writeManifest(node, manifest({ a: 'b' }))
    node.run(seconds(30))
    const started = facts(node, 'container-started', from).filter((at) => at > 0)
    expect(started).toHaveLength(1)
    expect(started[0]).toBeGreaterThan(10)
    expect(started[0]).toBeLessThan(17)
    writeManifest(node, null)
    node.run(seconds(10))
    expect(containers(node).filter(({ state }) => state === 'CONTAINER_RUNNING')).toEqual([])
    expect([...node.api().objects.keys()].filter((key) => key.startsWith('pods|'))).toEqual([])
  })
})

describe('a node short of memory', () => {
  it('evicts the pod that uses most, and says so for five minutes', () => {
    const node = startNode()
    node.run(afterBoot)
    const sleeper = { containers: [{ name: 'app', image: 'busybox:1.36', command: ['sleep', '10000'] }] }
    node.pod({ name: 'small', ...sleeper })
    node.pod({ name: 'big', ...sleeper })
    node.run(seconds(5))
    fault(node, { kind: 'fill-memory', pod: 'default/big', bytes: 7_100 * 1_048_576 })
    node.run(seconds(20))
    expect(
      events(node).some((text) =>
        text.startsWith('Warning Evicted: The node was low on resource: memory. Container app was using')
      )
    ).toBe(true)
    const big = node.api().objects.get('pods|default/big')!.status as { phase: string; reason: string }
    expect([big.phase, big.reason]).toEqual(['Failed', 'Evicted'])
    const pressure = () => nodePatches(node).filter(({ body }) => JSON.stringify(body).includes('memory available"'))
    expect(JSON.stringify(pressure().at(-1)!.body)).toContain('insufficient memory')
    node.run(seconds(330))
    expect(JSON.stringify(pressure().at(-1)!.body)).toContain('kubelet has sufficient memory available')
  })
})

describe('heartbeats', () => {
  it('renews its lease every 10 s and a little, and posts its status every five minutes', () => {
    const node = startNode()
    node.run(seconds(700))
    const renewals = writes(node)
      .filter(({ text }) => text === 'UPDATE leases worker-1')
      .map(({ at }) => at / 1e6)
    for (let i = 1; i < renewals.length; i++) {
      expect(renewals[i]! - renewals[i - 1]!).toBeGreaterThanOrEqual(10)
      expect(renewals[i]! - renewals[i - 1]!).toBeLessThan(10.45)
    }
    const status = nodePatches(node).map(({ at }) => at / 1e6)
    expect(status.slice(-2)[1]! - status.slice(-2)[0]!).toBeGreaterThan(300)
    expect(status.slice(-2)[1]! - status.slice(-2)[0]!).toBeLessThan(311)
  })

  it('is ready 10 s after its first start', () => {
    const node = startNode()
    node.run(seconds(15))
    const patches = nodePatches(node).map(({ body }) => JSON.stringify(body))
    expect(patches[0]).toContain('CSINode is not yet initialized')
    expect(patches[1]).toContain('kubelet is posting ready status')
    expect((nodePatches(node)[1]!.at - nodePatches(node)[0]!.at) / 1e6).toBeGreaterThan(9.8)
  })
})
