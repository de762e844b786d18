import type { KubeObject } from '../../api/types'
import type { World } from '../../kernel/world'
import { byConditions, data, event, lease, namespace, node, quota } from './cluster'
import { endpoints, ingress, service, slice } from './network'
import { pod } from './pod'
import { attachment, claim, volume } from './storage'
import type { Standing, Stands } from './types'
import { budget, cronjob, daemonset, deployment, hpa, job, replicaset, statefulset } from './workloads'

export type { Standing } from './types'

/** An object of a kind has that kind's fields: the server has seen to it. */
const of =
  <T extends KubeObject>(stands: Stands<T>): Stands<KubeObject> =>
  (world, object) =>
    stands(world, object as T)

const kinds: Readonly<Record<string, Stands<KubeObject>>> = {
  configmaps: of(data),
  cronjobs: of(cronjob),
  daemonsets: of(daemonset),
  deployments: of(deployment),
  endpoints: of(endpoints),
  endpointslices: of(slice),
  events: of(event),
  horizontalpodautoscalers: of(hpa),
  ingresses: ingress,
  jobs: of(job),
  leases: of(lease),
  namespaces: of(namespace),
  nodes: of(node),
  persistentvolumeclaims: of(claim),
  persistentvolumes: of(volume),
  poddisruptionbudgets: of(budget),
  pods: of(pod),
  replicasets: of(replicaset),
  replicationcontrollers: of(replicaset),
  resourcequotas: of(quota),
  secrets: of(data),
  services: of(service),
  statefulsets: of(statefulset),
  volumeattachments: attachment
}

/**
 * How an object stands, from what is stored of it and about it: what its own status says, what the last Event says where its
 * status is silent, what it leads to. Null: nothing says so, as of a kind that has no status.
 * @param resource plural name, such as `deployments`
 */
export function standingOf(world: World, resource: string, object: KubeObject): Standing | null {
  const standing = (kinds[resource] ?? byConditions)(world, object)
  const { deletionTimestamp, finalizers = [] } = object.metadata
  if (deletionTimestamp === undefined || resource === 'namespaces' || resource === 'pods') return standing
  const held =
    finalizers.length > 0
      ? `Is being deleted; ${finalizers.join(', ')} must be taken off it first.`
      : 'Is being deleted.'
  return { ...standing, text: standing ? `${held} ${standing.text}` : held, well: false }
}
