import { formatTime } from '../../../../api/timestamp'
import { equal } from '../../../../api/equality'
import { referenceTo } from '../../../../client-go/events'
import { podKey } from '../../pods'
import { conclude, errorOf, event, isOk, request, type Sync } from '../../sync'
import { Conditions } from './conditions'
import { allMetrics } from './metrics'
import type { Autoscaler, AutoscalerLook, Learnt, Memory, MetricStatus } from './look'
import { normalized, remembered } from './normalize'
import { targetOf } from './target'

/** What a sync writes into the status. */
interface Written {
  readonly current: number
  readonly desired: number
  /** Null: metrics were not looked at. */
  readonly metrics: readonly MetricStatus[] | null
  readonly rescaled: boolean
}

/**
 * Looks at the target's size and at the metrics, and sets the size that they ask for. What fails is tried again with the next look, a sync
 * period later. Models horizontal.go reconcileAutoscaler.
 */
export function* syncAutoscaler(look: AutoscalerLook): Sync {
  const { hpa, now } = look
  const about = referenceTo(hpa)
  const conditions = new Conditions(hpa.status.conditions, now)
  const target = yield* targetOf(hpa)
  if (typeof target === 'string') {
    yield* event(about, 'Warning', 'FailedGetScale', target)
    const text = `the HPA controller was unable to get the target's current scale: ${target}`
    conditions.set('AbleToScale', false, 'FailedGetScale', text)
    return yield* writeStatus(hpa, { ...hpa.status, conditions: [...conditions.list] })
  }
  conditions.set(
    'AbleToScale',
    true,
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale"
  )
  const { scale, resource } = target
  const current = scale.spec.replicas ?? 0
  let { memory } = look
  if (memory.recommendations.length === 0) memory = { ...memory, recommendations: [{ replicas: current, at: now }] }
  const least = hpa.spec.minReplicas ?? 1
  let [desired, reason] = [0, '']
  let rescale = true
  let metrics: readonly MetricStatus[] | null = null
  if (current === 0 && least !== 0) {
    rescale = false
    const text = 'scaling is disabled since the replica count of the target is zero'
    conditions.set('ScalingActive', false, 'ScalingDisabled', text)
  } else if (current > hpa.spec.maxReplicas) {
    reason = 'Current number of replicas above Spec.MaxReplicas'
    desired = hpa.spec.maxReplicas
  } else if (current < least) {
    reason = 'Current number of replicas below Spec.MinReplicas'
    desired = least
  } else {
    const found = yield* allMetrics(look, scale, conditions)
    metrics = found.statuses
    memory = { ...memory, ...(found.selector !== undefined && { selector: found.selector }) }
    if (found.error !== undefined && found.replicas === null) {
      yield* learn(hpa, memory)
      yield* write(hpa, conditions, look, {
        current,
        desired: hpa.status.desiredReplicas,
        metrics,
        rescaled: false
      })
      return yield* event(about, 'Warning', 'FailedComputeMetricsReplicas', found.error)
    }
    const wanted = found.replicas ?? 0
    reason = wanted > current ? `${found.metric} above target` : wanted < current ? 'All metrics below target' : ''
    const { replicas, recommendations } = normalized(look, conditions, current, wanted, memory)
    memory = { ...memory, recommendations }
    desired = replicas
    rescale = desired !== current
  }
  if (rescale) {
    const body = { ...scale, spec: { ...scale.spec, replicas: desired } }
    const at = { resource, subresource: 'scale', namespace: hpa.metadata.namespace!, name: scale.metadata.name }
    const answer = yield* request({ verb: 'update', ...at, body })
    if (!isOk(answer)) {
      const error = errorOf(answer)
      yield* event(about, 'Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${error}`)
      const text = `the HPA controller was unable to update the target scale: ${error}`
      conditions.set('AbleToScale', false, 'FailedUpdateScale', text)
      yield* learn(hpa, memory)
      const { desiredReplicas } = hpa.status
      return yield* write(hpa, conditions, look, { current, desired: desiredReplicas, metrics, rescaled: false })
    }
    const text = `the HPA controller was able to update the target scale to ${desired}`
    conditions.set('AbleToScale', true, 'SucceededRescale', text)
    yield* event(about, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`)
    memory = { ...memory, ...remembered(hpa, memory, current, desired, now) }
  } else desired = current
  yield* learn(hpa, memory)
  return yield* write(hpa, conditions, look, { current, desired, metrics, rescaled: rescale })
}

function* learn(hpa: Autoscaler, memory: Memory): Sync<void> {
  yield* conclude<Learnt>({ kind: 'memory', key: podKey(hpa), memory })
}

/** Models setStatus: the number of pods is left out if there are none, the metrics are null if none were looked at. */
function* write(hpa: Autoscaler, conditions: Conditions, { now }: AutoscalerLook, written: Written): Sync {
  const { current, desired, metrics, rescaled } = written
  const { observedGeneration, lastScaleTime } = hpa.status
  const scaledAt = rescaled ? formatTime(now) : lastScaleTime
  return yield* writeStatus(hpa, {
    ...(observedGeneration !== undefined && { observedGeneration }),
    ...(scaledAt && { lastScaleTime: scaledAt }),
    ...(current !== 0 && { currentReplicas: current }),
    desiredReplicas: desired,
    currentMetrics: metrics,
    conditions: [...conditions.list]
  })
}

/** Models updateStatusIfNeeded. */
function* writeStatus(hpa: Autoscaler, status: object): Sync {
  if (equal(compared(hpa.status), compared(status))) return
  const { namespace = '', name } = hpa.metadata
  const at = { resource: 'horizontalpodautoscalers', subresource: 'status', namespace, name }
  const answer = yield* request({ verb: 'update', ...at, body: { ...hpa, status } })
  if (!isOk(answer)) yield* event(referenceTo(hpa), 'Warning', 'FailedUpdateStatus', errorOf(answer))
}

/** An empty list and none are the same. */
const compared = (status: object): object =>
  Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
  )
