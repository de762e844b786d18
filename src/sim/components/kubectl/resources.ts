/** One resource of the API, as `kubectl api-resources` lists it. */
export interface Resource {
  /** Plural, the name in paths. */
  readonly plural: string
  readonly singular: string
  readonly shorts: readonly string[]
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly namespaced: boolean
}

const core = ''
const row = (
  plural: string,
  shorts: string,
  group: string,
  version: string,
  namespaced: boolean,
  kind: string,
  singular = kind.toLowerCase()
): Resource =>
  Object.freeze({ plural, singular, shorts: shorts === '' ? [] : shorts.split(','), group, version, kind, namespaced })

/** In the order of `kubectl api-resources` (1.25): what the simulated API server serves. */
export const resources: readonly Resource[] = [
  row('bindings', '', core, 'v1', true, 'Binding'),
  row('configmaps', 'cm', core, 'v1', true, 'ConfigMap'),
  row('endpoints', 'ep', core, 'v1', true, 'Endpoints'),
  row('events', 'ev', core, 'v1', true, 'Event'),
  row('limitranges', 'limits', core, 'v1', true, 'LimitRange'),
  row('namespaces', 'ns', core, 'v1', false, 'Namespace'),
  row('nodes', 'no', core, 'v1', false, 'Node'),
  row('persistentvolumeclaims', 'pvc', core, 'v1', true, 'PersistentVolumeClaim'),
  row('persistentvolumes', 'pv', core, 'v1', false, 'PersistentVolume'),
  row('pods', 'po', core, 'v1', true, 'Pod'),
  row('replicationcontrollers', 'rc', core, 'v1', true, 'ReplicationController'),
  row('resourcequotas', 'quota', core, 'v1', true, 'ResourceQuota'),
  row('secrets', '', core, 'v1', true, 'Secret'),
  row('serviceaccounts', 'sa', core, 'v1', true, 'ServiceAccount'),
  row('services', 'svc', core, 'v1', true, 'Service'),
  row('controllerrevisions', '', 'apps', 'v1', true, 'ControllerRevision'),
  row('daemonsets', 'ds', 'apps', 'v1', true, 'DaemonSet'),
  row('deployments', 'deploy', 'apps', 'v1', true, 'Deployment'),
  row('replicasets', 'rs', 'apps', 'v1', true, 'ReplicaSet'),
  row('statefulsets', 'sts', 'apps', 'v1', true, 'StatefulSet'),
  row('jobs', '', 'batch', 'v1', true, 'Job'),
  row('leases', '', 'coordination.k8s.io', 'v1', true, 'Lease'),
  row('endpointslices', '', 'discovery.k8s.io', 'v1', true, 'EndpointSlice'),
  row('ingresses', 'ing', 'networking.k8s.io', 'v1', true, 'Ingress'),
  row('networkpolicies', 'netpol', 'networking.k8s.io', 'v1', true, 'NetworkPolicy', 'networkpolicy'),
  row('runtimeclasses', '', 'node.k8s.io', 'v1', false, 'RuntimeClass'),
  row('poddisruptionbudgets', 'pdb', 'policy', 'v1', true, 'PodDisruptionBudget'),
  row('clusterrolebindings', '', 'rbac.authorization.k8s.io', 'v1', false, 'ClusterRoleBinding'),
  row('clusterroles', '', 'rbac.authorization.k8s.io', 'v1', false, 'ClusterRole'),
  row('rolebindings', '', 'rbac.authorization.k8s.io', 'v1', true, 'RoleBinding'),
  row('roles', '', 'rbac.authorization.k8s.io', 'v1', true, 'Role'),
  row('priorityclasses', 'pc', 'scheduling.k8s.io', 'v1', false, 'PriorityClass'),
  row('csidrivers', '', 'storage.k8s.io', 'v1', false, 'CSIDriver'),
  row('csinodes', '', 'storage.k8s.io', 'v1', false, 'CSINode'),
  row('csistoragecapacities', '', 'storage.k8s.io', 'v1', true, 'CSIStorageCapacity', 'csistoragecapacity'),
  row('storageclasses', 'sc', 'storage.k8s.io', 'v1', false, 'StorageClass')
]

/** What `kubectl get all` means, as far as it is served (category `all`). */
export const categoryAll = ['pods', 'services', 'daemonsets', 'deployments', 'replicasets', 'statefulsets']

const byName = new Map<string, Resource>()
for (const resource of resources) {
  for (const name of [resource.plural, resource.singular, ...resource.shorts]) {
    byName.set(name, resource)
    if (resource.group !== '') {
      byName.set(`${name}.${resource.group}`, resource)
      byName.set(`${name}.${resource.version}.${resource.group}`, resource)
    }
  }
}

/** Finds a resource by plural, singular, short name or `deployments.apps`, in any case. */
export const findResource = (name: string): Resource | undefined => byName.get(name.toLowerCase())

export const findKind = (kind: string, apiVersion: string): Resource | undefined =>
  resources.find((resource) => resource.kind === kind && apiVersionOf(resource) === apiVersion)

export const apiVersionOf = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`)

/** `deployments.apps`, `pods`: how server errors name it. */
export const qualified = ({ plural, group }: Resource): string => (group === '' ? plural : `${plural}.${group}`)

/** `deployment.apps/web`, `pod/nginx`: how kubectl names an object. */
export const objectName = ({ singular, group }: Resource, name: string): string =>
  `${group === '' ? singular : `${singular}.${group}`}/${name}`
