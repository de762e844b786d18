import type { KubeObject, Pod } from '../../sim/api/types'
import { defaultPod } from '../../sim/components/kube-scheduler/defaults'
import type { Listers } from '../../sim/components/kube-scheduler/framework/listers'
import { keyOf, podInfo, type PodInfo } from '../../sim/components/kube-scheduler/framework/pod-info'
import type { Snapshot } from '../../sim/components/kube-scheduler/framework/types'
import {
  addPod,
  emptyNodeTable,
  nodesInOrder,
  setNode,
  type NodeTable
} from '../../sim/components/kube-scheduler/node-table'
import type { Release } from '../../sim/releases'
import type { Case } from './case'
import { namespaces, surroundings } from './surroundings'

export const completed = (pod: Pod): PodInfo => podInfo(defaultPod(pod, surroundings))

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** The nodes and bound pods of a case. */
export function nodesOf({ nodes, existing }: Case): NodeTable {
  const table = emptyNodeTable()
  // Twice: the recordings were made after every node had been updated once, so that image counts had settled.
  for (const node of [...nodes, ...nodes]) setNode(table, { ...node, spec: node.spec ?? {}, status: node.status ?? {} })
  for (const pod of existing) if (pod.spec.nodeName && !isOver(pod)) addPod(table, pod.spec.nodeName, completed(pod))
  return table
}

const hasNamespace = (kind: string): boolean =>
  !['PersistentVolume', 'StorageClass', 'CSINode', 'ResourceSlice', 'DeviceClass'].includes(kind)

export function listersOf({ objects }: Case): Listers {
  const ofKind = <T>(kind: string): ReadonlyMap<string, T> =>
    new Map(
      (objects ?? [])
        .filter((object) => object.kind === kind)
        .map((object: KubeObject): [string, T] => [
          hasNamespace(kind) ? keyOf(object) : object.metadata.name,
          object as unknown as T
        ])
    )
  return {
    namespaces,
    services: ofKind('Service'),
    replicationControllers: ofKind('ReplicationController'),
    replicaSets: ofKind('ReplicaSet'),
    statefulSets: ofKind('StatefulSet'),
    persistentVolumeClaims: ofKind('PersistentVolumeClaim'),
    persistentVolumes: ofKind('PersistentVolume'),
    storageClasses: ofKind('StorageClass'),
    csiNodes: ofKind('CSINode'),
    podDisruptionBudgets: ofKind('PodDisruptionBudget'),
    resourceClaims: ofKind('ResourceClaim'),
    resourceSlices: ofKind('ResourceSlice'),
    deviceClasses: ofKind('DeviceClass')
  }
}

export const snapshotOf = (table: NodeTable, listers: Listers, release: Release): Snapshot => ({
  release,
  nodes: nodesInOrder(table),
  byName: table.byName,
  nominated: new Map(),
  listers
})
