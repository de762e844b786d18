import { equal } from '../../../api/equality'
import type { Node } from '../../../api/types'
import type { Labels } from '../../../api/labels'
import { add, noResources, resourcesFrom, subtract, type CpuMemory, type Resources } from './resources'
import { hasAffinity, type HostPort, type PodInfo } from './pod-info'

export interface ImageState {
  readonly sizeBytes: number
  /** Nodes that had the image when this node was last updated. */
  readonly numNodes: number
}

/**
 * A node with the totals of its pods, kept up to date pod by pod. Frozen: a change makes a new one, so a snapshot is
 * the set of current ones and a trial (preemption, nominated pods) never has to be undone.
 * Models pkg/scheduler/framework/types.go NodeInfo.
 */
export interface NodeInfo {
  readonly name: string
  /** Missing while pods are known of a node that is not (or no longer). */
  readonly node: Node | undefined
  readonly labels: Labels
  readonly allocatable: Resources
  readonly pods: readonly PodInfo[]
  readonly podsWithAffinity: readonly PodInfo[]
  readonly podsWithRequiredAntiAffinity: readonly PodInfo[]
  readonly usedPorts: readonly HostPort[]
  readonly requested: Resources
  readonly nonZeroRequested: CpuMemory
  readonly images: Readonly<Record<string, ImageState>>
}

const noLabels: Labels = Object.freeze({})
const none: readonly never[] = Object.freeze([])

export const emptyNodeInfo = (name: string): NodeInfo =>
  Object.freeze({
    name,
    node: undefined,
    labels: noLabels,
    allocatable: noResources,
    pods: none,
    podsWithAffinity: none,
    podsWithRequiredAntiAffinity: none,
    usedPorts: none,
    requested: noResources,
    nonZeroRequested: Object.freeze({ milliCPU: 0, memory: 0 }),
    images: Object.freeze({})
  })

export const withNode = (info: NodeInfo, node: Node, images: Readonly<Record<string, ImageState>>): NodeInfo =>
  Object.freeze({
    ...info,
    node,
    labels: node.metadata.labels ?? noLabels,
    allocatable: hasSameCapacity(info.node, node)
      ? info.allocatable
      : resourcesFrom(node.status.allocatable ?? node.status.capacity),
    images: Object.freeze(images)
  })

const hasSameCapacity = (before: Node | undefined, node: Node): boolean =>
  before !== undefined &&
  equal(before.status.allocatable, node.status.allocatable) &&
  equal(before.status.capacity, node.status.capacity)

export const withoutNode = (info: NodeInfo): NodeInfo =>
  Object.freeze({
    ...info,
    node: undefined,
    labels: noLabels,
    allocatable: noResources,
    images: Object.freeze({})
  })

export function withPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return Object.freeze({
    ...info,
    pods: Object.freeze([...info.pods, pod]),
    podsWithAffinity: hasAffinity(pod) ? Object.freeze([...info.podsWithAffinity, pod]) : info.podsWithAffinity,
    podsWithRequiredAntiAffinity:
      pod.requiredAntiAffinity.length > 0
        ? Object.freeze([...info.podsWithRequiredAntiAffinity, pod])
        : info.podsWithRequiredAntiAffinity,
    usedPorts: pod.hostPorts.length > 0 ? Object.freeze([...info.usedPorts, ...pod.hostPorts]) : info.usedPorts,
    requested: add(info.requested, pod.request),
    nonZeroRequested: Object.freeze({
      milliCPU: info.nonZeroRequested.milliCPU + pod.nonZero.milliCPU,
      memory: info.nonZeroRequested.memory + pod.nonZero.memory
    })
  })
}

/** Without the pod of that key; the same node if it has no such pod. */
export function withoutPod(info: NodeInfo, key: string): NodeInfo {
  const pod = info.pods.find((each) => each.key === key)
  if (!pod) return info
  const others = (pods: readonly PodInfo[]) => Object.freeze(pods.filter((each) => each.key !== key))
  const pods = others(info.pods)
  return Object.freeze({
    ...info,
    pods,
    podsWithAffinity: hasAffinity(pod) ? others(info.podsWithAffinity) : info.podsWithAffinity,
    podsWithRequiredAntiAffinity:
      pod.requiredAntiAffinity.length > 0
        ? others(info.podsWithRequiredAntiAffinity)
        : info.podsWithRequiredAntiAffinity,
    usedPorts: pod.hostPorts.length > 0 ? Object.freeze(pods.flatMap((each) => each.hostPorts)) : info.usedPorts,
    requested: subtract(info.requested, pod.request),
    nonZeroRequested: Object.freeze({
      milliCPU: info.nonZeroRequested.milliCPU - pod.nonZero.milliCPU,
      memory: info.nonZeroRequested.memory - pod.nonZero.memory
    })
  })
}
