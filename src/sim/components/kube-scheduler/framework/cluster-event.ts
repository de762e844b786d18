/**
 * What happened in the cluster, as the queue sees it. An assigned pod's deletion and a new node are different news.
 * Models pkg/scheduler/framework/types.go ClusterEvent (resource and action in one word).
 */
export type EventResource =
  | 'AssignedPodAdd'
  | 'AssignedPodUpdate'
  | 'AssignedPodDelete'
  | 'NodeAdd'
  | 'NodeAllocatableChange'
  | 'NodeLabelChange'
  | 'NodeTaintChange'
  | 'NodeConditionChange'
  | 'PvcAdd'
  | 'PvcUpdate'
  | 'PvAdd'
  | 'PvUpdate'
  | 'StorageClassAdd'
  | 'StorageClassUpdate'
  | 'CSINodeAdd'
  | 'CSINodeUpdate'
  /** Time is up: pods go back whatever turned them down. */
  | 'UnschedulableTimeout'
