import { seconds } from '../../../../../base/time'
import { podCondition } from '../../../../api/kinds/pod/conditions'
import { quantityMilliValue } from '../../../../api/quantity'
import { parseTime } from '../../../../api/timestamp'
import type { Pod } from '../../../../api/types'
import { wanted, type Wanted } from './requests'
import type { AutoscalerLook } from './look'
import type { Usage, Usages } from './usage'

/** How far usage may be from its target, as shares of it. */
export interface Tolerances {
  readonly down: number
  readonly up: number
}

/** What a metric asks for; `current` is what is shown of it, in thousandths. */
export interface Proposal {
  readonly replicas: number
  readonly current: number
  /** In percent of what is requested. */
  readonly utilization?: number
}

/** Everything a metric is held against. */
export interface Scene {
  readonly look: AutoscalerLook
  /** The pods that the target's selector selects. */
  readonly pods: readonly Pod[]
  readonly specReplicas: number
  readonly statusReplicas: number
  readonly tolerances: Tolerances
}

/** As Go's fmt.Errorf: a text is an error. */
export type Result = Proposal | string

/** Models horizontal.go tolerancesForHpa: a rule's own tolerance goes before the flag's. */
export function tolerancesOf({ hpa, settings }: AutoscalerLook): Tolerances {
  const own = (rules: { tolerance?: string } | undefined) =>
    rules?.tolerance === undefined ? settings.tolerance : quantityMilliValue(rules.tolerance) / 1_000
  return { down: own(hpa.spec.behavior?.scaleDown), up: own(hpa.spec.behavior?.scaleUp) }
}

const isWithin = ({ down, up }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up

const noneUsable = 'did not receive metrics for targeted pods (pods might be unready)'
const noPods = 'no pods returned by selector while calculating replica count'

interface Ratio {
  readonly ratio: number
  /** Average, in thousandths. */
  readonly current: number
  readonly utilization?: number
}

/** Usage against a percentage of what is requested. Models replica_calculator.go GetResourceReplicas. */
export function byUtilization(
  scene: Scene,
  usages: Usages,
  resource: string,
  container: string,
  target: number
): Result {
  const requests = new Map<string, number>()
  const ratioOf = (used: ReadonlyMap<string, number>): Ratio | string => {
    let [total, requested, count] = [0, 0, 0]
    for (const [pod, value] of used) {
      const request = requests.get(pod)
      if (request === undefined) continue
      total += value
      requested += request
      count++
    }
    if (requested === 0) return 'no metrics returned matched known pods'
    const utilization = Math.trunc((total * 100) / requested)
    return { ratio: utilization / target, current: Math.trunc(total / count), utilization }
  }
  const prepare = (): string | undefined => {
    for (const pod of scene.pods) {
      const request: Wanted = wanted(pod, resource, container)
      if (typeof request === 'string') return request
      requests.set(pod.metadata.name, request)
    }
    return undefined
  }
  // Missing pods use all that they request, or as much as is the target if that is more.
  const full = (pod: string) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100)
  return replicasFor(scene, usages, resource, { prepare, ratioOf, full, zeroAtTarget: false })
}

/** Usage against an amount for each pod. Models replica_calculator.go calcPlainMetricReplicas. */
export function byAverage(scene: Scene, usages: Usages, resource: string, target: number): Result {
  const ratioOf = (used: ReadonlyMap<string, number>): Ratio => {
    const current = Math.trunc([...used.values()].reduce((sum, value) => sum + value, 0) / used.size)
    return { ratio: current / target, current }
  }
  return replicasFor(scene, usages, resource, { ratioOf, full: () => target, zeroAtTarget: true })
}

interface Calculation {
  /** An error before anything is compared. */
  prepare?(): string | undefined
  ratioOf(used: ReadonlyMap<string, number>): Ratio | string
  /** What a pod without metrics is taken to use when pods would be taken away. */
  full(pod: string): number
  /** Whether pods without metrics count as idle also if usage is exactly the target. */
  readonly zeroAtTarget: boolean
}

function replicasFor(scene: Scene, usages: Usages, resource: string, how: Calculation): Result {
  const { specReplicas, tolerances } = scene
  if (scene.pods.length === 0) return noPods
  const { ready, unready, missing, ignored } = group(scene, usages, resource)
  const used = new Map([...usages].map(([pod, { milli }]) => [pod, milli]))
  for (const pod of [...ignored, ...unready]) used.delete(pod)
  if (used.size === 0) return noneUsable
  const wrong = how.prepare?.()
  if (wrong !== undefined) return wrong
  const first = how.ratioOf(used)
  if (typeof first === 'string') return first
  const { ratio, current, utilization } = first
  const sized = (replicas: number): Proposal => ({
    replicas,
    current,
    ...(utilization !== undefined && { utilization })
  })
  const withUnready = unready.length > 0 && ratio > 1
  if (!withUnready && missing.length === 0)
    return sized(isWithin(tolerances, ratio) ? specReplicas : Math.ceil(ratio * ready))
  for (const pod of missing) {
    if (ratio < 1) used.set(pod, how.full(pod))
    else if (ratio > 1 || how.zeroAtTarget) used.set(pod, 0)
  }
  if (withUnready) for (const pod of unready) used.set(pod, 0)
  const second = how.ratioOf(used)
  if (typeof second === 'string') return second
  const turned = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1)
  if (isWithin(tolerances, second.ratio) || turned) return sized(specReplicas)
  const replicas = Math.ceil(second.ratio * used.size)
  // More pods than are counted would turn the direction.
  if ((second.ratio < 1 && replicas > specReplicas) || (second.ratio > 1 && replicas < specReplicas))
    return sized(specReplicas)
  return sized(replicas)
}

interface Groups {
  ready: number
  readonly unready: string[]
  readonly missing: string[]
  readonly ignored: string[]
}

/** Models replica_calculator.go groupPods. */
function group({ pods, look }: Scene, usages: Usages, resource: string): Groups {
  const groups: Groups = { ready: 0, unready: [], missing: [], ignored: [] }
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata
    const usage = usages.get(name)
    if (deletionTimestamp || pod.status.phase === 'Failed') groups.ignored.push(name)
    else if (pod.status.phase === 'Pending') groups.unready.push(name)
    else if (!usage) groups.missing.push(name)
    else if (resource === 'cpu' && isStarting(look, pod, usage)) groups.unready.push(name)
    else groups.ready++
  }
  return groups
}

/** What a pod uses while it starts says nothing of its load. */
function isStarting({ settings, now }: AutoscalerLook, { status }: Pod, { at, window }: Usage): boolean {
  const condition = podCondition(status, 'Ready')
  if (!condition || !status.startTime) return true
  const started = parseTime(status.startTime)
  const turned = parseTime(condition.lastTransitionTime)
  const isUnready = condition.status === 'False'
  if (started + settings.cpuInitializationPeriod > now) return isUnready || at < turned + window
  return isUnready && started + settings.initialReadinessDelay > turned
}

/** One amount against a target for all pods together. Models getUsageRatioReplicaCount. */
export function byValue({ pods, specReplicas, tolerances }: Scene, current: number, target: number): Result {
  const ratio = current / target
  if (specReplicas === 0) return { replicas: Math.ceil(ratio), current }
  if (isWithin(tolerances, ratio)) return { replicas: specReplicas, current }
  if (pods.length === 0) return `unable to calculate ready pods: ${noPods}`
  const ready = pods.filter(
    ({ status }) => status.phase === 'Running' && podCondition(status, 'Ready')?.status === 'True'
  ).length
  return { replicas: Math.ceil(ratio * ready), current }
}

/** One amount that pods share. Models GetObjectPerPodMetricReplicas and GetExternalPerPodMetricReplicas. */
export function byShare({ statusReplicas, tolerances }: Scene, total: number, target: number): Proposal {
  const ratio = total / (target * statusReplicas)
  return {
    replicas: isWithin(tolerances, ratio) ? statusReplicas : Math.ceil(total / target),
    current: statusReplicas === 0 ? total : Math.ceil(total / statusReplicas)
  }
}

/** `15s`, `1m30.5s`: Go's durations as metrics write their windows. */
export function goDuration(text: string): number {
  let total = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(h|ms|m|s)/g))
    total += seconds(Number(amount) * { h: 3_600, m: 60, s: 1, ms: 0.001 }[unit as 'h' | 'm' | 's' | 'ms'])
  return total
}
