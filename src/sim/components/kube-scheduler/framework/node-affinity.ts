import type { PodSpec } from '../../../api/types'
import { selectsEqual, type Labels } from '../../../api/labels'

type NodeAffinity = NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>
export type NodeSelectorTerm = NonNullable<
  NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number]
type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number]

const integer = /^[+-]?\d+$/

/** `Gt` and `Lt` compare whole numbers; what is none, on either side, never matches. */
function compares(
  label: string | undefined,
  wanted: string | undefined,
  ok: (a: bigint, b: bigint) => boolean
): boolean {
  if (label === undefined || wanted === undefined || !integer.test(label) || !integer.test(wanted)) return false
  return ok(BigInt(label.replace('+', '')), BigInt(wanted.replace('+', '')))
}

function meets({ operator, values = [] }: Requirement, label: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label)
    case 'NotIn':
      return label === undefined || !values.includes(label)
    case 'Exists':
      return label !== undefined
    case 'DoesNotExist':
      return label === undefined
    case 'Gt':
      return compares(label, values[0], (a, b) => a > b)
    case 'Lt':
      return compares(label, values[0], (a, b) => a < b)
    default:
      return false
  }
}

/**
 * All expressions and fields of one term. An empty term matches nothing.
 * Models component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go.
 */
export function termSelects(term: NodeSelectorTerm, name: string, labels: Labels): boolean {
  const { matchExpressions = [], matchFields = [] } = term
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  return (
    matchExpressions.every((requirement) => meets(requirement, labels[requirement.key])) &&
    matchFields.every((requirement) => meets(requirement, requirement.key === 'metadata.name' ? name : undefined))
  )
}

/** nodeSelector AND (term OR term OR …). Models nodeaffinity.go RequiredNodeAffinity.Match. */
export function matchesRequired(spec: PodSpec, name: string, labels: Labels): boolean {
  if (!selectsEqual(spec.nodeSelector, labels)) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || required.nodeSelectorTerms.some((term) => termSelects(term, name, labels))
}
