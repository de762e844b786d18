import { minutes, type Micros } from '../../../../base/time'
import { equal } from '../../../api/equality'
import { isPodReady } from '../../../api/kinds/pod/conditions'
import { formatTime, parseTime } from '../../../api/timestamp'
import type { LabelSelector, Pod, PodDisruptionBudget } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { controllerOf } from '../caches'
import { podKey } from '../pods'
import { errorOf, event, isOk, later, request, type Sync } from '../sync'
import { scaled } from './deployment-counts'
import type { BudgetLook } from './disruption'

type Status = PodDisruptionBudget['status']

/** An evicted pod that is still there after this long is counted again. Models DeletionTimeout. */
const deletionTimeout = minutes(2)

/** Models trySync and updatePdbStatus. */
export function* syncBudget({ budget, pods, scale, now }: BudgetLook): Sync {
  const { namespace, name: budgetName } = budget.metadata
  if (pods.length === 0) yield* event(referenceTo(budget), 'Normal', 'NoPods', 'No matching pods found')
  if (!isNumber(budget) && pods.some((pod) => !controllerOf(pod)))
    yield* event(referenceTo(budget), 'Warning', 'UnmanagedPods', unmanagedText(budget))
  const { disruptedPods, recheck } = stillDisrupted(budget, pods, now)
  const status = statusOf(budget, pods, scale, disruptedPods, now)
  if (!equal(withZeros(budget.status), withZeros(status))) {
    const body = { ...budget, status }
    const answer = yield* request({
      verb: 'update',
      resource: 'poddisruptionbudgets',
      subresource: 'status',
      namespace: namespace!,
      name: budgetName,
      body
    })
    if (!isOk(answer)) return errorOf(answer)
  }
  if (recheck !== null) yield* later(podKey(budget), recheck, 'pdb-deletion-timeout')
  return undefined
}

/** How many must stay is told as a number: it does not matter of how many. */
const isNumber = ({ spec: { minAvailable, maxUnavailable } }: PodDisruptionBudget): boolean =>
  maxUnavailable === undefined && typeof minAvailable === 'number'

const unmanagedText = ({ spec }: PodDisruptionBudget): string =>
  `Pods selected by this PodDisruptionBudget (selector: ${goSelector(spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`

/** A selector as the generated Go code prints it. */
function goSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`)
    .join('')
  const terms = matchExpressions
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`
    )
    .join('')
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${terms}},}`
}

/** Both numbers round up. */
function statusOf(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  scale: number,
  disruptedPods: Readonly<Record<string, string>>,
  now: Micros
): Status {
  const { minAvailable, maxUnavailable } = budget.spec
  const [expectedPods, desiredHealthy] =
    maxUnavailable !== undefined
      ? [scale, Math.max(0, scale - scaled(maxUnavailable, scale, true))]
      : typeof minAvailable === 'number'
        ? [pods.length, minAvailable]
        : [scale, scaled(minAvailable, scale, true)]
  const currentHealthy = pods.filter(
    (pod) => !pod.metadata.deletionTimestamp && disruptedPods[pod.metadata.name] === undefined && isPodReady(pod.status)
  ).length
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0
  const observedGeneration = budget.metadata.generation ?? 0
  const former = budget.status.conditions?.find(({ type }) => type === 'DisruptionAllowed')
  const state = disruptionsAllowed > 0 ? 'True' : 'False'
  const condition = {
    type: 'DisruptionAllowed',
    status: state,
    reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration,
    lastTransitionTime: former?.status === state ? former.lastTransitionTime : formatTime(now)
  }
  return {
    observedGeneration,
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    conditions: [...(budget.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionAllowed'), condition]
  } as Status
}

const withZeros = (status: Status): unknown => ({
  ...status,
  disruptionsAllowed: status?.disruptionsAllowed ?? 0,
  currentHealthy: status?.currentHealthy ?? 0,
  desiredHealthy: status?.desiredHealthy ?? 0,
  expectedPods: status?.expectedPods ?? 0,
  observedGeneration: status?.observedGeneration ?? 0
})

/** Evictions that were granted and whose pods are not yet deleted. Models buildDisruptedPodMap. */
function stillDisrupted(budget: PodDisruptionBudget, pods: readonly Pod[], now: Micros) {
  const disruptedPods: Record<string, string> = {}
  let recheck: Micros | null = null
  for (const pod of pods) {
    const at = budget.status.disruptedPods?.[pod.metadata.name] as string | undefined
    if (at === undefined || pod.metadata.deletionTimestamp) continue
    const left = parseTime(at) + deletionTimeout - now
    if (left <= 0) continue
    disruptedPods[pod.metadata.name] = at
    recheck = Math.min(recheck ?? left, left)
  }
  return { disruptedPods, recheck }
}
