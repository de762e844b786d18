import type { Namespace, Node, Pod } from '../../api/types'
import type { ResourceClaim } from '../../api/devices'
import { equal } from '../../api/equality'
import { startInformer, type Change } from '../../client-go/informer'
import type { Outbox } from './messages'
import { drop, isAssumed, setPod } from './cache'
import { claimsAssumed, ofDevices, type KubeScheduler } from './context'
import { asksForDevices, claimsOf } from './devices/claims'
import type { ClusterEvent, NodeEvent, PodEvent } from './framework/cluster-event'
import { matchesRequired } from './framework/node-affinity'
import type { NodeInfo } from './framework/node-info'
import { podInfo, termMatches, type PodInfo } from './framework/pod-info'
import { firstUntolerated } from './framework/taints'
import { removeNode, setNode } from './node-table'
import { nominate, updateNomination } from './nominations'
import { nodeName } from './plugins/node-name'
import { nodePorts } from './plugins/node-ports'
import { insufficient } from './plugins/node-resources-fit'
import { wakingNews } from './waking-news'
import { add, canHelp, forget, isQueued, moveAll, update, type Look, type QueuedPod } from './queue'

/**
 * What informers tell goes to the cache and the queue, and wakes pods that it may help.
 * Models pkg/scheduler/eventhandlers.go.
 */
export function observe(scheduler: KubeScheduler, change: Change, out: Outbox): void {
  const { resource, type } = change
  if (resource === 'pods') observePod(scheduler, change, out)
  else if (resource === 'nodes') observeNode(scheduler, change, out)
  else {
    if (resource === 'resourceclaims') observeClaim(scheduler, change, out)
    if (type === 'delete') return
    const news = wakingNews[resource]?.(change)
    if (news) wake(scheduler, news, out)
  }
}

/** What was assumed is known, or gone; pods whose claims are all there now go in line. */
function observeClaim(scheduler: KubeScheduler, { type, key, object }: Change, out: Outbox): void {
  const { queue, assumedClaims, now } = scheduler
  if (type === 'delete' || (object as ResourceClaim).status?.allocation) assumedClaims.delete(key)
  for (const { info } of [...queue.unschedulable.values()]) {
    const had = queue.claimed.has(info.key)
    if (noteClaims(scheduler, info) && !had) add(queue, info, now, out.entry)
  }
}

/** Notes whether the claims of a pod are there. */
function noteClaims(scheduler: KubeScheduler, info: PodInfo): boolean {
  if (!asksForDevices(info)) return false
  const { claimed } = scheduler.queue
  const areThere = typeof claimsOf(info, claimsAssumed(scheduler)) !== 'string'
  if (areThere) claimed.add(info.key)
  else claimed.delete(info.key)
  return areThere
}

/** @param preCheck who may be helped at all; the oldest releases guess that before they ask the plugins */
export function wake(
  scheduler: KubeScheduler,
  news: ClusterEvent,
  out: Outbox,
  preCheck?: (pod: PodInfo) => boolean
): void {
  moveAll(scheduler.queue, Object.freeze(news), scheduler.now, out.entry, lookOf(scheduler), preCheck)
}

export const lookOf = ({ settings, informers }: KubeScheduler): Look => ({
  settings,
  namespaces: informers.namespaces.store as ReadonlyMap<string, Namespace>
})

const isAssigned = (pod: Pod | undefined): pod is Pod => Boolean(pod?.spec.nodeName) && !isOver(pod!)
const isOurs = (pod: Pod | undefined): pod is Pod =>
  pod !== undefined && !pod.spec.nodeName && !isOver(pod) && pod.spec.schedulerName === 'default-scheduler'
const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'

/** An update that moves a pod from "waits for a node" to "has one" is a delete there and an add here, and so on. */
function observePod(scheduler: KubeScheduler, { type, key, object, old }: Change, out: Outbox): void {
  const before = (type === 'delete' ? object : old) as Pod | undefined
  const after = type === 'delete' ? undefined : (object as Pod)
  if (isAssigned(before) || isAssigned(after)) observeAssigned(scheduler, key, before, after, out)
  if (isOurs(before) || isOurs(after)) observeWaiting(scheduler, key, before, after, out)
}

function observeAssigned(
  scheduler: KubeScheduler,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
  out: Outbox
): void {
  if (!isAssigned(after)) {
    drop(scheduler.cache, key)
    wake(scheduler, { event: 'AssignedPodDelete', pod: undefined, before: podInfo(before!) }, out)
    return
  }
  const pod = setPod(scheduler.cache, after)
  const known = isAssigned(before) ? podInfo(before) : undefined
  if (scheduler.settings.release === '1.36') {
    const events: readonly PodEvent[] = known ? updatesOf(known, pod, 'Assigned') : ['AssignedPodAdd']
    for (const event of events) wake(scheduler, { event, pod, before: known }, out)
    return
  }
  // Only pods whose required affinity means this pod can profit from its arrival.
  const { namespaces } = lookOf(scheduler)
  const event = known ? 'AssignedPodUpdate' : 'AssignedPodAdd'
  wake(scheduler, { event, pod, before: known }, out, (waiting) =>
    waiting.requiredAffinity.some((term) => termMatches(term, pod, namespaces))
  )
}

/** What about a pod's update could help itself or others. Models PodSchedulingPropertiesChange. */
function updatesOf(before: PodInfo, after: PodInfo, place: 'Assigned' | 'Unscheduled'): readonly PodEvent[] {
  const isAssigned = place === 'Assigned'
  const events: PodEvent[] = []
  if (!equal(before.labels, after.labels)) events.push(isAssigned ? 'AssignedPodUpdate' : 'UnscheduledPodLabelChange')
  if (after.request.milliCPU < before.request.milliCPU || after.request.memory < before.request.memory)
    events.push(`${place}PodScaleDown`)
  if (!isAssigned && !equal(before.pod.spec.tolerations, after.pod.spec.tolerations))
    events.push('UnscheduledPodTolerationChange')
  return events.length > 0 || isAssigned ? events : ['UnscheduledPodOtherUpdate']
}

function observeWaiting(
  scheduler: KubeScheduler,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
  out: Outbox
): void {
  const { cache, queue, nominations, now, settings } = scheduler
  if (!isOurs(after)) {
    forget(queue, key)
    queue.claimed.delete(key)
    nominations.delete(key)
  } else if (!isOurs(before)) {
    const info = podInfo(after)
    if (asksForDevices(info) && settings.release !== '1.25')
      for (const resource of ofDevices) startInformer(scheduler.informers[resource], out)
    noteClaims(scheduler, info)
    add(queue, info, now, out.entry)
    nominate(nominations, info, undefined)
  } else if (!isAssumed(cache, key)) {
    const info = podInfo(after)
    const known = podInfo(before)
    const news = updatesOf(known, info, 'Unscheduled').map((event) => ({ event, pod: info, before: known }))
    const helps =
      settings.release === '1.25'
        ? () => specChanged(before, after)
        : (waiting: QueuedPod) => news.some((each) => canHelp(each, waiting, lookOf(scheduler)))
    const had = queue.claimed.has(key)
    if (noteClaims(scheduler, info) && !had && queue.unschedulable.has(key)) add(queue, info, now, out.entry)
    // The pod that is being tried right now is in no place of the queue; it comes back by itself.
    if (isQueued(queue, key)) update(queue, info, helps, now, out.entry, settings)
    else queue.during.push(...news.map((each) => Object.freeze(each)))
    updateNomination(nominations, info)
  }
}

/** Models scheduling_queue.go isPodUpdated: resourceVersion, generation, status and managedFields do not count. */
function specChanged(before: Pod, after: Pod): boolean {
  const relevant = ({ spec, metadata }: Pod) =>
    JSON.stringify([spec, { ...metadata, resourceVersion: undefined, generation: undefined, managedFields: undefined }])
  return relevant(before) !== relevant(after)
}

function observeNode(scheduler: KubeScheduler, { type, object, old }: Change, out: Outbox): void {
  const { nodes } = scheduler.cache
  const { name } = object.metadata
  if (type === 'delete') {
    removeNode(nodes, name)
    return
  }
  setNode(nodes, object as Node)
  const [node, before] = [object as Node, old as Node | undefined]
  const events: readonly NodeEvent[] = before ? changesOf(node, before) : ['NodeAdd']
  if (scheduler.settings.release === '1.36') for (const event of events) wake(scheduler, { event, node, before }, out)
  else if (events[0])
    wake(scheduler, { event: events[0], node, before }, out, (pod) => admits(nodes.byName.get(name)!, pod))
}

/** What about a node's change could help a pod; the oldest releases take the first. Models NodeSchedulingPropertiesChange. */
const changesOf = (after: Node, before: Node): readonly NodeEvent[] => [
  ...(before.spec.unschedulable && !after.spec.unschedulable ? (['NodeTaintChange'] as const) : []),
  ...(equal(after.status.allocatable, before.status.allocatable) ? [] : (['NodeAllocatableChange'] as const)),
  ...(equal(after.metadata.labels, before.metadata.labels) ? [] : (['NodeLabelChange'] as const)),
  ...(equal(after.spec.taints, before.spec.taints) ? [] : (['NodeTaintChange'] as const)),
  ...(haveSameConditions(after, before) ? [] : (['NodeConditionChange'] as const))
]

/** Types and their status; when they were seen last does not count. */
function haveSameConditions(after: Node, before: Node): boolean {
  const [now, then] = [after.status.conditions ?? [], before.status.conditions ?? []]
  return (
    now.length === then.length &&
    now.every(({ type, status }, i) => type === then[i]!.type && status === then[i]!.status)
  )
}

/** Would this node take the pod by what is quickly checked? Models preCheckForNode and AdmissionCheck. */
export function admits(node: NodeInfo, pod: PodInfo): boolean {
  const noSchedule = node.node?.spec.taints?.filter(({ effect }) => effect === 'NoSchedule')
  return (
    insufficient(node, pod.request, '1.25').length === 0 &&
    matchesRequired(pod.pod.spec, node.name, node.labels) &&
    !nodeName.filter(node, pod) &&
    !nodePorts.filter(node, pod) &&
    !firstUntolerated(noSchedule, pod.pod.spec.tolerations)
  )
}
