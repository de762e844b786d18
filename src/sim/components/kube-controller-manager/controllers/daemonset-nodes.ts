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

export function placement(set: DaemonSet, node: Node): Placement {
  const spec = daemonPodSpec(set, node.metadata.name)
  const fits =
    (!set.spec.template.spec?.nodeName || set.spec.template.spec.nodeName === node.metadata.name) &&
    matchesSelector(spec.nodeSelector, node) &&
    matchesAffinity(set.spec.template.spec, node)
  if (!fits) return { shouldRun: false, shouldContinue: false }
  const untolerated = (effects: readonly string[]) =>
    (node.spec.taints ?? []).some(
      (taint) => effects.includes(taint.effect) && !isTolerated(taint, spec.tolerations ?? [])
    )
  return { shouldRun: !untolerated(['NoSchedule', 'NoExecute']), shouldContinue: !untolerated(['NoExecute']) }
}

const isTolerated = (taint: Taint, tolerations: readonly Toleration[]): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint))

const matchesSelector = (selector: PodSpec['nodeSelector'], { metadata }: Node): boolean =>
  Object.entries(selector ?? {}).every(([key, value]) => metadata.labels?.[key] === value)

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
  const network = spec.hostNetwork ? [tolerate('network-unavailable', 'NoSchedule')] : []
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }]
  return {
    ...spec,
    tolerations: [...(spec.tolerations ?? []), ...ownTolerations, ...network],
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
