import type { Micros } from '../../../base/time'
import type { Pod } from '../../api/types'
import type { Outbox, SimEvent } from '../../kernel/types'
import { generateStatus, type StatusOverride } from './api-status'
import { uptime } from './clock'
import { duration, is125, number } from './config'
import type { KubeletContext } from './context'
import { armHousekeeping } from './housekeeping'
import { syncMirror } from './static-pods'
import { newerThan, armRelist } from './pleg'
import { addProbes, removeProbes, stopLivenessAndStartup } from './probes'
import { podKey, type RuntimePod } from './runtime-pod'
import { cachedStatus, setPodStatus, terminatePodStatus } from './pod-status'
import { deliver } from './pods'
import { cancelTasks, planTasks, runTasks, type Result, type Task } from './tasks'
import type { Kill } from './termination'
import { killPod } from './termination'
import { addVolumes, beginUnmount, doneWaiting, mountTimedOut, unmountDelay, waitForMount } from './volumes'

/**
 * One pod's worker: does one thing at a time, remembers one newer wish. Its life goes from syncing (set up and keep
 * running) over terminating (stop the containers) to terminated (clean up) and finished.
 * Models pkg/kubelet/pod_workers.go.
 */
export interface Worker {
  readonly uid: string
  pod: Pod
  phase: 'syncing' | 'terminating' | 'terminated' | 'finished'
  working: boolean
  /** Something newer came while it was working. */
  pending: boolean
  /** What it waits for while working. */
  waiting: '' | 'cache' | 'directories' | 'volumes' | 'tasks' | 'unmount'
  /** End of the last sync: the next one needs a look at the runtime that began later. */
  lastSync: Micros
  /** Counts syncs, so that a late answer to an older one is recognised. */
  sync: number
  /** Seconds, 0 before termination. Only ever shortened. */
  gracePeriodSeconds: number
  override: StatusOverride | null
  /** Gone from its source (API or file). */
  removed: boolean
  /** What ran when the current sync began. */
  runtime: RuntimePod
  /** Known from the runtime alone: nothing but its containers is to be stopped, and nobody is told of its status. */
  orphan: RuntimePod | null
  /** When its containers and sandboxes were stopped for good, and what ran before. */
  stopped: { readonly at: Micros; readonly ran: RuntimePod } | null
  /** A static pod's mirror as it was when the current update was handed over, and for the one that waits. */
  mirror: Pod | null
  nextMirror: Pod | null
  tasks: Task[]
  results: Result[]
  kills: Kill[]
  /** Sandboxes whose stop is awaited, after the kills. */
  sandboxes: string[]
  killError: string
  announced: boolean
  /** The last sync found nothing to do, and nothing has come since: the next periodic one would do nothing either. */
  settled: boolean
}

export interface UpdateOptions {
  readonly kill?: boolean
  readonly removed?: boolean
  readonly gracePeriodSeconds?: number
  readonly override?: StatusOverride
  /** What runs of a pod that the kubelet does not know. */
  readonly orphan?: RuntimePod
  /** The mirror pod that the update is about, even if it is gone: in 1.25 a static pod's worker acts on that. */
  readonly mirror?: Pod
}

/** Tells a pod's worker that something is new. Models podWorkers.UpdatePod. */
export function updatePod(context: KubeletContext, out: Outbox, pod: Pod, options: UpdateOptions = {}): void {
  const uid = pod.metadata.uid!
  let worker = context.workers.get(uid)
  if (!worker) {
    worker = createWorker(context, uid, pod)
    context.workers.set(uid, worker)
  }
  worker.pod = pod
  worker.settled = false
  if (options.removed) worker.removed = true
  if (options.orphan) worker.orphan = options.orphan
  const mirror = is125(context.config) ? options.mirror : undefined
  worker.nextMirror = mirror ?? context.mirrors.get(podKey(pod)) ?? null
  if (worker.phase === 'finished') return
  const over =
    pod.metadata.deletionTimestamp !== undefined || isTerminal(pod) || options.kill === true || worker.removed
  if (worker.phase === 'syncing' && over) {
    worker.phase = 'terminating'
    if (options.override) worker.override = options.override
  }
  if (worker.phase === 'terminating') shortenGrace(worker, options.gracePeriodSeconds)
  if (worker.working) worker.pending = true
  else start(context, out, worker)
}

const isTerminal = ({ status }: Pod): boolean => status.phase === 'Failed' || status.phase === 'Succeeded'

function createWorker(context: KubeletContext, uid: string, pod: Pod): Worker {
  const runtime = context.pleg.cache.get(uid)?.pod
  const runs = runtime?.containers.some(({ state }) => state === 'CONTAINER_RUNNING') ?? false
  return {
    uid,
    pod,
    // A pod that was over before this kubelet started needs no work.
    phase: isTerminal(pod) && !runs ? 'finished' : 'syncing',
    working: false,
    pending: false,
    waiting: '',
    lastSync: -Number.MAX_SAFE_INTEGER,
    sync: 0,
    gracePeriodSeconds: 0,
    override: null,
    removed: false,
    runtime: runtime ?? Object.freeze({ sandboxes: [], containers: [], ip: '' }),
    orphan: null,
    stopped: null,
    mirror: null,
    nextMirror: null,
    tasks: [],
    results: [],
    kills: [],
    sandboxes: [],
    killError: '',
    announced: runs,
    settled: false
  }
}

/** Models calculateEffectiveGracePeriod: a grace period can only shrink, and 0 falls back to the spec's. */
function shortenGrace(worker: Worker, override: number | undefined): void {
  const { pod } = worker
  let grace = worker.gracePeriodSeconds
  for (const wish of [pod.metadata.deletionGracePeriodSeconds, override]) {
    if (wish !== undefined && (grace === 0 || wish < grace)) grace = wish
  }
  if (grace === 0) grace = pod.spec.terminationGracePeriodSeconds ?? 30
  worker.gracePeriodSeconds = Math.max(1, grace)
}

function start(context: KubeletContext, out: Outbox, worker: Worker): void {
  out.cancel(`sync/${worker.uid}`)
  if (worker.phase === 'syncing' && waitsForNamesake(context, worker)) {
    requeue(context, out, worker, 'back-off-period-s')
    return
  }
  worker.working = true
  worker.waiting = 'cache'
  worker.mirror = worker.nextMirror
  wakeWorker(context, out, worker)
}

/** A static pod that was edited starts when the old one of its name is gone. */
function waitsForNamesake(context: KubeletContext, { uid, pod }: Worker): boolean {
  if (!isStatic(pod)) return false
  for (const other of context.workers.values()) {
    if (other.uid !== uid && podKey(other.pod) === podKey(pod) && isStatic(other.pod) && other.phase !== 'finished')
      return true
  }
  return false
}

export const isStatic = (pod: Pod): boolean => {
  const source = pod.metadata.annotations?.['kubernetes.io/config.source']
  return source !== undefined && source !== 'api'
}

/** Goes on with a worker that waits for a look at the runtime, if there is one that is new enough. */
export function wakeWorker(context: KubeletContext, out: Outbox, worker: Worker): void {
  if (worker.waiting !== 'cache') return
  const runtime = worker.orphan ?? newerThan(context, worker.uid, worker.lastSync)
  if (!runtime) {
    armRelist(context, out)
    return
  }
  worker.runtime = runtime
  worker.waiting = ''
  worker.sync++
  if (worker.phase === 'syncing') syncPod(context, out, worker)
  else if (worker.phase === 'terminating') syncTerminating(context, out, worker)
  else syncTerminated(context, out, worker)
}

// --- the three kinds of sync ----------------------------------------------------------------------------------------

/** Models Kubelet.syncPod. */
function syncPod(context: KubeletContext, out: Outbox, worker: Worker): void {
  const { pod, runtime, uid } = worker
  const status = generateStatus(context, out, pod, runtime)
  setPodStatus(context, out, pod, status)
  if (status.phase === 'Failed' || status.phase === 'Succeeded') {
    worker.phase = 'terminating'
    shortenGrace(worker, undefined)
    finish(context, out, worker, null, true)
    return
  }
  if (isStatic(pod)) syncMirror(context, out, pod, worker.mirror)
  if (context.volumes.has(uid)) {
    mountAndStart(context, out, worker)
    return
  }
  worker.waiting = 'directories'
  const delay = context.rng.jitter(duration(context.config, 'pod-directories-latency-ms'), 0.5)
  const event = { type: 'worker.directories', uid } as SimEvent
  out.timer(`directories/${uid}`, delay, 'pod-directories-latency-ms', event)
}

/** A new pod's cgroup and directories are made. */
export function directoriesMade(context: KubeletContext, out: Outbox, uid: string): void {
  const worker = context.workers.get(uid)
  if (worker?.waiting !== 'directories') return
  worker.waiting = ''
  addVolumes(context, out, worker.pod)
  mountAndStart(context, out, worker)
}

function mountAndStart(context: KubeletContext, out: Outbox, worker: Worker): void {
  if (waitForMount(context, out, worker.uid)) prepare(context, out, worker)
  else worker.waiting = 'volumes'
}

/** The volumes are mounted (or the wait for them is over). */
export function volumesReady(context: KubeletContext, out: Outbox, uid: string, timedOut: boolean): void {
  const worker = context.workers.get(uid)
  if (worker?.waiting !== 'volumes') return
  if (timedOut) {
    finish(context, out, worker, mountTimedOut(context, out, worker.pod), false)
    return
  }
  doneWaiting(context, out, uid)
  prepare(context, out, worker)
}

function prepare(context: KubeletContext, out: Outbox, worker: Worker): void {
  addProbes(context, out, worker.pod)
  if (!worker.announced) {
    worker.announced = true
    out.fact('pod-starting', { pod: podKey(worker.pod), node: context.node })
  }
  worker.waiting = 'tasks'
  planTasks(context, out, worker)
  worker.settled = worker.tasks.length === 0 && !isStatic(worker.pod) && isReady(context, worker.uid)
  runTasks(context, out, worker)
}

const isReady = (context: KubeletContext, uid: string): boolean =>
  cachedStatus(context, uid)?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

/** The pod's periodic sync is due. */
export function syncAgain(context: KubeletContext, out: Outbox, uid: string): void {
  const worker = context.workers.get(uid)
  const pod = context.pods.get(uid)
  if (!worker || !pod) return
  if (worker.settled && !worker.working) requeue(context, out, worker, 'sync-frequency-s')
  else deliver(context, out, pod, {})
}

/** All tasks of a sync are done, or one of them stopped it. */
export function tasksDone(context: KubeletContext, out: Outbox, worker: Worker): void {
  const errors: string[] = []
  for (const result of worker.results) {
    const key = `${worker.uid}/${result.target}`
    if (result.action === 'StartContainer') {
      if (result.error === '') context.reasons.delete(key)
      else context.reasons.set(key, Object.freeze({ reason: result.error, message: result.message }))
    }
    if (result.error) {
      errors.push(
        `failed to "${result.action}" for "${result.target}" with ${result.error}: ${JSON.stringify(result.message)}`
      )
    }
  }
  const text = errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]
  finish(context, out, worker, text ?? null, false)
}

/** Models Kubelet.syncTerminatingPod. */
function syncTerminating(context: KubeletContext, out: Outbox, worker: Worker): void {
  const { pod, runtime, override } = worker
  if (!worker.orphan) {
    const status = generateStatus(context, out, pod, runtime)
    setPodStatus(context, out, pod, override ? { ...status, ...override } : status)
  }
  stopLivenessAndStartup(context, out, pod)
  worker.waiting = 'tasks'
  cancelTasks(worker)
  killPod(context, out, worker, worker.gracePeriodSeconds)
}

/** The containers and sandboxes of a terminating pod are stopped. */
export function terminatingDone(context: KubeletContext, out: Outbox, worker: Worker, error: string): void {
  if (error !== '') {
    finish(context, out, worker, error, false)
    return
  }
  removeProbes(context, out, worker.pod)
  worker.stopped = Object.freeze({ at: uptime(context), ran: worker.runtime })
  if (worker.orphan) {
    worker.phase = 'finished'
    worker.working = false
    armHousekeeping(context, out)
    return
  }
  worker.phase = 'terminated'
  beginUnmount(context, worker.uid)
  finish(context, out, worker, null, true)
}

/** Models Kubelet.syncTerminatedPod. */
function syncTerminated(context: KubeletContext, out: Outbox, worker: Worker): void {
  const { pod, runtime, override, uid } = worker
  const status = generateStatus(context, out, pod, runtime)
  setPodStatus(context, out, pod, override ? { ...status, ...override } : status)
  const delay = unmountDelay(context, uid)
  if (delay === 0) {
    unmounted(context, out, uid)
    return
  }
  worker.waiting = 'unmount'
  out.timer(`unmount/${uid}`, delay, 'pod-attach-and-mount-retry-interval-ms', {
    type: 'volumes.unmounted',
    uid
  } as SimEvent)
}

export function unmounted(context: KubeletContext, out: Outbox, uid: string): void {
  const worker = context.workers.get(uid)
  if (!worker) return
  worker.phase = 'finished'
  worker.working = false
  worker.pending = false
  worker.waiting = ''
  out.cancel(`sync/${uid}`)
  terminatePodStatus(context, out, worker.pod)
}

// --- the end of a sync ------------------------------------------------------------------------------------------------

function finish(context: KubeletContext, out: Outbox, worker: Worker, error: string | null, transition: boolean): void {
  const { pod, uid } = worker
  worker.lastSync = uptime(context)
  worker.waiting = ''
  worker.working = false
  worker.results = []
  if (error !== null) {
    out.log(
      'E',
      `pod_workers.go:965] "Error syncing pod, skipping" err=${JSON.stringify(error)} pod="${podKey(pod)}" podUID=${uid}`
    )
  }
  requeue(context, out, worker, error === null ? 'sync-frequency-s' : 'back-off-period-s')
  if (transition || worker.pending) {
    worker.pending = false
    start(context, out, worker)
  }
}

/** Puts a pod back into the work queue; the sync loop looks into it once a second. Models completeWork. */
function requeue(
  context: KubeletContext,
  out: Outbox,
  worker: Worker,
  setting: 'sync-frequency-s' | 'back-off-period-s'
): void {
  const { config, rng, startedAt } = context
  const now = uptime(context)
  const due = now + rng.jitter(duration(config, setting), number(config, 'worker-resync-jitter'))
  const tick = duration(config, 'sync-loop-ticker-ms')
  const first = startedAt + duration(config, 'kubelet-main-loop-latency-ms')
  const at = first + Math.ceil((due - first) / tick) * tick
  out.timer(`sync/${worker.uid}`, at - now, setting, { type: 'worker.sync', uid: worker.uid } as SimEvent)
}
