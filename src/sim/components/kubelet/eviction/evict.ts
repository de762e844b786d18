import { seconds } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import type { LinuxStats, LinuxUsage } from '../../linux/messages'
import { duration, is125, number } from '../config'
import type { KubeletContext } from '../context'
import { nodeEvent, podEvent } from '../events'
import { collect } from '../housekeeping'
import type { Outbox } from '../messages'
import { updateNodeStatus } from '../node-status'
import { isFinished, updatePod } from '../pod-worker/worker'
import { podKey } from '../runtime-pod'
import { deleteUnused, watchImages } from './image-gc'
import { exceeded } from './local-storage'
import { evictionMessage } from './message'
import { pressures, type Resource } from './pressure'
import { activePods, isCritical, rank } from './rank'
import { resourceOf, thresholdsMet, type Met } from './signals'

/* Node-pressure eviction. Models pkg/kubelet/eviction/eviction_manager.go. */

/** How long the end of an evicted pod is waited for. Models podCleanupTimeout. */
const cleanupTimeout = seconds(30)

/** Asks the node how much is in use, every 10 s while there are pods; while an evicted pod ends, whether it is gone. */
export function monitor(context: KubeletContext, out: Outbox): void {
  const { eviction } = context
  if (eviction.waiting !== '' && !isGone(context)) return watch(context, out, 'eviction-cleanup-poll-ms')
  if (eviction.waiting !== '') {
    out.log('I', 'eviction_manager.go:464] "Eviction manager: pods successfully cleaned up"')
    eviction.waiting = ''
  }
  watch(context, out, 'eviction-monitoring-period-s')
  if (context.pods.size > 0 && eviction.reclaim !== 'busy') ask(context, out)
}

const isGone = ({ eviction, workers, now }: KubeletContext): boolean =>
  isFinished(workers.get(eviction.waiting)) || now >= eviction.waitsUntil

function watch(
  context: KubeletContext,
  out: Outbox,
  setting: 'eviction-cleanup-poll-ms' | 'eviction-monitoring-period-s'
): void {
  out.timer('eviction', duration(context.config, setting), setting, { type: 'eviction.monitor' })
}

function ask(context: KubeletContext, out: Outbox): void {
  const question: LinuxStats = { type: 'linux.stats', id: ++context.nextCall }
  out.send(context.linux, question)
}

/** What the node has in use: conditions follow from it, and who has to go. */
export function usage(context: KubeletContext, out: Outbox, now: LinuxUsage): void {
  const { eviction } = context
  const met = thresholdsMet(context, now)
  remember(context, out, met)
  if (eviction.waiting !== '' || eviction.reclaim === 'busy') return
  if (evictForLocalStorage(context, out, now)) return
  watchImages(context, out, now)
  const [first] = met.filter((each) => isGraceOver(context, each))
  const isReclaimed = eviction.reclaim === 'done'
  eviction.reclaim = ''
  if (!first) return
  const { name, short } = resourceOf[first.threshold.signal]
  if (!isReclaimed) {
    out.log('W', `eviction_manager.go:381] "Eviction manager: attempting to reclaim" resourceName="${name}"`)
    nodeEvent(context, out, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${name}`)
    if (short === 'disk') return reclaimDisk(context, out)
  }
  evictOne(context, out, first, now)
}

/** Notes what is short, for conditions, and since when. */
function remember(context: KubeletContext, out: Outbox, met: readonly Met[]): void {
  const { eviction, now } = context
  const before = pressures(context).join()
  const isShort = (resource: Resource) => met.some(({ threshold }) => resourceOf[threshold.signal].short === resource)
  const { memory, disk, pid } = eviction.shortAt
  if (met.length > 0)
    eviction.shortAt = Object.freeze({
      memory: isShort('memory') ? now : memory,
      disk: isShort('disk') ? now : disk,
      pid: isShort('pid') ? now : pid
    })
  const soft = met.filter(({ threshold }) => threshold.grace > 0).map(({ threshold }) => threshold.signal)
  if (soft.length > 0 || Object.keys(eviction.softSince).length > 0)
    eviction.softSince = Object.freeze(
      Object.fromEntries(soft.map((signal) => [signal, eviction.softSince[signal] ?? now]))
    )
  if (before !== pressures(context).join()) updateNodeStatus(context, out)
}

/** Models thresholdsMetGracePeriod. */
const isGraceOver = ({ eviction, now }: KubeletContext, { threshold }: Met): boolean =>
  threshold.grace === 0 || now - (eviction.softSince[threshold.signal] ?? now) >= threshold.grace

/** Dead containers and unused images go first; pods only if that was not enough. Models reclaimNodeLevelResources. */
function reclaimDisk(context: KubeletContext, out: Outbox): void {
  context.eviction.reclaim = 'busy'
  collect(context, out)
  deleteUnused(context, out)
}

/** All images that could go are gone. */
export function reclaimed(context: KubeletContext, out: Outbox): void {
  if (context.eviction.reclaim !== 'busy') return
  context.eviction.reclaim = 'done'
  ask(context, out)
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
function evictForLocalStorage(context: KubeletContext, out: Outbox, { pods }: LinuxUsage): boolean {
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
