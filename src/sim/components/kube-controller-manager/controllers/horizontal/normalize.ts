import { seconds, type Micros } from '../../../../../base/time'
import type { Conditions } from './conditions'
import type { Autoscaler, AutoscalerLook, Memory, Recommendation, Rules, ScaleEvent } from './look'

/** What is wanted, as limits and windows let it be, and what is remembered of it. */
export interface Normalized {
  readonly replicas: number
  readonly recommendations: readonly Recommendation[]
}

/**
 * Models normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors; says in the conditions what limits it.
 */
export function normalized(
  look: AutoscalerLook,
  conditions: Conditions,
  current: number,
  wanted: number,
  memory: Memory
): Normalized {
  const { hpa, settings, now } = look
  const { behavior } = hpa.spec
  const window = settings.downscaleStabilization
  const steady = behavior
    ? steadyByRules(memory, rulesOf(hpa, window), current, wanted, now)
    : steadyByWindow(memory, window, wanted, now)
  if (steady.replicas === wanted)
    conditions.set('AbleToScale', true, 'ReadyForNewScale', 'recommended size matches current size')
  else if (steady.up)
    conditions.set(
      'AbleToScale',
      true,
      'ScaleUpStabilized',
      'recent recommendations were lower than current one, applying the lowest recent recommendation'
    )
  else
    conditions.set(
      'AbleToScale',
      true,
      'ScaleDownStabilized',
      'recent recommendations were higher than current one, applying the highest recent recommendation'
    )
  const limited = behavior
    ? limitedByRules(hpa, rulesOf(hpa, window), memory, current, steady.replicas, now)
    : limitedByDefault(hpa, current, steady.replicas)
  conditions.set('ScalingLimited', limited.replicas !== steady.replicas, limited.reason, texts[limited.reason])
  return { replicas: limited.replicas, recommendations: [...kept(memory, now), { replicas: wanted, at: now }] }
}

const texts = {
  DesiredWithinRange: 'the desired count is within the acceptable range',
  ScaleUpLimit: 'the desired replica count is increasing faster than the maximum scale rate',
  ScaleDownLimit: 'the desired replica count is decreasing faster than the maximum scale rate',
  TooManyReplicas: 'the desired replica count is more than the maximum replica count',
  TooFewReplicas: 'the desired replica count is less than the minimum replica count'
} as const

interface Limited {
  readonly replicas: number
  readonly reason: keyof typeof texts
}

interface Both {
  readonly up: Required<Omit<Rules, 'tolerance'>>
  readonly down: Required<Omit<Rules, 'tolerance'>>
}

/** What of a behavior is not given. Models pkg/apis/autoscaling/v2 GenerateHPAScaleUpRules and maybeInitScaleDownStabilizationWindow. */
function rulesOf({ spec }: Autoscaler, window: Micros): Both {
  const { scaleUp = {}, scaleDown = {} } = spec.behavior ?? {}
  const percent = { type: 'Percent', value: 100, periodSeconds: 15 }
  return {
    up: {
      stabilizationWindowSeconds: scaleUp.stabilizationWindowSeconds ?? 0,
      selectPolicy: scaleUp.selectPolicy ?? 'Max',
      policies: scaleUp.policies ?? [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent]
    },
    down: {
      stabilizationWindowSeconds: scaleDown.stabilizationWindowSeconds ?? window / seconds(1),
      selectPolicy: scaleDown.selectPolicy ?? 'Max',
      policies: scaleDown.policies ?? [percent]
    }
  }
}

/** Upstream writes new recommendations in the place of old ones; which of them are looked at is the same. */
const kept = ({ recommendations }: Memory, now: Micros): readonly Recommendation[] =>
  recommendations.filter(({ at }) => at >= now - longestWindow)
const longestWindow = seconds(3_600)

interface Steady {
  readonly replicas: number
  readonly up: boolean
}

/** Models stabilizeRecommendation. */
function steadyByWindow({ recommendations }: Memory, window: Micros, wanted: number, now: Micros): Steady {
  const recent = recommendations.filter(({ at }) => at >= now - window).map(({ replicas }) => replicas)
  return { replicas: Math.max(wanted, ...recent), up: false }
}

/** Models stabilizeRecommendationWithBehaviors. */
function steadyByRules(
  { recommendations }: Memory,
  { up, down }: Both,
  current: number,
  wanted: number,
  now: Micros
): Steady {
  const within = (window: number) =>
    recommendations.filter(({ at }) => at > now - seconds(window)).map(({ replicas }) => replicas)
  const least = Math.min(wanted, ...within(up.stabilizationWindowSeconds))
  const most = Math.max(wanted, ...within(down.stabilizationWindowSeconds))
  // Between both the size stays.
  const replicas = Math.min(Math.max(current, least), most)
  return { replicas, up: wanted >= current }
}

/** Models convertDesiredReplicasWithRules: without a behavior at most twice as many, or 4. */
function limitedByDefault({ spec }: Autoscaler, current: number, wanted: number): Limited {
  const least = spec.minReplicas ?? 1
  const limit = Math.max(2 * current, 4)
  const isFast = spec.maxReplicas > limit
  const most = isFast ? limit : spec.maxReplicas
  if (wanted < least) return { replicas: least, reason: 'TooFewReplicas' }
  if (wanted > most) return { replicas: most, reason: isFast ? 'ScaleUpLimit' : 'TooManyReplicas' }
  return { replicas: wanted, reason: 'DesiredWithinRange' }
}

/** Models convertDesiredReplicasWithBehaviorRate. */
function limitedByRules(
  { spec }: Autoscaler,
  { up, down }: Both,
  { ups, downs }: Memory,
  current: number,
  wanted: number,
  now: Micros
): Limited {
  if (wanted > current) {
    const limit = Math.max(upLimit(up, current, ups, downs, now), current)
    const isFast = spec.maxReplicas > limit
    const most = isFast ? limit : spec.maxReplicas
    if (wanted > most) return { replicas: most, reason: isFast ? 'ScaleUpLimit' : 'TooManyReplicas' }
  } else if (wanted < current) {
    const limit = Math.min(downLimit(down, current, ups, downs, now), current)
    const isFast = (spec.minReplicas ?? 1) < limit
    const least = isFast ? limit : (spec.minReplicas ?? 1)
    if (wanted < least) return { replicas: least, reason: isFast ? 'ScaleDownLimit' : 'TooFewReplicas' }
  }
  return { replicas: wanted, reason: 'DesiredWithinRange' }
}

const changed = (events: readonly ScaleEvent[], period: number, now: Micros): number =>
  events.reduce((sum, { change, at }) => (at > now - seconds(period) ? sum + change : sum), 0)

type Limits = (
  rules: Both['up'],
  current: number,
  ups: readonly ScaleEvent[],
  downs: readonly ScaleEvent[],
  now: Micros
) => number

/** Models calculateScaleUpLimitWithScalingRules. */
const upLimit: Limits = ({ selectPolicy, policies }, current, ups, downs, now) => {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current - changed(ups, periodSeconds, now) + changed(downs, periodSeconds, now)
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100))
  })
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals)
}

/** Models calculateScaleDownLimitWithBehaviors. */
const downLimit: Limits = ({ selectPolicy, policies }, current, ups, downs, now) => {
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current - changed(ups, periodSeconds, now) + changed(downs, periodSeconds, now)
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100))
  })
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals)
}

/** A change of the size is remembered as long as a policy may ask for it. Models storeScaleEvent. */
export function remembered(
  { spec }: Autoscaler,
  { ups, downs }: Memory,
  before: number,
  after: number,
  now: Micros
): Pick<Memory, 'ups' | 'downs'> {
  if (!spec.behavior) return { ups, downs }
  const recent = (events: readonly ScaleEvent[]) => events.filter(({ at }) => at >= now - longestWindow)
  return {
    ups: after > before ? [...recent(ups), { change: after - before, at: now }] : recent(ups),
    downs: after < before ? [...recent(downs), { change: before - after, at: now }] : recent(downs)
  }
}
