import type { DeviceClass, ResourceClaim, ResourceSlice } from '../../../api/devices'
import type {
  KubeObject,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicaSet,
  Service,
  StatefulSet,
  StorageClass
} from '../../../api/types'

/** Objects other than nodes and pods that the plugins look up, by `namespace/name`, or by name where there is no namespace. */
export interface Listers {
  readonly namespaces: ReadonlyMap<string, Namespace>
  readonly services: ReadonlyMap<string, Service>
  readonly replicationControllers: ReadonlyMap<string, KubeObject>
  readonly replicaSets: ReadonlyMap<string, ReplicaSet>
  readonly statefulSets: ReadonlyMap<string, StatefulSet>
  readonly persistentVolumeClaims: ReadonlyMap<string, PersistentVolumeClaim>
  readonly persistentVolumes: ReadonlyMap<string, PersistentVolume>
  readonly storageClasses: ReadonlyMap<string, StorageClass>
  readonly csiNodes: ReadonlyMap<string, KubeObject>
  readonly podDisruptionBudgets: ReadonlyMap<string, PodDisruptionBudget>
  readonly resourceClaims: ReadonlyMap<string, ResourceClaim>
  readonly resourceSlices: ReadonlyMap<string, ResourceSlice>
  readonly deviceClasses: ReadonlyMap<string, DeviceClass>
}

const none: ReadonlyMap<string, never> = new Map<string, never>()

export const noListers: Listers = Object.freeze({
  namespaces: none,
  services: none,
  replicationControllers: none,
  replicaSets: none,
  statefulSets: none,
  persistentVolumeClaims: none,
  persistentVolumes: none,
  storageClasses: none,
  csiNodes: none,
  podDisruptionBudgets: none,
  resourceClaims: none,
  resourceSlices: none,
  deviceClasses: none
})
