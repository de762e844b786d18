import type { LinuxStats, LinuxUsage } from '../../linux/messages'
import { duration } from '../config'
import type { KubeletContext } from '../context'
import { unavailable } from '../cri'
import { listed } from '../log'
import type { Outbox } from '../messages'
import { updateNodeStatus } from '../node-status'
import { isFinished } from '../pod-worker/worker'
import { podKey } from '../runtime-pod'
import { evicting } from './later'
import { watchImages } from './images'
import { pressures, type Resource } from './pressure'
import { resourceOf, thresholdsMet, type Met } from './signals'

/* What a node has in use, and what it says of that. Models pkg/kubelet/eviction/eviction_manager.go synchronize. */

/** Asks the node how much is in use, every 10 s while there are pods; while an evicted pod ends, whether it is gone. */
export function monitor(context: KubeletContext, out: Outbox): void {
  const { eviction } = context
  if (eviction.waiting !== '' && !isGone(context)) return watch(context, out, 'eviction-cleanup-poll-ms')
  if (eviction.waiting !== '') {
    const pod = context.workers.get(eviction.waiting)?.pod
    const pods = pod ? [podKey(pod)] : []
    out.log(
      'I',
      `eviction_manager.go:464] "Eviction manager: pods successfully cleaned up" pods=${listed(context, pods)}`
    )
    eviction.waiting = ''
  }
  watch(context, out, 'eviction-monitoring-period-s')
  const why = unmeasured(context)
  if (why !== '')
    out.log('E', `eviction_manager.go:256] "Eviction manager: failed to get summary stats" err=${JSON.stringify(why)}`)
  if (context.pods.size > 0 && eviction.reclaim !== 'busy') ask(context, out)
}

/** Why nobody can say what is in use; empty: one can. Models pkg/kubelet/server/stats/summary.go. */
function unmeasured(context: KubeletContext): string {
  const { nodes, node, cri } = context
  if (nodes.synced && nodes.store.size === 0) return `failed to get node info: node "${node}" not found`
  return cri.state === 'failing' ? `failed to get imageFs stats: ${unavailable(context)}` : ''
}

const isGone = ({ eviction, workers, now }: KubeletContext): boolean =>
  isFinished(workers.get(eviction.waiting)) || now >= eviction.waitsUntil

export function watch(
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
  if (isLimited(context) && evicting().evictForLocalStorage(context, out, now)) return
  watchImages(context, out, now)
  const [first] = met.filter((each) => isGraceOver(context, each))
  const isReclaimed = eviction.reclaim === 'done'
  eviction.reclaim = ''
  if (!first) return
  evicting().act(context, out, first, now, isReclaimed)
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

/** Somebody may write so much and no more: who does is looked for. */
const isLimited = ({ pods }: KubeletContext): boolean =>
  [...pods.values()].some(
    ({ spec }) =>
      (spec.volumes ?? []).some(({ emptyDir }) => emptyDir?.sizeLimit !== undefined) ||
      spec.containers.some(({ resources }) => resources?.limits?.['ephemeral-storage'] !== undefined)
  )

/** All images that could go are gone. */
export function reclaimed(context: KubeletContext, out: Outbox): void {
  if (context.eviction.reclaim !== 'busy') return
  context.eviction.reclaim = 'done'
  ask(context, out)
}
