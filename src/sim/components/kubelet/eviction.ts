import type { Pod } from '../../api/types'
import type { Outbox } from './messages'
import type { LinuxStats, LinuxUsage } from '../linux/messages'
import { duration, is125, number } from './config'
import type { KubeletContext } from './context'
import { podEvent } from './events'
import { updateNodeStatus } from './node-status'
import { isFinished, updatePod } from './pod-worker/worker'
import { podRequest } from './resources'
import { hasPressure } from './pressure'
import { podKey } from './runtime-pod'

/* Node-pressure eviction by hard thresholds. Models pkg/kubelet/eviction/eviction_manager.go. */

/** Asks the node how much is in use, every 10 s while there are pods. */
export function monitor(context: KubeletContext, out: Outbox): void {
  const period = duration(context.config, 'eviction-monitoring-period-s')
  out.timer('eviction', period, 'eviction-monitoring-period-s', { type: 'eviction.monitor' })
  if (context.pods.size === 0) return
  const question: LinuxStats = { type: 'linux.stats', id: ++context.nextCall }
  out.send(context.linux, question)
}

export function usage(context: KubeletContext, out: Outbox, now: LinuxUsage): void {
  const { config, eviction } = context
  const before = hasPressure(context, 'memory') || hasPressure(context, 'disk')
  const isShort = now.memoryAvailableBytes < number(config, 'eviction-hard-memory-available-mib') * 1_048_576
  const isFull =
    now.diskAvailableBytes < (now.diskCapacityBytes * number(config, 'eviction-hard-nodefs-available-percent')) / 100
  if (isShort) eviction.memoryAt = context.now
  if (isFull) eviction.diskAt = context.now
  if (before !== (hasPressure(context, 'memory') || hasPressure(context, 'disk'))) updateNodeStatus(context, out)
  if (eviction.waiting !== '' && !isFinished(context.workers.get(eviction.waiting))) return
  eviction.waiting = ''
  if (!isShort && !isFull) return
  const resource = isShort ? 'memory' : 'ephemeral-storage'
  out.log('W', `eviction_manager.go:347] "Eviction manager: attempting to reclaim" resourceName="${resource}"`)
  const victim = rank(context, now)[0]
  if (!victim) {
    out.log(
      'E',
      'eviction_manager.go:361] "Eviction manager: eviction thresholds have been met, but no pods are active to evict"'
    )
    return
  }
  evict(context, out, victim, resource, now)
}

/** Who goes first: who uses more than it asked for, then by priority, then by how much more. */
function rank(context: KubeletContext, { podMemoryBytes }: LinuxUsage): Pod[] {
  const active = [...context.pods.values()].filter((pod) => {
    const worker = context.workers.get(pod.metadata.uid!)
    return worker !== undefined && !worker.ends && !isFinished(worker) && (pod.spec.priority ?? 0) < 2_000_000_000
  })
  const over = (pod: Pod) => (podMemoryBytes[pod.metadata.uid!] ?? 0) - podRequest(pod, 'memory')
  return active.sort((a, b) => {
    const exceeds = Number(over(b) > 0) - Number(over(a) > 0)
    return exceeds || (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || over(b) - over(a)
  })
}

function evict(context: KubeletContext, out: Outbox, pod: Pod, resource: string, { podMemoryBytes }: LinuxUsage): void {
  const used = Math.ceil((podMemoryBytes[pod.metadata.uid!] ?? 0) / 1_024)
  const name = pod.spec.containers[0]!.name
  const asked = podRequest(pod, 'memory')
  const message = `The node was low on resource: ${resource}. Container ${name} was using ${used}Ki, which exceeds its request of ${asked === 0 ? '0' : `${asked / 1_048_576}Mi`}. `
  podEvent(context, out, pod, 'Warning', 'Evicted', message)
  out.log('I', `eviction_manager.go:595] "Eviction manager: pod is evicted successfully" pod="${podKey(pod)}"`)
  context.eviction.waiting = pod.metadata.uid!
  // A hard threshold leaves no grace but the second that every pod gets.
  updatePod(context, out, pod, {
    kill: true,
    gracePeriodSeconds: 1,
    override: {
      phase: 'Failed',
      reason: 'Evicted',
      message,
      ...(!is125(context.config) && { disruption: 'TerminationByKubelet' })
    }
  })
}
