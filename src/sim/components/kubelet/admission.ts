import type { Pod } from '../../api/types'
import { qosOf, type StatusOverride } from './api-status'
import { is125, number } from './config'
import type { KubeletContext } from './context'
import { pressures } from './eviction/pressure'
import { isCritical } from './eviction/rank'
import { podRequest } from './resources'

/**
 * Whether the node takes a pod: enough CPU, memory and pod slots beside the pods it has, and a node selector that fits.
 * Models pkg/kubelet/lifecycle/predicate.go. Null: it does.
 */
export function admit(context: KubeletContext, pod: Pod): StatusOverride | null {
  const others = [...context.pods.values()].filter((other) => {
    const { phase } = other.status
    return other.metadata.uid !== pod.metadata.uid && phase !== 'Succeeded' && phase !== 'Failed'
  })
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return null
  if (context.shutdown)
    return {
      phase: 'Failed',
      reason: 'NodeShutdown',
      message: `${rejected(context)}Pod was rejected as the node is shutting down.`
    }
  const pressed = pressedBy(context, pod)
  if (pressed.length > 0) {
    const message = `The node had condition: [${pressed.join(' ')}]. `
    return { phase: 'Failed', reason: 'Evicted', message: rejected(context) + message }
  }
  const slots = number(context.config, 'max-pods')
  if (others.length + 1 > slots) return lacks('pods', 1, others.length, slots)
  const limits = {
    cpu: number(context.config, 'node-cpu') * 1_000,
    memory:
      (number(context.config, 'node-memory-mib') - number(context.config, 'eviction-hard-memory-available-mib')) *
      1_048_576
  }
  for (const resource of ['cpu', 'memory'] as const) {
    const used = others.reduce((total, other) => total + podRequest(other, resource), 0)
    const wanted = podRequest(pod, resource)
    if (wanted > 0 && used + wanted > limits[resource]) return lacks(resource, wanted, used, limits[resource])
  }
  const labels = context.ownNode?.metadata.labels
  const selector = Object.entries(pod.spec.nodeSelector ?? {})
  if (labels && selector.some(([key, value]) => labels[key] !== value)) {
    return { phase: 'Failed', reason: 'NodeAffinity', message: 'Pod Predicate NodeAffinity failed' }
  }
  return null
}

/** How a rejection's message begins. Models Kubelet.rejectPod. */
const rejected = ({ config }: KubeletContext): string => (is125(config) ? 'Pod ' : 'Pod was rejected: ')

/** Conditions of the node that keep a pod away. Models eviction_manager.go Admit. */
function pressedBy(context: KubeletContext, pod: Pod): readonly string[] {
  const now = pressures(context)
  if (now.length === 0 || isCritical(pod)) return []
  const isOnlyMemory = now.length === 1 && now[0] === 'MemoryPressure'
  const toleratesMemory = pod.spec.tolerations?.some(
    ({ key, effect }) => (!key || key === 'node.kubernetes.io/memory-pressure') && (!effect || effect === 'NoSchedule')
  )
  return isOnlyMemory && (qosOf(pod) !== 'BestEffort' || toleratesMemory) ? [] : now
}

const lacks = (resource: string, requested: number, used: number, capacity: number): StatusOverride => ({
  phase: 'Failed',
  reason: `OutOf${resource}`,
  message: `Pod Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`
})
