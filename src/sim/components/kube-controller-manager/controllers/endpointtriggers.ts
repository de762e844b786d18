import { podCondition } from '../../../api/kinds/pod/conditions'
import type { Pod, Service } from '../../../api/types'
import type { ControllerManager } from '../context'

/** On Endpoints and EndpointSlices: when that happened which brought about what they say. */
export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'

/** What a controller has seen of a Service and its pods: times at which they changed, by the pod's name. */
export interface Triggers {
  readonly service: string
  readonly pods: ReadonlyMap<string, string>
}

/**
 * The earliest of the changes that came since the last look: a pod became ready or unready, or the Service was made. Undefined if
 * nothing of that kind came, as when a pod is deleted. Models pkg/util/endpoint TriggerTimeTracker.
 */
export function triggerTime(
  kcm: ControllerManager,
  controller: 'endpoints' | 'endpointslice',
  key: string,
  service: Service,
  pods: readonly Pod[]
): string | undefined {
  const known = kcm.triggers.get(`${controller} ${key}`)
  let earliest: string | undefined
  const changed = (time: string, before: string | undefined) => {
    if ((before === undefined || time > before) && (earliest === undefined || time < earliest)) earliest = time
  }
  const seen = new Map<string, string>()
  for (const { metadata, status } of pods) {
    const time = podCondition(status, 'Ready')?.lastTransitionTime
    if (!time) continue
    seen.set(metadata.name, time)
    changed(time, known?.pods.get(metadata.name))
  }
  const made = service.metadata.creationTimestamp ?? ''
  changed(made, known?.service)
  kcm.triggers.set(`${controller} ${key}`, Object.freeze({ service: made, pods: seen }))
  return earliest || undefined
}

/** Annotations with the time, or without one if there is none. */
export function withTrigger(
  { [triggerAnnotation]: _, ...others }: Readonly<Record<string, string>> = {},
  time: string | undefined
): { annotations?: Record<string, string> } {
  const annotations = { ...others, ...(time !== undefined && { [triggerAnnotation]: time }) }
  return Object.keys(annotations).length > 0 ? { annotations } : {}
}
