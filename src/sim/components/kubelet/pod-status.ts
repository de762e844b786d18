import { wallClock } from '../../kernel/clock'
import { noTime } from '../../api/types'
import { isPodReady } from '../../api/kinds/pod/conditions'
import { formatTime } from '../../api/timestamp'
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Shelf } from '../../kernel/shelf'
import type { Outbox } from './messages'
import { duration, is125 } from './config'
import { errorText } from './error-text'
import type { KubeletContext } from './context'
import { verbose } from './log'
import { ownConditions } from './phase'
import { isFinished, isStatic } from './pod-worker/worker'
import { podKey } from './runtime-pod'
import { equal } from '../../api/equality'
import { twoWayPatch } from '../../api/patch/two-way'

const podStatusType = { form: 'struct', of: 'PodStatus' } as const

/**
 * Holds what each pod's status should be and writes it to the API, one pod after the other: GET, PATCH, and at the very
 * end DELETE. Models pkg/kubelet/status/status_manager.go.
 */
export interface StatusManager {
  /** By the pod's uid (a static pod's own, not its mirror's). */
  cached: Shelf<CachedStatus>
  /** Statuses waiting to be written, in order, each as it was then. */
  queue: { readonly uid: string; readonly status: CachedStatus }[]
  /** The one that is being written. */
  current: { readonly uid: string; readonly status: CachedStatus; readonly step: 'get' | 'patch' | 'delete' } | null
  /** Last version that the API has, by uid. */
  sent: Shelf<number>
  batchArmed: boolean
}

export interface CachedStatus {
  readonly status: PodStatus
  readonly version: number
  readonly namespace: string
  readonly name: string
  /** The pod is finished for good (its DELETE may follow). */
  readonly finished: boolean
  /** The timeline entry that made it, as the cause of its writing. */
  readonly madeIn: number
}

interface StatusRef {
  readonly kind: 'status'
  readonly uid: string
}

export const cachedStatus = (context: KubeletContext, uid: string): PodStatus | undefined =>
  context.statuses.cached.get(uid)?.status

/** Models SetPodStatus. */
export function setPodStatus(context: KubeletContext, out: Outbox, pod: Pod, status: PodStatus): void {
  update(context, out, pod, status, pod.metadata.deletionTimestamp !== undefined, false)
}

/** The pod's sandbox is there, which is told before anything runs in it. Models pkg/kubelet/kubelet.go OnPodSandboxReady. */
export function setReadyToStart(context: KubeletContext, out: Outbox, pod: Pod): void {
  const type = 'PodReadyToStartContainers'
  const status = cachedStatus(context, pod.metadata.uid!) ?? pod.status
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === type ? { ...condition, status: 'True' as const } : condition
  )
  setPodStatus(context, out, pod, { ...status, conditions })
}

/** A finished pod: containers without a known end count as failed. Models TerminatePod. */
export function terminatePodStatus(context: KubeletContext, out: Outbox, pod: Pod): void {
  const status = cachedStatus(context, pod.metadata.uid!) ?? pod.status
  const unknown = {
    exitCode: 137,
    finishedAt: noTime,
    message: 'The container could not be located when the pod was terminated',
    reason: 'ContainerStatusUnknown',
    startedAt: noTime
  }
  const ended = (statuses: readonly ContainerStatus[] | undefined): ContainerStatus[] | undefined =>
    statuses?.map((container) =>
      container.state?.terminated ? container : { ...container, state: { terminated: unknown } }
    )
  const initialised = (status.initContainerStatuses ?? []).every(({ state }) => state?.terminated?.exitCode === 0)
  const containerStatuses = initialised ? ended(status.containerStatuses) : status.containerStatuses
  const initContainerStatuses = ended(status.initContainerStatuses)
  const isLasting = isStatic(pod) || is125(context.config) || status.phase === 'Succeeded'
  const next: PodStatus = {
    ...status,
    ...(isLasting ? {} : { phase: 'Failed' }),
    ...(containerStatuses ? { containerStatuses } : {}),
    ...(initContainerStatuses ? { initContainerStatuses } : {})
  }
  update(context, out, pod, next, true, true)
}

/** Models updateStatusInternal. */
export function update(
  context: KubeletContext,
  out: Outbox,
  pod: Pod,
  status: PodStatus,
  force: boolean,
  finished: boolean
): void {
  const { statuses } = context
  const uid = pod.metadata.uid!
  const cached = statuses.cached.get(uid)
  const old = cached?.status ?? (isStatic(pod) ? context.mirrors.get(podKey(pod))?.status : undefined) ?? pod.status
  const now = formatTime(wallClock(context))
  // Which version of the spec this is about. Models podutil.CalculatePodStatusObservedGeneration.
  const { generation } = pod.metadata
  const untold = generation === undefined || isStatic(pod) || is125(context.config)
  const seen = untold ? {} : { observedGeneration: generation }
  const conditions = (status.conditions ?? []).map((condition) => {
    const before = (old.conditions ?? []).find(({ type }) => type === condition.type)
    if (!ownConditions.has(condition.type)) return condition
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now
    // That one says of no version of the spec.
    const about = condition.type === 'AllContainersRestarting' ? {} : seen
    return { ...condition, lastTransitionTime, ...about } as PodCondition
  })
  const next: PodStatus = { ...status, ...seen, conditions, startTime: old.startTime ?? now }
  if (cached && !force && sameByKubelet(cached.status, next)) return
  announceReady(out, pod, old, next)
  const { namespace = 'default', name } = pod.metadata
  const entry: CachedStatus = Object.freeze({
    status: Object.freeze(next),
    version: (cached?.version ?? 0) + 1,
    namespace,
    name,
    finished: finished || cached?.finished === true,
    madeIn: out.entry
  })
  statuses.cached.set(uid, entry)
  statuses.queue.push(Object.freeze({ uid, status: entry }))
  writeNext(context, out)
  // At the manager's tick what still waits is given up for what is newest then.
  if (statuses.queue.length > 0) retryLater(context, out)
}

function announceReady(out: Outbox, pod: Pod, old: PodStatus, next: PodStatus): void {
  if (!isPodReady(old) && isPodReady(next)) out.fact('pod-ready', { pod: podKey(pod), ip: next.podIP ?? '' })
}

/** Equal but for conditions of others and times. Models isPodStatusByKubeletEqual. */
function sameByKubelet(old: PodStatus, next: PodStatus): boolean {
  for (const condition of next.conditions ?? []) {
    if (!ownConditions.has(condition.type)) continue
    const before = old.conditions?.find(({ type }) => type === condition.type)
    if (
      before?.status !== condition.status ||
      before?.message !== condition.message ||
      before?.reason !== condition.reason ||
      before?.observedGeneration !== condition.observedGeneration
    )
      return false
  }
  return equal({ ...old, conditions: null }, { ...next, conditions: null })
}

// --- writing ----------------------------------------------------------------------------------------------------------

function writeNext(context: KubeletContext, out: Outbox): void {
  const { statuses } = context
  while (!statuses.current) {
    const next = statuses.queue.shift()
    if (!next) return
    if (!needsUpdate(context, next.uid, next.status)) continue
    statuses.current = Object.freeze({ ...next, step: 'get' })
    const { namespace, name, madeIn } = next.status
    out.because({ entry: madeIn })
    request(context.api, context, out, { verb: 'get', resource: 'pods', namespace, name }, refOf(next.uid))
  }
}

const refOf = (uid: string): StatusRef => ({ kind: 'status', uid })

/** A static pod is known to the API by its mirror's uid: a mirror that was made anew needs its status written again. */
function apiUid(context: KubeletContext, uid: string): string {
  const pod = context.pods.get(uid)
  return pod && isStatic(pod) ? (context.mirrors.get(podKey(pod))?.metadata.uid ?? uid) : uid
}

function needsUpdate(context: KubeletContext, uid: string, entry: CachedStatus): boolean {
  if ((context.statuses.sent.get(apiUid(context, uid)) ?? 0) < entry.version) return true
  const pod = context.pods.get(uid)
  return pod !== undefined && canBeDeleted(context, pod, entry)
}

/** Models canBeDeleted and PodResourcesAreReclaimed: only when nothing of the pod is left on the node. */
function canBeDeleted(context: KubeletContext, pod: Pod, entry: CachedStatus): boolean {
  if (pod.metadata.deletionTimestamp === undefined || isStatic(pod)) return false
  return entry.finished && isFinished(context.workers.get(pod.metadata.uid!))
}

/** Takes an answer of the API server. */
export function statusResult(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { statuses } = context
  const { current } = statuses
  if (!current || (result.ref as StatusRef).uid !== current.uid) return
  const failed = result.kind !== 'response' || result.code >= 300
  if (current.step === 'get') return received(context, out, result)
  statuses.current = null
  if (failed) {
    if (current.step === 'patch')
      complain(context, out, current.status, current.uid, 'Failed to update status for pod', result)
    retryLater(context, out)
  } else if (current.step === 'patch') written(context, out, current.uid, current.status, result.body as Pod)
  else forgetStatus(context, current.uid)
  writeNext(context, out)
}

function received(context: KubeletContext, out: Outbox, result: ApiResult): void {
  const { statuses } = context
  const current = statuses.current!
  const { uid, status: entry } = current
  if (result.kind !== 'response' || result.code >= 300) {
    statuses.current = null
    const gone = result.kind === 'response' && result.code === 404
    if (!gone) {
      complain(context, out, entry, uid, 'Failed to get status for pod', result)
      retryLater(context, out)
    }
    writeNext(context, out)
    return
  }
  const pod = result.body as Pod
  const mirrorOf = pod.metadata.annotations?.['kubernetes.io/config.mirror']
  if (pod.metadata.uid !== uid && mirrorOf !== uid) {
    verbose(
      context,
      out,
      2,
      `status_manager.go:677] "Pod was deleted and then recreated, skipping status update" pod="${podKey(pod)}" oldPodUID=${uid} podUID=${pod.metadata.uid}`
    )
    forgetStatus(context, uid)
    statuses.current = null
    writeNext(context, out)
    return
  }
  const merged = mergeStatus(context, pod.status, entry.status, uid)
  const patch = twoWayPatch(pod.status as Record<string, unknown>, merged as Record<string, unknown>, podStatusType)
  if (!patch) {
    statuses.current = null
    written(context, out, uid, entry, pod)
    writeNext(context, out)
    return
  }
  statuses.current = Object.freeze({ ...current, step: 'patch' })
  const { namespace, name } = entry
  request(
    context.api,
    context,
    out,
    {
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace,
      name,
      body: Object.freeze({ metadata: { uid: pod.metadata.uid }, status: patch }),
      options: { patchType: 'strategic' }
    },
    refOf(uid)
  )
}

/** Keeps conditions of others, and holds a terminal phase back (and what disrupts) while containers could still run. Models mergePodStatus. */
function mergeStatus(context: KubeletContext, old: PodStatus, next: PodStatus, uid: string): PodStatus {
  const isTerminal = (phase: string | undefined) => phase === 'Failed' || phase === 'Succeeded'
  const worker = context.workers.get(uid)
  const couldRun = worker !== undefined && !isFinished(worker) && worker.stopped === null
  const ends = !isTerminal(old.phase) && isTerminal(next.phase)
  const own = (next.conditions ?? []).filter(
    ({ type }) => ownConditions.has(type) || (type === 'DisruptionTarget' && ends && !couldRun)
  )
  const others = (old.conditions ?? []).filter(
    ({ type }) => !ownConditions.has(type) && !own.some((each) => each.type === type)
  )
  const merged: PodStatus = { ...next, conditions: [...others, ...own] }
  if (!ends || !couldRun) return merged
  const { reason: _reason, message: _message, ...rest } = merged
  return {
    ...rest,
    ...(old.phase ? { phase: old.phase } : {}),
    ...(old.reason ? { reason: old.reason } : {}),
    ...(old.message ? { message: old.message } : {})
  }
}

/** The API has this version now; a finished pod is deleted there. */
function written(context: KubeletContext, out: Outbox, uid: string, entry: CachedStatus, pod: Pod): void {
  const { statuses } = context
  statuses.sent.set(pod.metadata.uid ?? uid, entry.version)
  if (!canBeDeleted(context, pod, entry)) return
  statuses.current = Object.freeze({ uid, status: entry, step: 'delete' })
  const { namespace, name } = entry
  request(
    context.api,
    context,
    out,
    {
      verb: 'delete',
      resource: 'pods',
      namespace,
      name,
      // No time left: the containers are gone. The uid keeps a new pod of the same name safe.
      options: { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid! } }
    },
    refOf(uid)
  )
}

function complain(
  context: KubeletContext,
  out: Outbox,
  entry: CachedStatus,
  uid: string,
  text: string,
  result: ApiResult
): void {
  const err = JSON.stringify(errorText(context, result))
  out.log('I', `status_manager.go:667] "${text}" podUID=${uid} pod="${entry.namespace}/${entry.name}" err=${err}`)
}

/** At the manager's next 10 s tick all that the API does not have yet is written. */
export function retryLater(context: KubeletContext, out: Outbox): void {
  const { statuses, startedAt, config } = context
  const { now } = context
  if (statuses.batchArmed) return
  statuses.batchArmed = true
  const period = duration(config, 'status-manager-sync-period-s')
  const first = startedAt + duration(config, 'kubelet-main-loop-latency-ms')
  const at = first + (Math.floor((now - first) / period) + 1) * period
  out.timer('status-batch', at - now, 'status-manager-sync-period-s', { type: 'status.batch' })
}

/** Models syncBatch: whatever differs between the API and the cache is written again. */
export function syncBatch(context: KubeletContext, out: Outbox): void {
  const { statuses } = context
  statuses.batchArmed = false
  statuses.queue = []
  for (const [uid, status] of statuses.cached) {
    if (statuses.current?.uid === uid) continue
    const pod = context.pods.get(uid)
    if (pod && needsReconcile(context, pod, status)) statuses.sent.delete(apiUid(context, uid))
    if (needsUpdate(context, uid, status)) statuses.queue.push(Object.freeze({ uid, status }))
  }
  writeNext(context, out)
}

function needsReconcile(context: KubeletContext, pod: Pod, { status }: CachedStatus): boolean {
  const api = isStatic(pod) ? context.mirrors.get(podKey(pod)) : pod
  return api !== undefined && !sameByKubelet(api.status, status)
}

/** The API shows another status than ours (the node controller marked the pod not ready): it is put right at the next tick. */
export function reconcileLater(context: KubeletContext, out: Outbox, pod: Pod): void {
  const cached = context.statuses.cached.get(pod.metadata.uid!)
  if (!cached || sameByKubelet(pod.status, cached.status)) return
  const { current, queue } = context.statuses
  const onItsWay = current?.uid === pod.metadata.uid || queue.some(({ uid }) => uid === pod.metadata.uid)
  if (!onItsWay) retryLater(context, out)
}

export function forgetStatus(context: KubeletContext, uid: string): void {
  context.statuses.sent.delete(apiUid(context, uid))
  context.statuses.cached.delete(uid)
  context.statuses.sent.delete(uid)
}
