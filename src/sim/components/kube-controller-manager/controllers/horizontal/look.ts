import type { Micros } from '../../../../../base/time'
import type { HorizontalPodAutoscaler, Pod } from '../../../../api/types'
import type { Conclusion } from '../../sync'

export type { HorizontalPodAutoscaler as Autoscaler } from '../../../../api/types'
type Spec = HorizontalPodAutoscaler['spec']
type Status = HorizontalPodAutoscaler['status']
export type Behavior = NonNullable<Spec['behavior']>
/** `tolerance` is younger than the published types. */
export type Rules = NonNullable<Behavior['scaleUp']> & { readonly tolerance?: string }
export type MetricSpec = NonNullable<Spec['metrics']>[number]
export type MetricStatus = NonNullable<Status['currentMetrics']>[number]
export type Condition = NonNullable<Status['conditions']>[number]

/** What a sync of a HorizontalPodAutoscaler begins with. */
export interface AutoscalerLook {
  readonly hpa: HorizontalPodAutoscaler
  readonly memory: Memory
  /** Pods of its namespace. */
  readonly pods: readonly Pod[]
  /** Selectors of all autoscalers of its namespace whose targets were seen, by key; its own is not known before its target's scale is. */
  readonly selectors: readonly (readonly [key: string, selector: string])[]
  readonly settings: AutoscalerSettings
  readonly now: Micros
}

/** Flags of the controller. */
export interface AutoscalerSettings {
  readonly syncPeriod: Micros
  /** `--horizontal-pod-autoscaler-downscale-stabilization`. */
  readonly downscaleStabilization: Micros
  /** Share of the target by which usage may differ. */
  readonly tolerance: number
  readonly cpuInitializationPeriod: Micros
  readonly initialReadinessDelay: Micros
}

export interface Recommendation {
  readonly replicas: number
  readonly at: Micros
}

export interface ScaleEvent {
  /** How many pods more, or fewer. */
  readonly change: number
  readonly at: Micros
}

/** What the controller remembers of an autoscaler: gone when the process ends. Models HorizontalController's maps. */
export interface Memory {
  /** Sizes that metrics asked for, before any limit. */
  readonly recommendations: readonly Recommendation[]
  readonly ups: readonly ScaleEvent[]
  readonly downs: readonly ScaleEvent[]
  /** Of the pods of its target, as last seen. */
  readonly selector?: string
}

export const nothingYet: Memory = Object.freeze({ recommendations: [], ups: [], downs: [] })

export interface Learnt extends Conclusion {
  readonly kind: 'memory'
  readonly key: string
  readonly memory: Partial<Memory>
}
