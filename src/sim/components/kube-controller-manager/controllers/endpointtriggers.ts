import { podCondition } from '../../../api/kinds/pod/conditions'
import { Table } from '../../../../base/table'
import type { Pod, Service } from '../../../api/types'
import type { ControllerManager } from '../context'
import { takeNews, type ServicePods } from '../service-pods'

/** On Endpoints and EndpointSlices: when that happened which brought about what they say. */
export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time'

/** What a controller has seen of a Service and its pods: times at which they changed, by the pod's key. */
export interface Triggers {
  readonly service: string
  readonly pods: Table<string>
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
  behind: ServicePods
): string | undefined {
  const known = kcm.triggers.get(`${controller} ${key}`)
  let earliest: string | undefined
  const changed = (time: string, before: string | undefined) => {
    if ((before === undefined || time > before) && (earliest === undefined || time < earliest)) earliest = time
  }
  const news = takeNews(behind, `${controller} triggers`)
  // Of pods that are no news the times are those that are known.
  const times = news && known ? known.pods : new Table<string>()
  for (const pod of (known && news) ?? behind.pods.keys()) {
    const time = readyTime(behind.pods.get(pod))
    if (time) {
      changed(time, known?.pods.get(pod))
      times.set(pod, time)
    } else times.delete(pod)
  }
  const made = service.metadata.creationTimestamp ?? ''
  changed(made, known?.service)
  kcm.triggers.set(`${controller} ${key}`, { service: made, pods: times })
  return earliest || undefined
}

const readyTime = (pod: Pod | undefined): string | undefined =>
  pod && podCondition(pod.status, 'Ready')?.lastTransitionTime

/** Annotations with the time, or without one if there is none. */
export function withTrigger(
  { [triggerAnnotation]: _, ...others }: Readonly<Record<string, string>> = {},
  time: string | undefined
): { annotations?: Record<string, string> } {
  const annotations = { ...others, ...(time !== undefined && { [triggerAnnotation]: time }) }
  return Object.keys(annotations).length > 0 ? { annotations } : {}
}
