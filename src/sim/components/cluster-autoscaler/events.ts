import type { KubeObject } from '../../api/types'
import { record, referenceTo } from '../../client-go/events'
import type { ClusterAutoscaler } from './context'
import type { Outbox } from './messages'

type Type = 'Normal' | 'Warning'

export function tell(
  context: ClusterAutoscaler,
  out: Outbox,
  about: KubeObject,
  type: Type,
  reason: string,
  message: string
): void {
  record(context.recorder, context.client, context, out, referenceTo(about), type, reason, message)
}

/** About the autoscaler's own doing: the event's object is its ConfigMap. Models clusterstate/utils LogEventRecorder. */
export function tellStatus(context: ClusterAutoscaler, out: Outbox, type: Type, reason: string, message: string): void {
  const { status } = context
  if (status) tell(context, out, status, type, reason, message)
}
