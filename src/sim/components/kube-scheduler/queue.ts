import { ms, seconds, type Micros } from '../../../base/time'
import type { Settings } from './config'
import type { Namespace } from '../../api/types'
import type { ClusterEvent, EventResource } from './framework/cluster-event'
import type { PodInfo } from './framework/pod-info'
import { asksForDevices } from './devices/claims'
import type { Plugin } from './framework/types'
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
  /** What happened since the last pod was popped: it may help that pod. Models active_queue.go inFlightEvents. */
  readonly during: ClusterEvent[]
  /** Pods that ask for devices and whose claims are there. */
  readonly claimed: Set<string>
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
  moveRequestCycle: -1,
  during: [],
  claimed: new Set()
})

export const isQueued = ({ active, backoff, unschedulable }: SchedulingQueue, key: string): boolean =>
  active.has(key) || backoff.has(key) || unschedulable.has(key)

/** Scheduling gates keep a pod out of line until they are gone. Models plugins/schedulinggates. */
const hasGates = ({ pod }: PodInfo): boolean => (pod.spec.schedulingGates?.length ?? 0) > 0

/**
 * A pod that asks for devices is out of line until its claims are there, without a condition or an event.
 * Models plugins/dynamicresources PreEnqueue.
 */
const lacksClaims = ({ claimed }: SchedulingQueue, info: PodInfo): boolean =>
  asksForDevices(info) && !claimed.has(info.key)

const isGated = (queue: SchedulingQueue, info: PodInfo): boolean => hasGates(info) || lacksClaims(queue, info)

/** A new pod goes first in line behind those of its priority. */
export function add(queue: SchedulingQueue, info: PodInfo, now: Micros, entry: number): void {
  forget(queue, info.key)
  const plugins = hasGates(info) ? ['SchedulingGates'] : lacksClaims(queue, info) ? ['DynamicResources'] : []
  const place = isGated(queue, info) ? queue.unschedulable : queue.active
  place.set(info.key, Object.freeze({ info, timestamp: now, attempts: 0, plugins, entry, failed: false }))
}

export function forget({ active, backoff, unschedulable }: SchedulingQueue, key: string): void {
  active.delete(key)
  backoff.delete(key)
  unschedulable.delete(key)
}

/**
 * A new version of a waiting pod.
 * @param helps whether what changed gives it another try: a change of its status alone does not
 */
export function update(
  queue: SchedulingQueue,
  info: PodInfo,
  helps: (waiting: QueuedPod) => boolean,
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
  if (!waiting || (isGated(queue, waiting.info) && !isGated(queue, info))) {
    add(queue, info, now, entry)
    return
  }
  const next = Object.freeze({ ...waiting, info })
  queue.unschedulable.set(info.key, next)
  if (!isGated(queue, info) && helps(waiting)) activate(queue, next, now, entry, settings)
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
  queue.during.length = 0
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
  entry: number,
  look: Look
): void {
  const { key } = pod.info
  if (isQueued(queue, key)) return
  const isNew = look.settings.release === '1.36'
  // Whom no plugin turned down met an error, and no event will tell that it is over.
  const isError = isNew && plugins.length === 0
  const waiting = Object.freeze({ ...pod, plugins, failed: failed || isError, timestamp: now, entry })
  const isHelped = isNew
    ? isError || queue.during.some((news) => canHelp(news, waiting, look))
    : queue.moveRequestCycle >= queue.schedulingCycle
  const place = isHelped ? queue.backoff : queue.unschedulable
  place.set(key, waiting)
}

/** What is asked whether an event helps a pod. */
export interface Look {
  readonly settings: Settings
  readonly namespaces: ReadonlyMap<string, Namespace>
}

/** 1 s, 2 s, 4 s … up to 10 s after the last attempt. Models calculateBackoffDuration. */
export const backoffUntil = ({ timestamp, attempts }: QueuedPod, { initialBackoff, maxBackoff }: Settings): Micros =>
  timestamp + Math.min(maxBackoff, initialBackoff * 2 ** Math.max(0, attempts - 1))

const byName = new Map<string, Plugin>(defaultPlugins.map((plugin) => [plugin.name, plugin]))

const listens = ({ wakes }: Plugin, event: EventResource): boolean => wakes?.includes(event) ?? false

/** Could this news have made the pod schedulable? Models isPodWorthRequeuing. */
export function canHelp(news: ClusterEvent, { info, plugins }: QueuedPod, { settings, namespaces }: Look): boolean {
  const { event } = news
  if (event === 'UnschedulableTimeout' || plugins.length === 0) return true
  return plugins.some((name) => {
    const plugin = byName.get(name)
    if (!plugin) return false
    if (listens(plugin, event)) return settings.release === '1.25' || (plugin.hint?.(news, info, namespaces) ?? true)
    // Newer releases wake for a taint that goes whoever waits for a new node: new nodes are tainted. Models buildQueueingHintMap.
    return settings.release === '1.36' && event === 'NodeTaintChange' && listens(plugin, 'NodeAdd')
  })
}

/**
 * Something happened: pods that it may have made schedulable go back in line. Models MoveAllToActiveOrBackoffQueue.
 * @param preCheck looks closer, such as whether a changed node would now take the pod
 * @returns how many were moved
 */
export function moveAll(
  queue: SchedulingQueue,
  news: ClusterEvent,
  now: Micros,
  entry: number,
  look: Look,
  preCheck: (pod: PodInfo) => boolean = () => true
): number {
  let moved = 0
  for (const pod of [...queue.unschedulable.values()]) {
    if (isGated(queue, pod.info) || !preCheck(pod.info) || !canHelp(news, pod, look)) continue
    activate(queue, pod, now, entry, look.settings)
    moved += 1
  }
  queue.moveRequestCycle = queue.schedulingCycle
  queue.during.push(news)
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
  const due = [...queue.unschedulable.values()].filter(
    ({ info, timestamp }) => !isGated(queue, info) && now - timestamp > settings.maxInUnschedulable
  )
  for (const pod of due) activate(queue, pod, now, entry, settings)
  if (due.length > 0) queue.moveRequestCycle = queue.schedulingCycle
  return due.length
}
