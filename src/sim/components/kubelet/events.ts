import { record, type ObjectReference } from '../../client-go/events'
import type { Pod } from '../../api/types'
import { verbose } from './log'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'

/** Records an event about a pod. */
export function podEvent(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  container?: { readonly name: string; readonly init?: boolean }
): void {
  const { namespace, name, uid, resourceVersion, annotations } = pod.metadata
  // Events of a static pod are about its mirror pod, whose uid in the API is another.
  const about: ObjectReference = {
    kind: 'Pod',
    namespace: namespace ?? 'default',
    name,
    uid: annotations?.['kubernetes.io/config.hash'] ?? uid!,
    apiVersion: 'v1',
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(container ? { fieldPath: `spec.${listOf(pod, container)}{${container.name}}` } : {})
  }
  record(context.recorder, context.api, context, out, about, type, reason, message)
}

/** The list of a pod's spec in which a container stands. */
const listOf = ({ spec }: Pod, { name, init }: { readonly name: string; readonly init?: boolean }): string =>
  init
    ? 'initContainers'
    : spec.ephemeralContainers?.some((one) => one.name === name)
      ? 'ephemeralContainers'
      : 'containers'

/** Records an event about the own node, whose uid is its name in these events. */
export function nodeEvent(
  context: KubeletContext,
  out: Outbox,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string
): void {
  // What its managers tell of it is not told again. Models recordNodeStatusEvent.
  if (message.includes('status is now'))
    verbose(
      context,
      out,
      2,
      `kubelet_node_status.go:639] "Recording event message for node" node="${context.node}" event="${reason}"`
    )
  const about: ObjectReference = { kind: 'Node', name: context.node, uid: context.node }
  record(context.recorder, context.api, context, out, about, type, reason, message)
}
