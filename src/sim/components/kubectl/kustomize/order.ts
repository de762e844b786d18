import type { KubeObject } from '../../../api/types'

/** Kinds that others need come first, those that could refuse them last. Models kustomize's legacy order. */
const first = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service'],
  ...['LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet'],
  ...['CronJob', 'PodDisruptionBudget']
]
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']

function placeOf(kind: string): number {
  const early = first.indexOf(kind)
  return early >= 0 ? early - first.length : last.indexOf(kind) + 1
}

const keyOf = ({ apiVersion, kind, metadata }: KubeObject): string => {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return [`${group}_${version}_${kind}`, metadata.namespace ?? '', metadata.name].join('|')
}

export const inOrder = (objects: readonly KubeObject[]): KubeObject[] =>
  [...objects].sort((a, b) => placeOf(a.kind) - placeOf(b.kind) || (keyOf(a) < keyOf(b) ? -1 : 1))
