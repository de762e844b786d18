import { referenceTo } from '../../../../client-go/events'
import { podKey } from '../../pods'
import { event, type Sync } from '../../sync'
import type { Conditions } from './conditions'
import type { AutoscalerLook, MetricStatus } from './look'
import { metricReplicas, type Unknown } from './metric'
import { tolerancesOf, type Scene } from './replicas'
import { selected } from './selector'
import type { Scale } from './target'

/** What all metrics of an autoscaler ask for. */
export interface Asked {
  /** The most that one of them asks for; null: nothing can be said. */
  readonly replicas: number | null
  /** The name of the metric that asks for the most. */
  readonly metric: string
  /** Null: no metric was looked at. */
  readonly statuses: readonly MetricStatus[] | null
  /** There may be an error though a size is known. */
  readonly error?: string
  readonly selector?: string
}

/** A metric of which nothing is known, as the status shows it. */
const empty: MetricStatus = Object.freeze({ type: '' })

/** Models computeReplicasForMetrics. */
export function* allMetrics(look: AutoscalerLook, scale: Scale, conditions: Conditions): Sync<Asked> {
  const { hpa } = look
  const about = referenceTo(hpa)
  const text = scale.status.selector ?? ''
  const refused = (error: string, selector?: string): Asked => ({
    replicas: null,
    metric: '',
    statuses: null,
    error,
    ...(selector !== undefined && { selector })
  })
  if (text === '') {
    yield* event(about, 'Warning', 'SelectorRequired', 'selector is required')
    conditions.set('ScalingActive', false, 'InvalidSelector', "the HPA target's scale is missing a selector")
    return refused('selector is required')
  }
  const pods = selected(look.pods, text)
  if (typeof pods === 'string') {
    const error = `couldn't convert selector into a corresponding internal selector object: ${pods}`
    yield* event(about, 'Warning', 'InvalidSelector', error)
    conditions.set('ScalingActive', false, 'InvalidSelector', error)
    return refused(error)
  }
  const others = sharing(look, pods, text)
  if (others.length > 1) {
    const error = `pods by selector ${text} are controlled by multiple HPAs: [${others.join(' ')}]`
    yield* event(about, 'Warning', 'AmbiguousSelector', error)
    conditions.set('ScalingActive', false, 'AmbiguousSelector', error)
    return refused(error, text)
  }
  const specReplicas = scale.spec.replicas ?? 0
  const scene: Scene = {
    look,
    pods,
    specReplicas,
    statusReplicas: scale.status.replicas ?? 0,
    tolerances: tolerancesOf(look)
  }
  let [replicas, metric] = [0, '']
  const statuses: MetricStatus[] = []
  const invalid: Unknown[] = []
  const { metrics = [] } = hpa.spec
  for (const spec of metrics) {
    const found = yield* metricReplicas(scene, text, spec)
    if ('error' in found) {
      yield* event(about, 'Warning', found.reason, found.error)
      invalid.push(found)
      statuses.push(empty)
      continue
    }
    statuses.push(found.status)
    if (replicas !== 0 && found.replicas <= replicas) continue
    replicas = found.replicas
    metric = found.name
  }
  const [first] = invalid
  const error =
    first && `invalid metrics (${invalid.length} invalid out of ${metrics.length}), first error is: ${first.told}`
  // With a metric unknown pods are added, but none is taken away.
  if (first && error !== undefined && (invalid.length >= metrics.length || replicas < specReplicas)) {
    const message = `the HPA was unable to compute the replica count: ${first.error}`
    conditions.set('ScalingActive', false, first.reason, message)
    return { replicas: null, metric: '', statuses, error, selector: text }
  }
  const message = `the HPA was able to successfully calculate a replica count from ${metric}`
  conditions.set('ScalingActive', true, 'ValidMetricFound', message)
  return { replicas, metric, statuses, selector: text, ...(error !== undefined && { error }) }
}

/** Autoscalers whose selectors select one of the pods, this one among them. Models hpasControllingPodsUnderSelector. */
function sharing({ hpa, selectors }: AutoscalerLook, pods: readonly Scene['pods'][number][], own: string): string[] {
  const key = podKey(hpa)
  const selects = (text: string) => {
    const found = selected(pods, text)
    return typeof found !== 'string' && found.length > 0
  }
  const all: readonly (readonly [string, string])[] = [...selectors.filter(([other]) => other !== key), [key, own]]
  return all
    .filter(([, text]) => selects(text))
    .map(([other]) => other)
    .sort()
}
