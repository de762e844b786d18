import type { LabelSelector } from '../../../api/types'
import { selectsEqual } from '../../../api/labels'
import type { Listers } from './listers'
import { namespaceOf, type PodInfo } from './pod-info'

const equals = (labels: Readonly<Record<string, string>> | undefined) =>
  Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }))

/**
 * What "pods like this one" means for default spreading: the selectors of its Services and of its controller together;
 * undefined if nothing selects it. Models plugins/helper/spread.go DefaultSelector.
 */
export function defaultSelector(pod: PodInfo, listers: Listers): LabelSelector | undefined {
  let merged: Record<string, string> = {}
  for (const service of listers.services.values()) {
    const selector = service.spec.selector
    if (!selector || namespaceOf(service) !== pod.namespace || !selectsEqual(selector, pod.labels)) continue
    merged = { ...merged, ...selector }
  }
  const owner = pod.pod.metadata.ownerReferences?.find((reference) => reference.controller)
  const key = `${pod.namespace}/${owner?.name}`
  let matchExpressions: NonNullable<LabelSelector['matchExpressions']> = []
  if (owner?.apiVersion === 'v1' && owner.kind === 'ReplicationController') {
    const spec = listers.replicationControllers.get(key)?.spec as { selector?: Record<string, string> } | undefined
    merged = { ...merged, ...spec?.selector }
  } else if (owner?.apiVersion === 'apps/v1' && (owner.kind === 'ReplicaSet' || owner.kind === 'StatefulSet')) {
    const owners = owner.kind === 'ReplicaSet' ? listers.replicaSets : listers.statefulSets
    const selector = owners.get(key)?.spec.selector
    matchExpressions = [...equals(selector?.matchLabels), ...(selector?.matchExpressions ?? [])]
  }
  matchExpressions = [...equals(merged), ...matchExpressions]
  return matchExpressions.length > 0 ? { matchExpressions } : undefined
}
