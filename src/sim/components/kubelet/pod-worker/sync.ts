import type { Micros } from '../../../../base/time'
import { isPodReady } from '../../../api/kinds/pod/conditions'
import { disruptionTarget, withCondition } from '../../../api/kinds/pod/disruption'
import type { Pod } from '../../../api/types'
import { wallClock } from '../../../kernel/clock'
import type { Outbox } from '../messages'
import { allocatedPod } from '../allocated'
import { generateStatus } from '../api-status'
import { duration, is125, number } from '../config'
import type { KubeletContext } from '../context'
import { armHousekeeping } from '../housekeeping-timers'
import type { WorkerEvent } from '../items'
import { syncMirror } from '../mirror-pods'
import { source, typed, verbose } from '../log'
import { armRelist, newerThan } from '../pleg'
import { addProbes, removeProbes, stopLivenessAndStartup } from '../probe/probe'
import { cachedStatus, setPodStatus, terminatePodStatus } from '../pod-status'
import { settleResize } from '../resize-later'
import { podKey } from '../runtime-pod'
import { refresh } from '../volume/remount'
import { mountChecks } from '../volume/later'
import { beginUnmount } from '../volume/waiting'
import { backOffEnd } from './results'
import { planTasks } from './tasks'
import { deliver, isFinished, isStatic, isTerminal, type UpdateOptions, type Worker } from './worker'

/* The actions of a pod's worker that are not about containers. Models pkg/kubelet/pod_workers.go and kubelet.go SyncPod. */

type Update = Extract<WorkerEvent, { type: 'pod.update' }>

/** Whether the pod is to end. */
export const ends = ({ pod, options }: Pick<Update, 'pod' | 'options'>): boolean =>
  pod.metadata.deletionTimestamp !== undefined || isTerminal(pod) || options.kill === true

/** An update: what is newest, and whether the pod is to end. */
export function take(context: KubeletContext, worker: Worker, { pod, options }: Update): void {
  remember(context, worker, pod, options)
  if (!worker.ends && (ends({ pod, options }) || worker.removed)) {
    worker.ends = true
    if (options.override) worker.override = options.override
  }
  if (worker.ends && !worker.stopped) shortenGrace(context, worker, options.gracePeriodSeconds)
}

/** What even a worker that is done keeps: the newest pod, and whether it is gone from its source. */
export function remember(context: KubeletContext, worker: Worker, pod: Pod, options: UpdateOptions): void {
  worker.pod = allocatedPod(context, pod)
  worker.settled = false
  if (options.removed) worker.removed = true
  if (options.orphan) worker.orphan = options.orphan
  const mirror = is125(context.config) ? options.mirror : undefined
  worker.nextMirror = mirror ?? context.mirrors.get(podKey(pod)) ?? null
}

/**
 * Models calculateEffectiveGracePeriod: a grace period can only shrink. Without one it is the spec's; in 1.25 that also came of a 0
 * that somebody had asked for.
 */
function shortenGrace(context: KubeletContext, worker: Worker, override: number | undefined): void {
  const { pod } = worker
  let grace = worker.gracePeriodSeconds
  for (const wish of [pod.metadata.deletionGracePeriodSeconds, override]) {
    if (wish !== undefined && (grace === 0 || wish < grace)) grace = wish
  }
  const isTold = pod.metadata.deletionGracePeriodSeconds !== undefined || override !== undefined
  if (grace === 0 && (!isTold || is125(context.config))) grace = pod.spec.terminationGracePeriodSeconds ?? 30
  worker.gracePeriodSeconds = Math.max(1, grace)
}

/** Whether a pod was over before this kubelet knew it: it needs no work. */
export const wasOver = (context: KubeletContext, { uid, pod }: Worker): boolean =>
  isTerminal(pod) && !context.pleg.cache.get(uid)?.pod.containers.some(({ state }) => state === 'CONTAINER_RUNNING')

/** A static pod that was edited starts when the old one of its name is gone. */
export function waitsForNamesake(context: KubeletContext, { uid, pod, ends }: Worker): boolean {
  if (ends || !isStatic(pod)) return false
  for (const other of context.workers.values())
    if (other.uid !== uid && podKey(other.pod) === podKey(pod) && isStatic(other.pod) && !isFinished(other)) return true
  return false
}

export function beginLooking(context: KubeletContext, worker: Worker, out: Outbox): void {
  worker.mirror = worker.nextMirror
  look(context, worker, out)
}

/** Takes the look at the runtime that there is if it is new enough, else asks for one. */
export function look(context: KubeletContext, worker: Worker, out: Outbox): void {
  worker.fresh = worker.orphan ?? newerThan(context, worker.uid, worker.lastSync)
  if (!worker.fresh) armRelist(context, out)
}

export function see(worker: Worker): void {
  worker.runtime = worker.fresh!
  worker.fresh = null
}

/** What the pod's status should be goes to the status manager. `ended`: none of its containers starts again. */
export function report(context: KubeletContext, worker: Worker, out: Outbox, ended = false): void {
  settleResize(context, out, worker.pod)
  const status = generateStatus(context, out, worker.pod, worker.runtime, ended)
  if (!worker.override) return setPodStatus(context, out, worker.pod, status)
  const { disruption, ...override } = worker.override
  const told = { ...status, ...override }
  if (disruption === undefined) return setPodStatus(context, out, worker.pod, told)
  const { pod } = worker
  const condition = disruptionTarget({ ...pod, status }, disruption, override.message, wallClock(context))
  setPodStatus(context, out, pod, withCondition(told, condition))
}

/** Whether all containers have ended for good. */
export function isOver(context: KubeletContext, { uid }: Worker): boolean {
  const phase = cachedStatus(context, uid)?.phase
  return phase === 'Failed' || phase === 'Succeeded'
}

/** The pod ends by itself. */
export function endByItself(context: KubeletContext, worker: Worker): void {
  worker.ends = true
  shortenGrace(context, worker, undefined)
}

export function mirror(context: KubeletContext, { pod, mirror }: Worker, out: Outbox): void {
  if (isStatic(pod)) syncMirror(context, out, pod, mirror)
}

/** A new pod's cgroup and directories take their time. */
export function makeDirectories({ config, rng }: KubeletContext, worker: Worker): void {
  worker.lasts = rng.jitter(duration(config, 'pod-directories-latency-ms'), 0.5)
}

/** All is there to look at the containers. */
export function plan(context: KubeletContext, worker: Worker, out: Outbox): void {
  addProbes(context, out, worker.pod)
  refresh(context, out, worker.pod)
  if (!worker.announced) {
    worker.announced = true
    out.fact('pod-starting', { pod: podKey(worker.pod), node: context.node })
  }
  planTasks(context, out, worker)
  worker.settled = worker.tasks.length === 0 && !isStatic(worker.pod) && isReady(context, worker.uid)
}

const isReady = (context: KubeletContext, uid: string): boolean => isPodReady(cachedStatus(context, uid))

export function giveUpMounting(context: KubeletContext, worker: Worker, out: Outbox): void {
  worker.error = mountChecks().mountTimedOut(context, out, worker.pod)
}

/** Models Kubelet.syncTerminatingPod up to the kills. */
export function beginToEnd(context: KubeletContext, worker: Worker, out: Outbox): void {
  if (!worker.orphan) report(context, worker, out)
  stopLivenessAndStartup(context, out, worker.pod)
  worker.tasks = []
  worker.results = []
}

/** The runtime shows how the containers of a pod that ends have ended. Models the end of SyncTerminatingPod. */
export function tellStopped(
  context: KubeletContext,
  worker: Worker,
  { runtime }: Extract<WorkerEvent, { type: 'pod.stopped' }>,
  out: Outbox
): void {
  if (runtime) worker.runtime = runtime
  report(context, worker, out, true)
}

/** The containers and sandboxes of a pod that ends are stopped. */
export function allStopped(context: KubeletContext, worker: Worker, out: Outbox): void {
  removeProbes(context, out, worker.pod)
  worker.stopped = Object.freeze({ at: context.now, ran: worker.runtime })
  if (worker.orphan) armHousekeeping(context, out)
  else beginUnmount(context, out, worker.uid)
  if (context.shutdown) out.raise({ type: 'shutdown.look' })
}

/** Nothing is left of it. Models the end of Kubelet.syncTerminatedPod. */
export function bury(context: KubeletContext, worker: Worker, out: Outbox): void {
  worker.pending = false
  terminatePodStatus(context, out, worker.pod)
  if (context.shutdown) out.raise({ type: 'shutdown.look' })
  // No API server has to agree that a static pod is gone.
  if (worker.removed && isStatic(worker.pod)) armHousekeeping(context, out)
}

// --- the end of a sync ------------------------------------------------------------------------------------------------

/** Puts the pod back into the work queue; the sync loop looks into it once a second. Models completeWork. */
export function requeue(
  context: KubeletContext,
  worker: Worker,
  setting: 'sync-frequency-s' | 'back-off-period-s'
): void {
  requeueIn(context, worker, duration(context.config, setting))
}

/** … or when the back-off is over that keeps a container from starting, but not later than a pod without trouble. */
export function requeueAfterBackOff(context: KubeletContext, worker: Worker): void {
  const left = Math.max(0, backOffEnd(worker) - context.now)
  requeueIn(context, worker, Math.min(left, duration(context.config, 'sync-frequency-s')))
}

function requeueIn(context: KubeletContext, worker: Worker, period: Micros): void {
  const { config, rng, startedAt } = context
  const { now } = context
  const due = now + rng.jitter(period, number(config, 'worker-resync-jitter'))
  const tick = duration(config, 'sync-loop-ticker-ms')
  const first = startedAt + duration(config, 'kubelet-main-loop-latency-ms')
  worker.lasts = first + Math.ceil((due - first) / tick) * tick - now
}

export function endSync(context: KubeletContext, worker: Worker): void {
  worker.lastSync = context.now
  worker.results = []
}

export function tellError(context: KubeletContext, { pod, uid, error }: Worker, out: Outbox): void {
  out.log(
    'E',
    `${source(context, 'pod_workers.go:965', 'pod_workers.go:1338')}] "Error syncing pod, skipping" err=${JSON.stringify(error)} pod="${podKey(pod)}" podUID=${typed(context, uid)}`
  )
}

export const tellCancelled = (context: KubeletContext, { pod, uid }: Worker, out: Outbox): void =>
  verbose(
    context,
    out,
    2,
    `pod_workers.go:1334] "Sync exited with context cancellation error" pod="${podKey(pod)}" podUID="${uid}" updateType="sync"`
  )

/** The pod's periodic sync is due. */
export function syncAgain(context: KubeletContext, { uid }: Worker, out: Outbox): void {
  const pod = context.pods.get(uid)
  if (pod) deliver(context, out, pod, {})
}
