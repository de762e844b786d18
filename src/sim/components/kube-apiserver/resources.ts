/** One kind of object that the API serves. */
export interface Resource {
  /** Plural name in paths. */
  readonly name: string
  readonly kind: string
  readonly apiVersion: string
  readonly namespaced: boolean
  /** Writes of `spec` and `status` are kept apart: `status` has a subresource of its own. */
  readonly hasStatus: boolean
  /** `metadata.generation` counts changes of the spec. */
  readonly hasGeneration: boolean
}

const row = (name: string, kind: string, apiVersion: string, traits: string): [string, Resource] => [
  name,
  {
    name,
    kind,
    apiVersion,
    namespaced: traits.includes('n'),
    hasStatus: traits.includes('s'),
    hasGeneration: traits.includes('g')
  }
]

/** What is served: n = namespaced, s = has a status subresource, g = counts generations. */
export const resources: ReadonlyMap<string, Resource> = new Map([
  row('pods', 'Pod', 'v1', 'ns'),
  row('nodes', 'Node', 'v1', 's'),
  row('services', 'Service', 'v1', 'ns'),
  row('endpoints', 'Endpoints', 'v1', 'n'),
  row('endpointslices', 'EndpointSlice', 'discovery.k8s.io/v1', 'ng'),
  row('namespaces', 'Namespace', 'v1', 's'),
  row('serviceaccounts', 'ServiceAccount', 'v1', 'n'),
  row('secrets', 'Secret', 'v1', 'n'),
  row('configmaps', 'ConfigMap', 'v1', 'n'),
  row('events', 'Event', 'v1', 'n'),
  row('deployments', 'Deployment', 'apps/v1', 'nsg'),
  row('replicasets', 'ReplicaSet', 'apps/v1', 'nsg'),
  row('statefulsets', 'StatefulSet', 'apps/v1', 'nsg'),
  row('daemonsets', 'DaemonSet', 'apps/v1', 'nsg'),
  row('controllerrevisions', 'ControllerRevision', 'apps/v1', 'n'),
  row('replicationcontrollers', 'ReplicationController', 'v1', 'nsg'),
  row('jobs', 'Job', 'batch/v1', 'nsg'),
  row('leases', 'Lease', 'coordination.k8s.io/v1', 'n'),
  row('poddisruptionbudgets', 'PodDisruptionBudget', 'policy/v1', 'nsg'),
  row('priorityclasses', 'PriorityClass', 'scheduling.k8s.io/v1', 'g'),
  row('runtimeclasses', 'RuntimeClass', 'node.k8s.io/v1', ''),
  row('persistentvolumes', 'PersistentVolume', 'v1', 's'),
  row('persistentvolumeclaims', 'PersistentVolumeClaim', 'v1', 'ns'),
  row('storageclasses', 'StorageClass', 'storage.k8s.io/v1', ''),
  row('csinodes', 'CSINode', 'storage.k8s.io/v1', ''),
  row('csidrivers', 'CSIDriver', 'storage.k8s.io/v1', ''),
  row('csistoragecapacities', 'CSIStorageCapacity', 'storage.k8s.io/v1', 'n'),
  row('networkpolicies', 'NetworkPolicy', 'networking.k8s.io/v1', 'ng'),
  row('ingresses', 'Ingress', 'networking.k8s.io/v1', 'nsg'),
  row('limitranges', 'LimitRange', 'v1', 'n'),
  row('resourcequotas', 'ResourceQuota', 'v1', 'ns'),
  row('roles', 'Role', 'rbac.authorization.k8s.io/v1', 'n'),
  row('rolebindings', 'RoleBinding', 'rbac.authorization.k8s.io/v1', 'n'),
  row('clusterroles', 'ClusterRole', 'rbac.authorization.k8s.io/v1', ''),
  row('clusterrolebindings', 'ClusterRoleBinding', 'rbac.authorization.k8s.io/v1', '')
])

/** `deployments.apps`, `pods`: how error texts name a resource. Models schema.GroupResource.String. */
export function qualified({ name, apiVersion }: Resource): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? name : `${name}.${apiVersion.slice(0, slash)}`
}

/** Etcd key of an object; without a name the prefix of a namespace's, or of all. */
export function keyOf(resource: Resource, namespace: string | undefined, name?: string): string {
  const directory = `/registry/${resource.name}/`
  if (!resource.namespaced) return directory + (name ?? '')
  return namespace === undefined || namespace === '' ? directory : `${directory}${namespace}/${name ?? ''}`
}
