import type { Delivered } from '../../kernel/types'
import type { LinuxUsage } from '../linux/messages'
import type { KubeletContext } from './context'
import type { KubeletMeasure, KubeletMeasured, Outbox } from './messages'

/** `/metrics/resource`: asks the node's system. Models pkg/kubelet/metrics/collectors/resource_metrics.go. */
export function measure(
  context: KubeletContext,
  out: Outbox,
  { id, from }: Delivered<KubeletMeasure, KubeletMeasured>
): void {
  const call = ++context.nextCall
  context.measures.set(call, { from, id })
  out.send(context.linux, { type: 'linux.stats', id: call, detailed: true })
}

/** Passes on what the node's system said, if somebody asked for it: true then. */
export function measured(context: KubeletContext, out: Outbox, usage: LinuxUsage): boolean {
  const asked = context.measures.get(usage.id)
  if (!asked) return false
  context.measures.delete(usage.id)
  const { cpuMs = 0, containers = [], memoryCapacityBytes, memoryAvailableBytes } = usage
  const node = { cpuMs, memoryBytes: memoryCapacityBytes - memoryAvailableBytes }
  out.send(asked.from, { type: 'kubelet.measured', id: asked.id, node, containers }, { unreliable: true })
  return true
}
