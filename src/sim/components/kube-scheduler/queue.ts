import { ms, seconds, type Micros } from '../../../base/time'
import type { Settings } from './config'
import type { EventResource } from './framework/cluster-event'
import type { PodInfo } from './framework/pod-info'
import { defaultPlugins } from './plugins'

/** A pod that waits for a node. Frozen; a change makes a new one. Models framework/types.go QueuedPodInfo. */
export interface QueuedPod {
  readonly info: PodInfo
  /** When it was last put into the queue (not when it was created): breaks ties of priority. */
  readonly timestamp: Micros
  readonly attempts: number
  /** What turned it down last time; empty after an error, when any event may help. */
  readonly plugins: readonly string[]
  /** The timeline entry that put it where it is. */
  readonly entry: number
  /** Its last attempt ended with an error, not with a verdict. */
  readonly failed: boolean
}

/**
 * Pods without a node, in three places: `active` ones are tried next, `backoff` ones when their time is up,
 * `unschedulable` ones when something happens that could help, or after five minutes.
 * Models pkg/scheduler/internal/queue/scheduling_queue.go PriorityQueue.
 */
export interface SchedulingQueue {
  readonly active: Map<string, QueuedPod>
  readonly backoff: Map<string, QueuedPod>
  readonly unschedulable: Map<string, QueuedPod>
  /** Number of pods popped so far, and that number when pods were last moved. */
  schedulingCycle: number
  moveRequestCycle: number
}

/**
 * The flushes' periods count from the end of the last run (wait.Until), and Go's timers fire a little late: recorded
 * were 0.7 ms a tick. It matters: a pod that is tried at a tick and fails within a millisecond is due again at the tick
 * after its back-off, not one later.
 */
const timerLateness = ms(0.7)
export const backoffFlushPeriod = seconds(1) + timerLateness
export const unschedulableFlushPeriod = seconds(30) + timerLateness

export const createQueue = (): SchedulingQueue => ({
  active: new Map(),
  backoff: new Map(),
  unschedulable: new Map(),
  schedulingCycle: 0,
  moveRequestCycle: -1
})

export const isQueued = ({ active, backoff, unschedulable }: SchedulingQueue, key: string): boolean =>
  active.has(key) || backoff.has(key) || unschedulable.has(key)

/** A new pod goes first in line behind those of its priority. */
export function add(queue: SchedulingQueue, info: PodInfo, now: Micros, entry: number): void {
  forget(queue, info.key)
  queue.active.set(info.key, Object.freeze({ info, timestamp: now, attempts: 0, plugins: [], entry, failed: false }))
}

export function forget({ active, backoff, unschedulable }: SchedulingQueue, key: string): void {
  active.delete(key)
  backoff.delete(key)
  unschedulable.delete(key)
}

/** A new version of a waiting pod. What changed in its status alone does not give it another try. */
export function update(
  queue: SchedulingQueue,
  info: PodInfo,
  specChanged: boolean,
  now: Micros,
  entry: number,
  settings: Settings
): void {
  for (const place of [queue.active, queue.backoff]) {
    const waiting = place.get(info.key)
    if (!waiting) continue
    place.set(info.key, Object.freeze({ ...waiting, info }))
    return
  }
  const waiting = queue.unschedulable.get(info.key)
  if (!waiting) {
    add(queue, info, now, entry)
    return
  }
  const next = Object.freeze({ ...waiting, info })
  queue.unschedulable.set(info.key, next)
  if (specChanged) activate(queue, next, now, entry, settings)
}

/** The next pod to try: highest priority, then longest in the queue. Models plugins/queuesort/priority_sort.go. */
export function pop(queue: SchedulingQueue, settings: Settings): QueuedPod | null {
  let next = first(queue.active.values(), byPriority)
  // Newer releases do not idle while pods sit out their back-off (gate SchedulerPopFromBackoffQ), errors excepted.
  if (!next && settings.release === '1.36') {
    const eager = [...queue.backoff.values()].filter(({ failed }) => !failed)
    next = first(eager, (a, b) => backoffUntil(a, settings) - backoffUntil(b, settings))
  }
  if (!next) return null
  queue.active.delete(next.info.key)
  queue.backoff.delete(next.info.key)
  queue.schedulingCycle += 1
  return Object.freeze({ ...next, attempts: next.attempts + 1 })
}

export const canPop = ({ active, backoff }: SchedulingQueue, { release }: Settings): boolean =>
  active.size > 0 || (release === '1.36' && [...backoff.values()].some(({ failed }) => !failed))

const byPriority = (a: QueuedPod, b: QueuedPod): number =>
  b.info.priority - a.info.priority || a.timestamp - b.timestamp

function first<T>(items: Iterable<T>, order: (a: T, b: T) => number): T | undefined {
  let best: T | undefined
  for (const item of items) if (best === undefined || order(item, best) < 0) best = item
  return best
}

/**
 * Puts back a pod that found no node. If anything happened since it was popped, it might help: the pod need only sit
 * out its back-off. Models AddUnschedulableIfNotPresent.
 */
export function addUnschedulable(
  queue: SchedulingQueue,
  pod: QueuedPod,
  plugins: readonly string[],
  failed: boolean,
  now: Micros,
  entry: number
): void {
  const { key } = pod.info
  if (isQueued(queue, key)) return
  const waiting = Object.freeze({ ...pod, plugins, failed, timestamp: now, entry })
  const place = queue.moveRequestCycle >= queue.schedulingCycle ? queue.backoff : queue.unschedulable
  place.set(key, waiting)
}

/** 1 s, 2 s, 4 s … up to 10 s after the last attempt. Models calculateBackoffDuration. */
export const backoffUntil = ({ timestamp, attempts }: QueuedPod, { initialBackoff, maxBackoff }: Settings): Micros =>
  timestamp + Math.min(maxBackoff, initialBackoff * 2 ** Math.max(0, attempts - 1))

const listeners = new Map<EventResource, ReadonlySet<string>>()

const listenersOf = (event: EventResource): ReadonlySet<string> => {
  let names = listeners.get(event)
  if (!names) {
    names = new Set(defaultPlugins.filter(({ wakes }) => wakes?.includes(event)).map(({ name }) => name))
    listeners.set(event, names)
  }
  return names
}

const canHelp = (event: EventResource, { plugins }: QueuedPod): boolean =>
  event === 'UnschedulableTimeout' || plugins.length === 0 || plugins.some((plugin) => listenersOf(event).has(plugin))

/**
 * Something happened: pods that it may have made schedulable go back in line. Models MoveAllToActiveOrBackoffQueue.
 * @param preCheck looks closer, such as whether a changed node would now take the pod
 * @returns how many were moved
 */
export function moveAll(
  queue: SchedulingQueue,
  event: EventResource,
  now: Micros,
  entry: number,
  settings: Settings,
  preCheck: (pod: PodInfo) => boolean = () => true
): number {
  let moved = 0
  for (const pod of [...queue.unschedulable.values()]) {
    if (!canHelp(event, pod) || !preCheck(pod.info)) continue
    activate(queue, pod, now, entry, settings)
    moved += 1
  }
  queue.moveRequestCycle = queue.schedulingCycle
  return moved
}

function activate(queue: SchedulingQueue, pod: QueuedPod, now: Micros, entry: number, settings: Settings): void {
  queue.unschedulable.delete(pod.info.key)
  const place = backoffUntil(pod, settings) > now ? queue.backoff : queue.active
  place.set(pod.info.key, Object.freeze({ ...pod, entry }))
}

/** Every second: pods whose back-off is over go in line. Models flushBackoffQCompleted. */
export function flushBackoff(queue: SchedulingQueue, now: Micros, entry: number, settings: Settings): void {
  for (const pod of [...queue.backoff.values()]) {
    if (backoffUntil(pod, settings) > now) continue
    queue.backoff.delete(pod.info.key)
    queue.active.set(pod.info.key, Object.freeze({ ...pod, entry }))
  }
}

/** Every 30 s: pods that nothing has helped for five minutes go in line anyway. Models flushUnschedulablePodsLeftover. */
export function flushUnschedulable(queue: SchedulingQueue, now: Micros, entry: number, settings: Settings): number {
  const due = [...queue.unschedulable.values()].filter(({ timestamp }) => now - timestamp > settings.maxInUnschedulable)
  for (const pod of due) activate(queue, pod, now, entry, settings)
  if (due.length > 0) queue.moveRequestCycle = queue.schedulingCycle
  return due.length
}
