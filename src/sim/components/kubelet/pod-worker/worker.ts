import type { Micros } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import { unborn, type Item } from '../../../kernel/chart'
import type { Outbox } from '../messages'
import type { StatusOverride } from '../api-status'
import type { KubeletContext } from '../context'
import { toPod } from '../items'
import { nothingRuns, type RuntimePod } from '../runtime-pod'
import type { Result, Task, Victim } from './tasks'

/** One pod's worker: does one thing at a time, remembers one newer wish. Models pkg/kubelet/pod_workers.go podSyncStatus. */
export interface Worker extends Item {
  readonly uid: string
  pod: Pod
  /** The pod is to end: deleted, evicted, gone from its source, or done by itself. */
  ends: boolean
  /** Something newer came while it was working. */
  pending: boolean
  /** End of the last sync: the next one needs a look at the runtime that began later. */
  lastSync: Micros
  /** A look that is new enough, until a sync takes it. */
  fresh: RuntimePod | null
  /** How long the state that it is in lasts, if chance has a part in it. */
  lasts: Micros
  /** Why the last sync failed, for its log line. */
  error: string
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
  /** What is left to do in this sync; the first is under way. */
  tasks: Task[]
  results: Result[]
  /** Containers whose stop is awaited, by their keys, and then sandboxes. */
  stopping: string[]
  sandboxes: string[]
  /** Address of the sandbox that was made last. */
  ip: string
  /** Sidecars that are stopped when the others are, the next one first. */
  sidecars: readonly Victim[]
  /** When the kills began, and whether the pod is to end by them. */
  killing: { readonly since: Micros; readonly ends: boolean }
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
  if (!context.workers.has(uid)) context.workers.set(uid, createWorker(context, uid, pod))
  out.raise(toPod(uid, { type: 'pod.update', pod, options }))
}

function createWorker(context: KubeletContext, uid: string, pod: Pod): Worker {
  const runtime = context.pleg.cache.get(uid)?.pod
  return {
    ...unborn,
    uid,
    pod,
    ends: false,
    pending: false,
    lastSync: -Number.MAX_SAFE_INTEGER,
    fresh: null,
    lasts: 0,
    error: '',
    gracePeriodSeconds: 0,
    override: null,
    removed: false,
    runtime: runtime ?? nothingRuns,
    orphan: null,
    stopped: null,
    mirror: null,
    nextMirror: null,
    tasks: [],
    results: [],
    stopping: [],
    sandboxes: [],
    ip: '',
    sidecars: [],
    killing: Object.freeze({ since: 0, ends: false }),
    killError: '',
    announced: runtime?.containers.some(({ state }) => state === 'CONTAINER_RUNNING') ?? false,
    settled: false
  }
}

/** Hands news of a pod to its worker, or keeps it while the main loop skips (the runtime is down). */
export function deliver(context: KubeletContext, out: Outbox, pod: Pod, options: UpdateOptions): void {
  if (context.skipping) context.held.push({ pod, options })
  else updatePod(context, out, pod, options)
}

export const isFinished = (worker: Worker | undefined): boolean => worker === undefined || worker.state === 'finished'

export const isTerminal = ({ status }: Pod): boolean => status.phase === 'Failed' || status.phase === 'Succeeded'

/** Whether a pod comes from a manifest file. */
export const isStatic = (pod: Pod): boolean => {
  const source = pod.metadata.annotations?.['kubernetes.io/config.source']
  return source !== undefined && source !== 'api'
}
