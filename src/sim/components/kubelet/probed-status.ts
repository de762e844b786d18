import { sidecarsOf } from '../../api/kinds/pod/sidecar'
import { noTime } from '../../api/types'
import { lastingStatus, withStatus } from './container-statuses'
import type { KubeletContext } from './context'
import type { Outbox } from './messages'
import { containersReady, podReady, type Phase } from './phase'
import { cachedStatus, update } from './pod-status'

/* What probes change of a pod's status. Models pkg/kubelet/status/status_manager.go SetContainerReadiness, SetContainerStartup. */

export function setContainerReadiness(
  context: KubeletContext,
  out: Outbox,
  uid: string,
  containerId: string,
  ready: boolean
): void {
  const pod = context.pods.get(uid)
  const old = cachedStatus(context, uid)
  const container = lastingStatus(old, containerId)
  if (!pod || !old || !container || container.ready === ready) return
  const next = withStatus(old, container, { ...container, ready })
  const phase = old.phase as Phase
  const sidecars = new Set(sidecarsOf(pod.spec).map(({ name }) => name))
  const lasting = [
    ...(next.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
    ...(next.containerStatuses ?? [])
  ]
  const fresh = [podReady(pod.spec, old.conditions ?? [], lasting, phase), containersReady(pod.spec, lasting, phase)]
  const conditions = (old.conditions ?? []).map((condition) => {
    const found = fresh.find(({ type }) => type === condition.type)
    return found ? { lastProbeTime: noTime, ...found } : condition
  })
  update(context, out, pod, { ...next, conditions }, false, false)
}

export function setContainerStartup(
  context: KubeletContext,
  out: Outbox,
  uid: string,
  containerId: string,
  started: boolean
): void {
  const pod = context.pods.get(uid)
  const old = cachedStatus(context, uid)
  const container = lastingStatus(old, containerId)
  if (!pod || !old || !container || container.started === started) return
  update(context, out, pod, withStatus(old, container, { ...container, started }), false, false)
}
