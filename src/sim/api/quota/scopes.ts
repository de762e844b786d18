import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from 'kubernetes-types/core/v1'
import type { Kind } from '../scheme'
import type { KubeObject, Pod } from '../types'

/** Whether a quota's scopes let an object in. Of what is no pod only quotas without scopes speak. Models podMatchesScopeFunc. */
export function inScope(kind: Pick<Kind, 'group' | 'plural'>, object: KubeObject, spec: ResourceQuotaSpec): boolean {
  const all: ScopedResourceSelectorRequirement[] = [
    ...(spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(spec.scopeSelector?.matchExpressions ?? [])
  ]
  if (all.length === 0) return true
  return kind.group === '' && kind.plural === 'pods' && all.every((one) => matches(object as Pod, one))
}

function matches(pod: Pod, { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): boolean {
  const { spec } = pod
  const terminating = spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0
  switch (scopeName) {
    case 'Terminating':
      return terminating
    case 'NotTerminating':
      return !terminating
    case 'BestEffort':
      return isBestEffort(pod)
    case 'NotBestEffort':
      return !isBestEffort(pod)
    case 'CrossNamespacePodAffinity':
      return reachesOut(pod)
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? ''
      if (operator === 'Exists') return name !== ''
      if (operator === 'DoesNotExist') return name === ''
      return operator === 'In' ? values.includes(name) : !values.includes(name)
    }
    default:
      return false
  }
}

const counted = (list: object | undefined): boolean =>
  Object.keys(list ?? {}).some((name) => name === 'cpu' || name === 'memory')

/** Models pkg/apis/core/helper/qos: nothing is asked for, and nothing limited. */
const isBestEffort = ({ spec }: Pod): boolean =>
  [...(spec.containers ?? []), ...(spec.initContainers ?? [])].every(
    ({ resources }) => !counted(resources?.requests) && !counted(resources?.limits)
  )

interface Term {
  readonly namespaces?: readonly string[]
  readonly namespaceSelector?: object
}

/** Its affinity speaks of pods in other namespaces. */
function reachesOut({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {}
  const terms = [podAffinity, podAntiAffinity].flatMap((one): Term[] => [
    ...((one?.requiredDuringSchedulingIgnoredDuringExecution ?? []) as Term[]),
    ...(one?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm }) => podAffinityTerm as Term
    )
  ])
  return terms.some(
    ({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined
  )
}
