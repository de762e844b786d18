import { since } from '../duration'
import { daemonsets, deployments, replicasets, statefulsets } from './apps'
import * as cluster from './cluster'
import { endpoints, endpointslices, services } from './network'
import { pods } from './pods'
import type { Columns } from './table'

const byResource: Readonly<Record<string, Columns>> = {
  pods,
  nodes: cluster.nodes,
  namespaces: cluster.namespaces,
  leases: cluster.leases,
  configmaps: cluster.configmaps,
  secrets: cluster.secrets,
  serviceaccounts: cluster.serviceaccounts,
  events: cluster.events,
  poddisruptionbudgets: cluster.poddisruptionbudgets,
  priorityclasses: cluster.priorityclasses,
  storageclasses: cluster.storageclasses,
  persistentvolumes: cluster.persistentvolumes,
  persistentvolumeclaims: cluster.persistentvolumeclaims,
  deployments,
  replicasets,
  statefulsets,
  daemonsets,
  services,
  endpoints,
  endpointslices
}

const plain: Columns = {
  headers: ['NAME', 'AGE'],
  row: ({ metadata }, now) => [metadata.name, since(metadata.creationTimestamp, now)]
}

export const columnsOf = (resource: string): Columns => byResource[resource] ?? plain
