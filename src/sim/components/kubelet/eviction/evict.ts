import { seconds } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import type { LinuxUsage } from '../../linux/messages'
import { is125, number } from '../config'
import type { KubeletContext } from '../context'
import { nodeEvent, podEvent } from '../events'
import { collect } from '../housekeeping'
import type { Outbox } from '../messages'
import { updatePod } from '../pod-worker/worker'
import { podKey } from '../runtime-pod'
import { deleteUnused } from './image-gc'
import { exceeded } from './local-storage'
import { evictionMessage } from './message'
import { isCritical } from './critical'
import { watch } from './monitor'
import { activePods, rank } from './rank'
import { resourceOf, type Met } from './signals'

/* Node-pressure eviction: what is done when a threshold is met. Models pkg/kubelet/eviction/eviction_manager.go. */

/** How long the end of an evicted pod is waited for. Models podCleanupTimeout. */
const cleanupTimeout = seconds(30)

/** A threshold is met for as long as it takes: what the node can give is taken, then a pod goes. */
export function act(context: KubeletContext, out: Outbox, first: Met, now: LinuxUsage, isReclaimed: boolean): void {
  const { name, short } = resourceOf[first.threshold.signal]
  if (!isReclaimed) {
    out.log(
      is125(context.config) ? 'W' : 'I',
      `eviction_manager.go:381] "Eviction manager: attempting to reclaim" resourceName="${name}"`
    )
    nodeEvent(context, out, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${name}`)
    if (short === 'disk') return reclaimDisk(context, out)
  }
  evictOne(context, out, first, now)
}

/** Dead containers and unused images go first; pods only if that was not enough. Models reclaimNodeLevelResources. */
function reclaimDisk(context: KubeletContext, out: Outbox): void {
  context.eviction.reclaim = 'busy'
  out.log('I', 'container_gc.go:86] "Attempting to delete unused containers"')
  collect(context, out)
  deleteUnused(context, out)
}

function evictOne(context: KubeletContext, out: Outbox, met: Met, now: LinuxUsage): void {
  const { signal, grace } = met.threshold
  const { name } = resourceOf[signal]
  out.log('I', `eviction_manager.go:392] "Eviction manager: must evict pod(s) to reclaim" resourceName="${name}"`)
  const ranked = rank(context, signal, now)
  if (ranked.length > 0)
    out.log(
      'I',
      `eviction_manager.go:410] "Eviction manager: pods ranked for eviction" pods=${JSON.stringify(ranked.map(podKey))}`
    )
  const victim = ranked.find((pod) => !isCritical(pod))
  for (const pod of ranked.slice(0, victim ? ranked.indexOf(victim) : ranked.length))
    out.log('E', `eviction_manager.go:618] "Eviction manager: cannot evict a critical pod" pod="${podKey(pod)}"`)
  if (!victim) {
    const text = 'eviction thresholds have been met, but no pods are active to evict'
    out.log('E', `eviction_manager.go:403] "Eviction manager: ${text}"`)
    return
  }
  // A hard threshold leaves no grace but the second that every pod gets.
  const most = number(context.config, 'eviction-max-pod-grace-period-s')
  const gracePeriodSeconds =
    grace === 0 ? immediately : Math.min(most, victim.spec.terminationGracePeriodSeconds ?? most)
  const message = evictionMessage(context, victim, met, now)
  evict(context, out, victim, message, gracePeriodSeconds, !is125(context.config))
}

/** Seconds. Models immediateEvictionGracePeriodSeconds. */
const immediately = 1

/** Pods that wrote more than they may. */
export function evictForLocalStorage(context: KubeletContext, out: Outbox, { pods }: LinuxUsage): boolean {
  for (const pod of activePods(context)) {
    const its = pods[pod.metadata.uid!]
    const message = its && !isCritical(pod) ? exceeded(pod, its) : undefined
    if (message === undefined) continue
    evict(context, out, pod, message, immediately, false)
    return true
  }
  return false
}

function evict(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  message: string,
  gracePeriodSeconds: number,
  disrupts: boolean
): void {
  podEvent(context, out, pod, 'Warning', 'Evicted', message)
  out.log('I', `eviction_manager.go:635] "Eviction manager: pod is evicted successfully" pod="${podKey(pod)}"`)
  const { eviction } = context
  eviction.waiting = pod.metadata.uid!
  eviction.waitsUntil = context.now + cleanupTimeout
  updatePod(context, out, pod, {
    kill: true,
    gracePeriodSeconds,
    override: { phase: 'Failed', reason: 'Evicted', message, ...(disrupts && { disruption: 'TerminationByKubelet' }) }
  })
  watch(context, out, 'eviction-cleanup-poll-ms')
}
