import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import type { RuntimeContext } from '../../container-runtime/context'
import { keyFor } from '../../../testing/fake-api'
import { afterBoot, events, startNode, type TestNode } from '../testing/node'

const release = { release: '1.36' }
const shell = (script: string, rest: object = {}) => ({
  containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], ...rest }]
})
const onDisk = (limit?: string) => ({
  volumes: [{ name: 'data', emptyDir: limit === undefined ? {} : { sizeLimit: limit } }]
})
const mounted = { volumeMounts: [{ name: 'data', mountPath: '/data' }] }
const fill = (gib: number) => `dd if=/dev/zero of=/data/big bs=1M count=${gib * 1_024}; sleep 100000`

function booted(flags: Record<string, string | number> = {}): TestNode {
  const node = startNode({ ...release, ...flags })
  node.run(afterBoot)
  return node
}

const statusOf = (node: TestNode, pod: string) =>
  node.api().objects.get(`pods|default/${pod}`)!.status as { phase: string; reason?: string; message?: string }
const condition = (node: TestNode, type: string) =>
  (
    node.api().objects.get(keyFor('nodes', '', 'worker-1'))!.status as {
      conditions: { type: string; status: string }[]
    }
  ).conditions.find((each) => each.type === type)?.status
const images = (node: TestNode) => [
  ...(node.world.process('worker-1/container-runtime').context as RuntimeContext).images.keys()
]

describe('a node whose disk fills', () => {
  it('says so, deletes images that nobody uses, and evicts who wrote most beyond its request', () => {
    const node = booted()
    node.pod({ name: 'quiet', ...shell('sleep 100000') })
    node.pod({
      name: 'asked',
      ...onDisk(),
      ...shell(fill(10), { ...mounted, resources: { requests: { 'ephemeral-storage': '20Gi' } } })
    })
    node.pod({ name: 'hog', ...onDisk(), ...shell(fill(70), mounted) })
    node.run(seconds(120))
    expect(condition(node, 'DiskPressure')).toBe('True')
    expect(statusOf(node, 'hog')).toMatchObject({ phase: 'Failed', reason: 'Evicted' })
    expect(statusOf(node, 'hog').message).toMatch(
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: \d+\w*, available: \d+\w*\. Container app was using \d+Ki, request is 0, has larger consumption of ephemeral-storage\. $/
    )
    expect([statusOf(node, 'quiet').phase, statusOf(node, 'asked').phase]).toEqual(['Running', 'Running'])
    expect(images(node)).toEqual(
      expect.arrayContaining(['docker.io/library/busybox:1.36', 'registry.k8s.io/pause:3.6'])
    )
    expect(images(node)).not.toContain('docker.io/library/nginx:1.25')
    // What is short keeps newcomers away.
    node.pod({ name: 'late', ...shell('sleep 100000') })
    node.run(seconds(3))
    expect(statusOf(node, 'late').message).toBe('Pod was rejected: The node had condition: [DiskPressure]. ')
  })

  it('has the same with inodes', () => {
    const node = booted({ 'node-inodes': 1_000, 'node-inodes-used': 945 })
    node.pod({ name: 'files', ...shell('for i in $(seq 1 10); do touch /tmp/f$i; done; sleep 100000') })
    node.run(seconds(60))
    expect(condition(node, 'DiskPressure')).toBe('True')
    expect(statusOf(node, 'files').message).toMatch(
      /^The node was low on resource: inodes\. Threshold quantity: 50, available: 4\d\. $/
    )
  })
})

describe('local storage', () => {
  it.each([
    ['a volume', onDisk('10Mi'), mounted, 'Usage of EmptyDir volume "data" exceeds the limit "10Mi". '],
    [
      'a pod',
      onDisk(),
      { ...mounted, resources: { limits: { 'ephemeral-storage': '10Mi' } } },
      'Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. '
    ]
  ])('evicts for what is beyond the limit of %s', (_what, volumes, container, message) => {
    const node = booted()
    node.pod({ name: 'p', ...volumes, ...shell('dd if=/dev/zero of=/data/x bs=1M count=20; sleep 1000', container) })
    node.run(seconds(40))
    expect(statusOf(node, 'p')).toMatchObject({ phase: 'Failed', reason: 'Evicted', message })
    expect(condition(node, 'DiskPressure')).toBe('False')
  })
})

describe('image garbage collection', () => {
  it('frees the disk down to the low threshold, and says if it cannot', () => {
    const node = booted({ 'image-gc-high-threshold': 12, 'image-gc-low-threshold': 5 })
    // The first look comes before the disk was measured; the next is five minutes later.
    node.run(seconds(20))
    node.pod({ name: 'p', ...shell('sleep 100000') })
    node.run(seconds(920))
    expect(images(node)).not.toContain('docker.io/library/nginx:1.25')
    expect(images(node)).toContain('docker.io/library/busybox:1.36')
    expect(events(node).join('\n')).toMatch(
      /garbage collect required amount of images\. Attempted to free \d+ bytes, but only found \d+ bytes eligible to free\./
    )
  })
})

describe('soft thresholds', () => {
  it('wait for their time, and leave a pod its grace', () => {
    const soft = { 'eviction-soft-memory-available-mib': 7_000, 'eviction-max-pod-grace-period-s': 60 }
    const node = booted(soft)
    node.pod({ name: 'p', ...shell('trap "sleep 5; exit 0" TERM; while true; do sleep 1; done') })
    node.run(seconds(5))
    node.fault({ kind: 'fill-memory', pod: 'default/p', bytes: 1_000 * 1_048_576 } as never)
    node.run(seconds(60))
    expect([condition(node, 'MemoryPressure'), statusOf(node, 'p').phase]).toEqual(['True', 'Running'])
    node.run(seconds(60))
    expect(statusOf(node, 'p').reason).toBe('Evicted')
  })
})

it('evicts for too many processes, where that is a threshold', () => {
  const node = booted({ 'node-pids': 1_000, 'node-pids-used': 985, 'eviction-hard-pid-available-percent': 2 })
  node.pod({ name: 'p', ...shell('sleep 100000') })
  node.run(seconds(40))
  expect(condition(node, 'PIDPressure')).toBe('True')
  expect(statusOf(node, 'p').message ?? '').toMatch(/pids|PIDPressure/)
})
