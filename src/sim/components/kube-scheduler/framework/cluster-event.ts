import type { ResourceClaim } from '../../../api/devices'
import type { Node, PersistentVolumeClaim } from '../../../api/types'
import type { PodInfo } from './pod-info'

/** Of pods: those that have a node, and (the last four) those that wait for one. */
export type PodEvent =
  | 'AssignedPodAdd'
  | 'AssignedPodUpdate'
  | 'AssignedPodScaleDown'
  | 'AssignedPodDelete'
  | 'UnscheduledPodLabelChange'
  | 'UnscheduledPodTolerationChange'
  | 'UnscheduledPodScaleDown'
  | 'UnscheduledPodOtherUpdate'

export type NodeEvent =
  'NodeAdd' | 'NodeAllocatableChange' | 'NodeLabelChange' | 'NodeTaintChange' | 'NodeConditionChange'

export type DeviceClaimEvent = 'ResourceClaimAdd' | 'ResourceClaimUpdate'

type VolumeEvent =
  | 'PvAdd'
  | 'PvUpdate'
  | 'StorageClassAdd'
  | 'StorageClassUpdate'
  | 'CSINodeAdd'
  | 'CSINodeUpdate'
  | 'ResourceSliceAdd'
  | 'ResourceSliceUpdate'
  | 'DeviceClassAdd'
  | 'DeviceClassUpdate'
  /** Time is up: pods go back whatever turned them down. */
  | 'UnschedulableTimeout'

/**
 * What happened in the cluster, as the queue sees it. An assigned pod's deletion and a new node are different news.
 * Models pkg/scheduler/framework/types.go ClusterEvent (resource and action in one word).
 */
export type EventResource = PodEvent | NodeEvent | 'PvcAdd' | 'PvcUpdate' | DeviceClaimEvent | VolumeEvent

/** A pod, and what it was before; of one that is gone only the latter. */
export interface PodNews {
  readonly event: PodEvent
  readonly pod: PodInfo | undefined
  readonly before?: PodInfo | undefined
}

export interface NodeNews {
  readonly event: NodeEvent
  readonly node: Node
  readonly before?: Node | undefined
}

export interface ClaimNews {
  readonly event: 'PvcAdd' | 'PvcUpdate'
  readonly claim: PersistentVolumeClaim
}

export interface DeviceClaimNews {
  readonly event: DeviceClaimEvent
  readonly claim: ResourceClaim
  readonly before?: ResourceClaim | undefined
}

/** An event with the objects that it is about. */
export type ClusterEvent = PodNews | NodeNews | ClaimNews | DeviceClaimNews | { readonly event: VolumeEvent }

export const isPodNews = (news: ClusterEvent): news is PodNews => news.event.includes('Pod')
export const isNodeNews = (news: ClusterEvent): news is NodeNews => news.event.startsWith('Node')
export const isClaimNews = (news: ClusterEvent): news is ClaimNews => news.event.startsWith('Pvc')
export const isDeviceClaimNews = (news: ClusterEvent): news is DeviceClaimNews => news.event.startsWith('ResourceClaim')
