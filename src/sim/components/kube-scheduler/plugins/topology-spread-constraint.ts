import type { LabelSelector, PodSpec } from '../../../api/types'
import { selects } from '../../../api/labels'
import { defaultSelector } from '../framework/default-selector'
import { matchesRequired } from '../framework/node-affinity'
import type { NodeInfo } from '../framework/node-info'
import type { PodInfo } from '../framework/pod-info'
import { firstUntolerated } from '../framework/taints'
import type { Snapshot } from '../framework/types'

export const hostnameLabel = 'kubernetes.io/hostname'
const zoneLabel = 'topology.kubernetes.io/zone'

export type Action = 'DoNotSchedule' | 'ScheduleAnyway'

/** A constraint with its defaults filled in and its selector complete. Models podtopologyspread/common.go. */
export interface SpreadConstraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly selector: LabelSelector | undefined
  readonly minDomains: number
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

type Constraint = NonNullable<PodSpec['topologySpreadConstraints']>[number]

/** What every pod gets that states nothing itself and that a Service or controller selects. Models plugin.go systemDefaultConstraints. */
const systemDefaults: readonly Constraint[] = [
  { topologyKey: hostnameLabel, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: zoneLabel, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 }
]

export const hasOwnConstraints = ({ pod }: PodInfo): boolean => (pod.spec.topologySpreadConstraints?.length ?? 0) > 0

/** The pod's own constraints that can keep it waiting. */
export const ownConstraints = (pod: PodInfo): readonly SpreadConstraint[] =>
  parse(pod, pod.pod.spec.topologySpreadConstraints ?? [], 'DoNotSchedule')

export function constraintsOf(pod: PodInfo, action: Action, snapshot: Snapshot): readonly SpreadConstraint[] {
  if (hasOwnConstraints(pod)) return parse(pod, pod.pod.spec.topologySpreadConstraints ?? [], action)
  const constraints = parse(pod, systemDefaults, action)
  if (constraints.length === 0) return constraints
  const selector = defaultSelector(pod, snapshot.listers)
  return selector ? constraints.map((constraint) => ({ ...constraint, selector })) : []
}

const parse = (pod: PodInfo, constraints: readonly Constraint[], action: Action): SpreadConstraint[] =>
  constraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => ({
      maxSkew: constraint.maxSkew,
      topologyKey: constraint.topologyKey,
      selector: withMatchLabelKeys(pod, constraint),
      minDomains: constraint.minDomains ?? 1,
      honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
      honorsTaints: constraint.nodeTaintsPolicy === 'Honor'
    }))

function withMatchLabelKeys(pod: PodInfo, { labelSelector, matchLabelKeys }: Constraint): LabelSelector | undefined {
  const own = (matchLabelKeys ?? []).filter((key) => pod.labels[key] !== undefined)
  if (own.length === 0 || !labelSelector) return labelSelector
  return {
    ...labelSelector,
    matchExpressions: [
      ...(labelSelector.matchExpressions ?? []),
      ...own.map((key) => ({ key, operator: 'In', values: [pod.labels[key]!] }))
    ]
  }
}

export const hasAllKeys = ({ labels }: NodeInfo, constraints: readonly SpreadConstraint[]): boolean =>
  constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined)

/** Does the node count as a place where this pod could be? Models matchNodeInclusionPolicies. */
export function isEligible(node: NodeInfo, { pod }: PodInfo, constraint: SpreadConstraint): boolean {
  if (constraint.honorsAffinity && !matchesRequired(pod.spec, node.name, node.labels)) return false
  return !constraint.honorsTaints || firstUntolerated(node.node?.spec.taints, pod.spec.tolerations) === undefined
}

/** Counted once for the same pods on a node: most nodes are the same for the next pod. */
const counted = new WeakMap<readonly PodInfo[], Map<string, number>>()
const texts = new WeakMap<LabelSelector, string>()

/** Pods of that namespace on the node that the selector selects; terminating ones are as good as gone. */
export function countMatching({ pods }: NodeInfo, selector: LabelSelector | undefined, namespace: string): number {
  if (!selector || pods.length === 0) return 0
  let text = texts.get(selector)
  if (text === undefined) texts.set(selector, (text = JSON.stringify(selector)))
  const key = `${namespace} ${text}`
  let counts = counted.get(pods)
  if (!counts) counted.set(pods, (counts = new Map()))
  let count = counts.get(key)
  if (count !== undefined) return count
  count = 0
  for (const pod of pods)
    if (!pod.terminating && pod.namespace === namespace && selects(selector, pod.labels)) count += 1
  counts.set(key, count)
  return count
}
