import type { DaemonSet, Node, Pod, PodSpec, Taint, Toleration } from '../../../api/types'
import { tolerates } from './tainteviction'

/** Where a DaemonSet's pods belong. Models pkg/controller/daemon/daemon_controller.go NodeShouldRunDaemonPod and util. */

export interface Placement {
  readonly shouldRun: boolean
  readonly shouldContinue: boolean
}

const tolerate = (key: string, effect: string): Toleration => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect
})

/** Daemon pods stay on nodes that are in trouble. */
const ownTolerations: readonly Toleration[] = [
  tolerate('not-ready', 'NoExecute'),
  tolerate('unreachable', 'NoExecute'),
  tolerate('disk-pressure', 'NoSchedule'),
  tolerate('memory-pressure', 'NoSchedule'),
  tolerate('pid-pressure', 'NoSchedule'),
  tolerate('unschedulable', 'NoSchedule')
]

const everywhere: Placement = Object.freeze({ shouldRun: true, shouldContinue: true })
const nowhere: Placement = Object.freeze({ shouldRun: false, shouldContinue: false })

export function placement(set: DaemonSet, node: Node): Placement {
  const { spec } = set.spec.template
  const fits =
    (!spec?.nodeName || spec.nodeName === node.metadata.name) &&
    matchesSelector(spec?.nodeSelector, node) &&
    matchesAffinity(spec, node)
  if (!fits) return nowhere
  const { taints = [] } = node.spec
  if (taints.length === 0) return everywhere
  const tolerations = tolerationsOf(spec)
  const untolerated = (effects: readonly string[]) =>
    taints.some((taint) => effects.includes(taint.effect) && !isTolerated(taint, tolerations))
  return { shouldRun: !untolerated(['NoSchedule', 'NoExecute']), shouldContinue: !untolerated(['NoExecute']) }
}

const tolerationsOf = (spec: PodSpec | undefined): readonly Toleration[] => [
  ...(spec?.tolerations ?? []),
  ...ownTolerations,
  ...(spec?.hostNetwork ? [tolerate('network-unavailable', 'NoSchedule')] : [])
]

const isTolerated = (taint: Taint, tolerations: readonly Toleration[]): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint))

function matchesSelector(selector: PodSpec['nodeSelector'], { metadata }: Node): boolean {
  for (const key in selector) if (metadata.labels?.[key] !== selector[key]) return false
  return true
}

type Term = NonNullable<
  NonNullable<
    NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
  >['nodeSelectorTerms']
>[number]

function matchesAffinity(spec: PodSpec | undefined, node: Node): boolean {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: Term, { metadata }: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false
  const check = (value: string | undefined, operator: string, values: readonly string[] = []) => {
    if (operator === 'In') return value !== undefined && values.includes(value)
    if (operator === 'NotIn') return value === undefined || !values.includes(value)
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    if (value === undefined || !/^-?\d+$/.test(value)) return false
    return operator === 'Gt' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0])
  }
  return (
    matchExpressions.every(({ key, operator, values }) => check(metadata.labels?.[key], operator, values)) &&
    matchFields.every(({ operator, values }) => check(metadata.name, operator, values))
  )
}

/** The template's spec, bound to one node by affinity and with the tolerations of daemons. */
export function daemonPodSpec(set: DaemonSet, node: string): PodSpec {
  const spec = set.spec.template.spec!
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }]
  return {
    ...spec,
    tolerations: [...tolerationsOf(spec)],
    affinity: {
      ...spec.affinity,
      nodeAffinity: {
        ...spec.affinity?.nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms }
      }
    }
  }
}

/** The node a daemon pod is on, or is meant for. Models GetTargetNodeName. */
export function targetNode({ spec }: Pod): string {
  if (spec.nodeName) return spec.nodeName
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  for (const { matchFields = [] } of terms) {
    const field = matchFields.find(({ key, operator }) => key === 'metadata.name' && operator === 'In')
    if (field?.values?.length === 1) return field.values[0]!
  }
  return ''
}
