import type { KubernetesObject, RecordedEvent } from './cases'

/** An Event of either of its two APIs, as it was recorded. */
export function eventOf(object: KubernetesObject): RecordedEvent {
  const { type, reason, message, note, source, reportingComponent, reportingController, involvedObject, regarding } =
    object as unknown as {
      type: string
      reason: string
      message?: string
      note?: string
      source?: { component?: string }
      reportingComponent?: string
      reportingController?: string
      involvedObject?: { kind: string; name: string }
      regarding?: { kind: string; name: string }
    }
  const about = involvedObject ?? regarding
  return {
    ns: object.metadata.namespace ?? '',
    type,
    reason,
    message: message ?? note ?? '',
    reportingComponent: reportingComponent || reportingController || source?.component || '',
    object: `${about?.kind}/${about?.name}`
  }
}
