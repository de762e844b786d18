import { describe, expect, it } from 'vitest'
import { minutes, ms, seconds } from '../../../base/time'
import type { Pod } from '../../api/types'
import { settingsOf } from './config'
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
const pod = (name: string, priority = 0): PodInfo =>
  podInfo({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [], priority },
    status: {}
  } as unknown as Pod)
const names = (place: Map<string, unknown>) => [...place.keys()].map((key) => key.split('/')[1])

/** Pops the next pod and turns it down. */
function tryInVain(queue: SchedulingQueue, now: number, plugins: readonly string[], failed = false): string {
  const next = pop(queue, old)!
  addUnschedulable(queue, next, plugins, failed, now, 0)
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
    expect(moveAll(queue, 'AssignedPodDelete', ms(500), 0, old)).toBe(1)
    expect([names(queue.backoff), names(queue.unschedulable)]).toEqual([['cpu'], ['label']])
    expect(moveAll(queue, 'NodeLabelChange', seconds(5), 0, old)).toBe(1)
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
    moveAll(queue, 'NodeAdd', 0, 0, old)
    addUnschedulable(queue, next, ['NodeResourcesFit'], false, 0, 0)
    expect(names(queue.backoff)).toEqual(['p'])
  })

  it('gives a pod another try when its spec changes, not when its status does', () => {
    const queue = createQueue()
    add(queue, pod('p'), 0, 0)
    tryInVain(queue, 0, ['NodeAffinity'])
    update(queue, pod('p'), false, seconds(20), 0, old)
    expect(names(queue.unschedulable)).toEqual(['p'])
    update(queue, pod('p', 5), true, seconds(20), 0, old)
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
    moveAll(queue, 'NodeLabelChange', 0, 0, old)
    expect(names(queue.backoff)).toEqual(['turned-down', 'failed'])
    expect(pop(queue, old)).toBeNull()
    expect(pop(queue, newest)!.info.pod.metadata.name).toBe('turned-down')
    expect(pop(queue, newest)).toBeNull()
  })
})
