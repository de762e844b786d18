import { describe, expect, it } from 'vitest'
import { minutes, ms, seconds } from '../../../base/time'
import type { Node, Pod } from '../../api/types'
import { settingsOf } from './config'
import type { ClusterEvent } from './framework/cluster-event'
import { podInfo, type PodInfo } from './framework/pod-info'
import {
  add,
  addUnschedulable,
  backoffUntil,
  createQueue,
  flushBackoff,
  flushUnschedulable,
  moveAll,
  pop,
  update,
  type SchedulingQueue
} from './queue'

const old = settingsOf({ release: '1.25' })
const newest = settingsOf({ release: '1.36' })
const namespaces = new Map()
const [before, now] = [
  { settings: old, namespaces },
  { settings: newest, namespaces }
]
const deletion = { event: 'AssignedPodDelete', pod: undefined } as const
const pod = (name: string, priority = 0, spec: Partial<Pod['spec']> = {}, labels = {}): PodInfo =>
  podInfo({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels },
    spec: { containers: [], priority, ...spec },
    status: {}
  } as unknown as Pod)
const node = (spec: Node['spec'] = {}, labels = {}, cpu = '2'): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels },
  spec,
  status: { allocatable: { cpu, memory: '4Gi', pods: '110' } }
})
const names = (place: Map<string, unknown>) => [...place.keys()].map((key) => key.split('/')[1])

/** Pops the next pod and turns it down. */
function tryInVain(queue: SchedulingQueue, at: number, plugins: readonly string[], failed = false): string {
  const next = pop(queue, old)!
  addUnschedulable(queue, next, plugins, failed, at, 0, before)
  return next.info.pod.metadata.name
}

describe('the scheduling queue', () => {
  it('goes by priority, then by time in the queue', () => {
    const queue = createQueue()
    add(queue, pod('early'), seconds(1), 0)
    add(queue, pod('vip', 100), seconds(3), 0)
    add(queue, pod('late'), seconds(2), 0)
    expect([1, 2, 3].map(() => pop(queue, old)!.info.pod.metadata.name)).toEqual(['vip', 'early', 'late'])
    expect(pop(queue, old)).toBeNull()
  })

  it('backs off 1, 2, 4, 8, 10, 10 s after the last attempt', () => {
    const waiting = { info: pod('p'), timestamp: seconds(100), plugins: [], entry: 0, failed: false }
    const delays = [1, 2, 3, 4, 5, 6].map((attempts) => backoffUntil({ ...waiting, attempts }, old) - seconds(100))
    expect(delays).toEqual([1, 2, 4, 8, 10, 10].map(seconds))
  })

  it('wakes only pods whose plugins listen to the event, into back-off while that lasts', () => {
    const queue = createQueue()
    add(queue, pod('cpu'), 0, 0)
    expect(tryInVain(queue, 0, ['NodeResourcesFit'])).toBe('cpu')
    add(queue, pod('label'), 0, 0)
    tryInVain(queue, 0, ['NodeAffinity'])
    expect(moveAll(queue, deletion, ms(500), 0, before)).toBe(1)
    expect([names(queue.backoff), names(queue.unschedulable)]).toEqual([['cpu'], ['label']])
    expect(moveAll(queue, { event: 'NodeLabelChange', node: node() }, seconds(5), 0, before)).toBe(1)
    expect(names(queue.active)).toEqual(['label'])
    flushBackoff(queue, seconds(1) - 1, 0, old)
    expect(names(queue.backoff)).toEqual(['cpu'])
    flushBackoff(queue, seconds(1), 0, old)
    expect(names(queue.active)).toEqual(['label', 'cpu'])
  })

  it('remembers that something happened while a pod was tried: it need not wait for the next event', () => {
    const queue = createQueue()
    add(queue, pod('p'), 0, 0)
    const next = pop(queue, old)!
    moveAll(queue, { event: 'NodeAdd', node: node() }, 0, 0, before)
    addUnschedulable(queue, next, ['NodeResourcesFit'], false, 0, 0, before)
    expect(names(queue.backoff)).toEqual(['p'])
  })

  it('gives a pod another try when its spec changes, not when its status does', () => {
    const queue = createQueue()
    add(queue, pod('p'), 0, 0)
    tryInVain(queue, 0, ['NodeAffinity'])
    update(queue, pod('p'), () => false, seconds(20), 0, old)
    expect(names(queue.unschedulable)).toEqual(['p'])
    update(queue, pod('p', 5), () => true, seconds(20), 0, old)
    expect(queue.active.get('default/p')!.info.priority).toBe(5)
  })

  it('lets nobody wait for more than five minutes', () => {
    const queue = createQueue()
    add(queue, pod('p'), 0, 0)
    tryInVain(queue, 0, ['NodeAffinity'])
    expect(flushUnschedulable(queue, minutes(5), 0, old)).toBe(0)
    expect(flushUnschedulable(queue, minutes(5) + 1, 0, old)).toBe(1)
  })

  it('does not idle while pods back off in newer releases, unless their last try was an error', () => {
    const queue = createQueue()
    add(queue, pod('turned-down'), 0, 0)
    tryInVain(queue, 0, ['NodeAffinity'])
    add(queue, pod('failed'), 0, 0)
    tryInVain(queue, 0, [], true)
    moveAll(queue, { event: 'NodeLabelChange', node: node() }, 0, 0, before)
    expect(names(queue.backoff)).toEqual(['turned-down', 'failed'])
    expect(pop(queue, old)).toBeNull()
    expect(pop(queue, newest)!.info.pod.metadata.name).toBe('turned-down')
    expect(pop(queue, newest)).toBeNull()
  })

  it('looks closer in newer releases whether what happened helps', () => {
    const cordoned = node({ unschedulable: true })
    const tainted = node({ taints: [{ key: 'a', effect: 'NoSchedule' }] })
    const asks = { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '3' } } }] } as Partial<
      Pod['spec']
    >
    const shuns = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } }
          ]
        }
      }
    } as Partial<Pod['spec']>
    const wakes = (plugin: string, news: ClusterEvent, spec: Partial<Pod['spec']> = {}): boolean => {
      const queue = createQueue()
      add(queue, pod('p', 0, spec), 0, 0)
      addUnschedulable(queue, pop(queue, newest)!, [plugin], false, 0, 0, now)
      return moveAll(queue, news, 0, 0, now) === 1
    }
    const taint = (after: Node, from: Node): ClusterEvent => ({ event: 'NodeTaintChange', node: after, before: from })
    const label = { event: 'NodeLabelChange', node: node({}, { disk: 'ssd' }), before: node() } as const
    const room = (from: string, to: string): ClusterEvent => ({
      event: 'NodeAllocatableChange',
      node: node({}, {}, to),
      before: node({}, {}, from)
    })
    expect(wakes('NodeAffinity', label, { nodeSelector: { disk: 'ssd' } })).toBe(true)
    expect(wakes('NodeAffinity', label, { nodeSelector: { disk: 'hdd' } })).toBe(false)
    expect(wakes('NodeAffinity', taint(node(), tainted), { nodeSelector: { disk: 'hdd' } })).toBe(true)
    expect(wakes('TaintToleration', taint(node(), tainted))).toBe(true)
    expect(wakes('TaintToleration', taint(tainted, node()))).toBe(false)
    expect(wakes('NodeUnschedulable', taint(node(), cordoned))).toBe(true)
    expect(wakes('NodeUnschedulable', taint(node(), tainted))).toBe(false)
    expect(wakes('NodeResourcesFit', { event: 'NodeAdd', node: node() }, asks)).toBe(false)
    expect(wakes('NodeResourcesFit', room('2', '4'), asks)).toBe(true)
    expect(wakes('NodeResourcesFit', room('5', '4'), asks)).toBe(false)
    const gone = (labels: object): ClusterEvent => ({ ...deletion, before: pod('x', 0, {}, labels) })
    expect(wakes('InterPodAffinity', gone({ app: 'db' }), shuns)).toBe(true)
    expect(wakes('InterPodAffinity', gone({ app: 'web' }), shuns)).toBe(false)
  })

  it('keeps in newer releases what happened during a try, and tries again soon after an error', () => {
    const queue = createQueue()
    add(queue, pod('p', 0, { nodeSelector: { disk: 'ssd' } }), 0, 0)
    const next = pop(queue, newest)!
    moveAll(queue, deletion, 0, 0, now)
    addUnschedulable(queue, next, ['NodeAffinity'], false, 0, 0, now)
    expect(names(queue.unschedulable)).toEqual(['p'])
    add(queue, pod('q'), 0, 0)
    addUnschedulable(queue, pop(queue, newest)!, [], false, 0, 0, now)
    expect(names(queue.backoff)).toEqual(['q'])
    expect(pop(queue, newest)).toBeNull()
  })

  it('leaves a gated pod alone until its last gate is gone', () => {
    const queue = createQueue()
    add(queue, pod('p', 0, { schedulingGates: [{ name: 'a' }] }), 0, 0)
    expect(pop(queue, newest)).toBeNull()
    expect(flushUnschedulable(queue, minutes(6), 0, newest)).toBe(0)
    update(queue, pod('p'), () => false, minutes(7), 0, newest)
    expect(pop(queue, newest)!.info.key).toBe('default/p')
  })

  it('leaves a pod alone that asks for devices: nobody allots them', () => {
    const queue = createQueue()
    const spec = { nodeName: '', resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one' }] }
    add(queue, pod('p', 0, spec), 0, 0)
    expect(pop(queue, newest)).toBeNull()
    expect(flushUnschedulable(queue, minutes(6), 0, newest)).toBe(0)
    const before = { settings: newest, namespaces: new Map() }
    expect(moveAll(queue, { event: 'NodeAdd', node: node() }, 0, 0, before)).toBe(0)
  })
})
