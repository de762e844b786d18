import { isPodReady } from '../../../api/kinds/pod/conditions'
import { minutes, type Micros } from '../../../../base/time'
import { selects } from '../../../api/labels'
import { formatTime, parseTime } from '../../../api/timestamp'
import type { LabelSelector, Pod, PodDisruptionBudget } from '../../../api/types'
import { referenceTo } from '../../../client-go/events'
import { controllerOf, listNamespace, lookup } from '../caches'
import type { ControllerManager } from '../context'
import { enqueue, type Controller } from '../controller'
import { equal } from '../../../api/equality'
import { podKey } from '../pods'
import { errorOf, event, isOk, later, request } from '../sync'
import { scaled } from './deployment-counts'
import { wallClock } from '../../../kernel/clock'

interface Input {
  readonly budget: PodDisruptionBudget
  readonly pods: readonly Pod[]
  /** Sum of the wanted replicas of the pods' controllers. */
  readonly scale: number
  readonly now: Micros
}

type Status = PodDisruptionBudget['status']

const name = 'disruption'
/** An evicted pod that is still there after this long is counted again. Models DeletionTimeout. */
const deletionTimeout = minutes(2)

/** The status of PodDisruptionBudgets, which the eviction API obeys. Models pkg/controller/disruption/disruption.go. */
export const disruptionController: Controller<Input> = {
  name,
  user: 'disruption-controller',
  eventSource: () => 'controllermanager',
  workers: 1,
  needs: ['poddisruptionbudgets', 'pods', 'replicasets', 'deployments', 'statefulsets'],

  observe(kcm, { resource, type, key, object, old }) {
    if (resource === 'poddisruptionbudgets') {
      if (type !== 'delete') enqueue(kcm, name, key)
    } else if (resource === 'pods') {
      const labels = [object.metadata.labels, old?.metadata.labels]
      for (const budget of listNamespace(kcm.caches, 'poddisruptionbudgets', object.metadata.namespace!)) {
        if (labels.some((its) => selects(budget.spec.selector, its))) enqueue(kcm, name, podKey(budget))
      }
    }
  },

  read(kcm, key) {
    const budget = lookup(kcm.caches, 'poddisruptionbudgets', key)
    if (!budget) return null
    const pods = listNamespace(kcm.caches, 'pods', budget.metadata.namespace!).filter((pod) =>
      selects(budget.spec.selector, pod.metadata.labels)
    )
    return { budget, pods, scale: expectedScale(kcm, pods), now: wallClock(kcm) }
  },

  *sync({ budget, pods, scale, now }) {
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
export function statusOf(
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

/** Models getExpectedScale: each controller counts once, a ReplicaSet of a Deployment as that Deployment. */
function expectedScale(kcm: ControllerManager, pods: readonly Pod[]): number {
  const scales = new Map<string, number>()
  for (const pod of pods) {
    const owner = controllerOf(pod)
    if (!owner) continue
    const key = `${pod.metadata.namespace}/${owner.name}`
    if (owner.kind === 'StatefulSet') scales.set(owner.uid, lookup(kcm.caches, 'statefulsets', key)?.spec.replicas ?? 0)
    if (owner.kind !== 'ReplicaSet') continue
    const set = lookup(kcm.caches, 'replicasets', key)
    const parent = set && controllerOf(set)
    const deployment = parent && lookup(kcm.caches, 'deployments', `${pod.metadata.namespace}/${parent.name}`)
    if (deployment) scales.set(deployment.metadata.uid!, deployment.spec.replicas ?? 1)
    else scales.set(owner.uid, set?.spec.replicas ?? 0)
  }
  return [...scales.values()].reduce((sum, scale) => sum + scale, 0)
}
