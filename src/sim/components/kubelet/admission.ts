import type { Pod } from '../../api/types'
import { qosOf, type StatusOverride } from './api-status'
import { is125, number } from './config'
import type { KubeletContext } from './context'
import { pressures } from './eviction/pressure'
import { isCritical } from './eviction/critical'
import { allocatedPod } from './allocated'
import { podRequest, type Requested } from './resources'
import { sysctls } from './sysctls-later'

/** Why the node does not take a pod. */
export interface Refusal {
  readonly reason: string
  readonly message: string
  /** Whether the scheduler's own rules say so. */
  readonly isPredicate: boolean
}

/**
 * Whether the node takes a pod: enough CPU, memory, disk and pod slots beside the pods it has, a node selector that fits, free ports.
 * Models pkg/kubelet/lifecycle/predicate.go. Null: it does.
 */
export function admit(context: KubeletContext, pod: Pod): Refusal | null {
  const others = [...context.pods.values()].flatMap((other) => {
    const { phase } = other.status
    const counts = other.metadata.uid !== pod.metadata.uid && phase !== 'Succeeded' && phase !== 'Failed'
    return counts ? [allocatedPod(context, other)] : []
  })
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return null
  if (context.shutdown)
    return {
      reason: 'NodeShutdown',
      message: 'Pod was rejected as the node is shutting down.',
      isPredicate: false
    }
  const pressed = pressedBy(context, pod)
  if (pressed.length > 0)
    return { reason: 'Evicted', message: `The node had condition: [${pressed.join(' ')}]. `, isPredicate: false }
  const { config } = context
  const forbidden = pod.spec.securityContext?.sysctls ? sysctls()(pod, is125(config)) : ''
  if (forbidden !== '') return { reason: 'SysctlForbidden', message: forbidden, isPredicate: false }
  const slots = number(config, 'max-pods')
  if (others.length + 1 > slots) return lacks('pods', 1, others.length, slots)
  const limits: Readonly<Record<Requested, number>> = {
    cpu: number(config, 'node-cpu') * 1_000,
    memory: (number(config, 'node-memory-mib') - number(config, 'eviction-hard-memory-available-mib')) * 1_048_576,
    'ephemeral-storage': Math.floor(number(config, 'node-disk-gib') * 1_073_741_824 * 0.9)
  }
  for (const resource of ['cpu', 'memory', 'ephemeral-storage'] as const) {
    const used = others.reduce((total, other) => total + podRequest(other, resource), 0)
    const wanted = podRequest(pod, resource)
    if (wanted > 0 && used + wanted > limits[resource]) return lacks(resource, wanted, used, limits[resource])
  }
  const labels = context.ownNode?.metadata.labels
  const selector = Object.entries(pod.spec.nodeSelector ?? {})
  if (labels && selector.some(([key, value]) => labels[key] !== value))
    return fails(context, 'NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  const taken = new Set(others.flatMap(hostPorts))
  if (hostPorts(pod).some((port) => taken.has(port)))
    return fails(context, 'NodePorts', "node(s) didn't have free ports for the requested pod ports")
  return null
}

const fails = ({ config }: KubeletContext, predicate: string, why: string): Refusal => ({
  reason: predicate,
  message: `Predicate ${predicate} failed${is125(config) ? '' : `: ${why}`}`,
  isPredicate: true
})

const hostPorts = ({ spec }: Pod): string[] =>
  spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, containerPort, hostIP = '', protocol = 'TCP' }) => {
      const port = hostPort ?? (spec.hostNetwork ? containerPort : 0)
      return port ? [`${hostIP}/${protocol}/${port}`] : []
    })
  )

/** The status of a pod that is turned away. Models Kubelet.rejectPod. */
export const rejection = ({ config }: KubeletContext, { reason, message }: Refusal): StatusOverride => ({
  phase: 'Failed',
  reason,
  message: `${is125(config) ? 'Pod ' : 'Pod was rejected: '}${message}`
})

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

const lacks = (resource: string, requested: number, used: number, capacity: number): Refusal => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  isPredicate: true
})
