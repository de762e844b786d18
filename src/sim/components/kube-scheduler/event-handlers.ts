import type { KubeObject, Namespace, Node, Pod, StorageClass } from '../../api/types'
import { equal } from '../../api/equality'
import type { Change } from '../../client-go/informer'
import type { Outbox } from './messages'
import { drop, isAssumed, setPod } from './cache'
import type { KubeScheduler } from './context'
import type { EventResource } from './framework/cluster-event'
import { matchesRequired } from './framework/node-affinity'
import type { NodeInfo } from './framework/node-info'
import { podInfo, termMatches, type PodInfo } from './framework/pod-info'
import { firstUntolerated } from './framework/taints'
import { removeNode, setNode } from './node-table'
import { nominate, updateNomination } from './nominations'
import { nodeName } from './plugins/node-name'
import { nodePorts } from './plugins/node-ports'
import { insufficient } from './plugins/node-resources-fit'
import { add, forget, isQueued, moveAll, update } from './queue'

/**
 * What informers tell goes to the cache and the queue, and wakes pods that it may help.
 * Models pkg/scheduler/eventhandlers.go.
 */
export function observe(scheduler: KubeScheduler, change: Change, out: Outbox): void {
  const { resource, type } = change
  if (resource === 'pods') observePod(scheduler, change, out)
  else if (resource === 'nodes') observeNode(scheduler, change, out)
  else if (type !== 'delete') {
    const event = wakingEvents[resource]?.(change)
    if (event) wake(scheduler, event, out)
  }
}

/** Volumes and what they depend on. A class that binds at once changes nothing when it is added. */
const wakingEvents: Readonly<Record<string, (change: Change) => EventResource | undefined>> = {
  persistentvolumeclaims: ({ type }) => (type === 'add' ? 'PvcAdd' : 'PvcUpdate'),
  persistentvolumes: ({ type }) => (type === 'add' ? 'PvAdd' : 'PvUpdate'),
  csinodes: ({ type }) => (type === 'add' ? 'CSINodeAdd' : 'CSINodeUpdate'),
  storageclasses: ({ type, object }) => {
    if (type === 'update') return 'StorageClassUpdate'
    const mode = (object as KubeObject as StorageClass).volumeBindingMode
    return mode === 'WaitForFirstConsumer' ? 'StorageClassAdd' : undefined
  }
}

export function wake(
  { queue, now, settings }: KubeScheduler,
  event: EventResource,
  out: Outbox,
  preCheck?: (pod: PodInfo) => boolean
): void {
  moveAll(queue, event, now, out.entry, settings, preCheck)
}

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
    wake(scheduler, 'AssignedPodDelete', out)
    return
  }
  const pod = setPod(scheduler.cache, after)
  // Only pods whose required affinity means this pod can profit from its arrival.
  const event = isAssigned(before) ? 'AssignedPodUpdate' : 'AssignedPodAdd'
  const { store } = scheduler.informers.namespaces
  wake(scheduler, event, out, (waiting) =>
    waiting.requiredAffinity.some((term) => termMatches(term, pod, store as ReadonlyMap<string, Namespace>))
  )
}

function observeWaiting(
  { cache, queue, nominations, now, settings }: KubeScheduler,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
  out: Outbox
): void {
  if (!isOurs(after)) {
    forget(queue, key)
    nominations.delete(key)
  } else if (!isOurs(before)) {
    const info = podInfo(after)
    add(queue, info, now, out.entry)
    nominate(nominations, info, undefined)
  } else if (!isAssumed(cache, key)) {
    const info = podInfo(after)
    // The pod that is being tried right now is in no place of the queue; it comes back by itself.
    if (isQueued(queue, key)) update(queue, info, specChanged(before, after), now, out.entry, settings)
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
  const event = old ? schedulingChange(object as Node, old as Node) : 'NodeAdd'
  if (event) wake(scheduler, event, out, (pod) => admits(nodes.byName.get(name)!, pod))
}

/** What about a node's change could help a pod: the first of these. Models nodeSchedulingPropertiesChange. */
function schedulingChange(after: Node, before: Node): EventResource | undefined {
  if (before.spec.unschedulable && !after.spec.unschedulable) return 'NodeTaintChange'
  if (!equal(after.status.allocatable, before.status.allocatable)) return 'NodeAllocatableChange'
  if (!equal(after.metadata.labels, before.metadata.labels)) return 'NodeLabelChange'
  if (!equal(after.spec.taints, before.spec.taints)) return 'NodeTaintChange'
  return haveSameConditions(after, before) ? undefined : 'NodeConditionChange'
}

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
