import type { KubeObject, Node } from '../../types'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { columns } from './columns'
import { validateNode, withPodCIDRs } from './validate'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_NodeStatus. */
function defaults(object: KubeObject): KubeObject {
  const { status } = object as Node
  const node = withPodCIDRs(object)
  return status?.allocatable || !status?.capacity
    ? node
    : { ...node, status: { ...status, allocatable: status.capacity } }
}

/** Models ValidateNodeUpdate. */
function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  for (const field of ['podCIDR', 'providerID'] as const) {
    const before = (old as Node).spec[field]
    if (before && (object as Node).spec[field] !== before)
      problems.forbidden(
        field === 'podCIDR' ? 'spec.podCIDRs' : `spec.${field}`,
        `node updates may not change ${field} except from "" to valid`
      )
  }
}

export const node: KindCode = { columns, defaults, validate: validateNode, validateUpdate }
