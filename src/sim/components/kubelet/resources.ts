import { quantityMilliValue, quantityValue } from '../../api/quantity'
import type { Container, Pod } from '../../api/types'

/** What is counted of a node. */
export type Requested = 'cpu' | 'memory' | 'ephemeral-storage'

/** What a container asks for: its request, or its limit where it has no request. CPU in thousandths. */
export function requested({ resources }: Container, resource: Requested): number {
  const amount = resources?.requests?.[resource] ?? resources?.limits?.[resource]
  return resource === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount)
}

/** What a pod asks for: the sum over its containers, or its biggest init container if that is more. */
export function podRequest(pod: Pod, resource: Requested): number {
  const sum = pod.spec.containers.reduce((total, container) => total + requested(container, resource), 0)
  const init = Math.max(0, ...(pod.spec.initContainers ?? []).map((container) => requested(container, resource)))
  return Math.max(sum, init)
}

/** Models pkg/kubelet/qos/policy.go GetContainerOOMScoreAdjust. */
export function oomScoreAdj(container: Container, qos: string, critical: boolean, memoryCapacityBytes: number): number {
  if (critical || qos === 'Guaranteed') return -997
  if (qos === 'BestEffort') return 1_000
  const score = 1_000 - Math.floor((1_000 * requested(container, 'memory')) / memoryCapacityBytes)
  return Math.min(999, Math.max(3, score))
}
