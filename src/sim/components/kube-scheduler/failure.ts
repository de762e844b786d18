import { wallClock } from '../../kernel/clock'
import { disruptionTarget, statusPatch as patchOf, withCondition } from '../../api/kinds/pod/disruption'
import { noTime } from '../../api/types'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Pod, PodCondition, Status } from '../../api/types'
import { referenceTo } from '../../client-go/events'
import { recordSeries } from '../../client-go/eventsv1'
import { request, type ApiResult } from '../../client-go/transport'
import type { Outbox } from './messages'
import type { KubeScheduler, Preempting } from './context'
import { podInfo } from './framework/pod-info'
import { nominate } from './nominations'
import { lookOf } from './event-handlers'
import { addUnschedulable, type QueuedPod } from './queue'

export interface Failure {
  readonly message: string
  readonly reason?: 'Unschedulable' | 'SchedulerError'
  /** Plugins that turned the pod down; none after an error. */
  readonly plugins?: readonly string[]
  /** Node to nominate; empty clears the nomination, missing leaves it. */
  readonly nominated?: string
  /** The pod is not tried again. */
  readonly drop?: boolean
  /** The failure came after the cycle, while binding: nothing waits for the pod's status to be written. */
  readonly whileBinding?: boolean
}

interface CallRef {
  readonly kind: 'mark' | 'victim' | 'status'
  /** Whose cycle waits. */
  readonly pod: string
  /** Which of its victims is marked. */
  readonly victim?: number
}

/** Longest note of an event. Models schedule_one.go truncateMessage. */
const maxNote = 1_024

/**
 * A pod found no node: back to the queue, say so in an event, then in the pod's status. The cycle ends when the status
 * is written, as the real scheduler waits for it. Models schedule_one.go handleSchedulingFailure.
 */
export function fail(scheduler: KubeScheduler, pod: QueuedPod, failure: Failure, out: Outbox): void {
  const { info } = pod
  const { message, reason = 'Unschedulable', plugins = [], nominated } = failure
  const { eventClient, recorder, queue, now } = scheduler
  const known = scheduler.informers.pods.store.get(info.key) as Pod | undefined
  if (!failure.whileBinding) scheduler.cycle = null
  out.log('I', `"Unable to schedule pod; no fit; waiting" pod="${info.key}" err="${message}"`)
  if (known && !known.spec.nodeName && !failure.drop) {
    const current = podInfo(known)
    addUnschedulable(
      queue,
      { ...pod, info: current },
      plugins,
      reason === 'SchedulerError',
      now,
      out.entry,
      lookOf(scheduler)
    )
    nominate(scheduler.nominations, current, nominated)
  }
  recordSeries(recorder, eventClient, scheduler, out, {
    regarding: referenceTo(info.pod as KubeObject),
    type: 'Warning',
    reason: 'FailedScheduling',
    action: 'Scheduling',
    note: message.length > maxNote ? `${message.slice(0, maxNote - 4)} ...` : message
  })
  if (failure.drop) return
  const status = statusPatch(info.pod, message, reason, nominated, wallClock(scheduler))
  if (!status) return
  if (!failure.whileBinding) scheduler.cycle = { pod, waiting: 1 }
  const { namespace, name } = info.pod.metadata
  const ref: CallRef = { kind: 'status', pod: failure.whileBinding ? '' : info.key }
  const call = { verb: 'patch', resource: 'pods', subresource: 'status', namespace, name } as const
  request(scheduler.client, scheduler, out, { ...call, body: status, options: { patchType: 'strategic' } }, ref)
}

/** What to change in the pod's status; nothing if it says the same already. Models UpdatePodCondition and PatchPodStatus. */
function statusPatch(
  pod: Pod,
  message: string,
  reason: string,
  nominated: string | undefined,
  now: number
): object | undefined {
  const old = pod.status.conditions?.find(({ type }) => type === 'PodScheduled')
  const isNews = old?.status !== 'False' || old.reason !== reason || old.message !== message
  const renominates = nominated !== undefined && nominated !== (pod.status.nominatedNodeName ?? '')
  if (!isNews && !renominates) return undefined
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason,
    message,
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    lastProbeTime: noTime,
    lastTransitionTime: (old?.status === 'False' ? old.lastTransitionTime : undefined) ?? formatTime(now)
  }
  return Object.freeze({
    status: {
      ...(isNews && { conditions: [condition] }),
      ...(renominates && { nominatedNodeName: nominated === '' ? null : nominated })
    }
  })
}

/** Deletes the victims; the pod fails with a nomination when that is done. Models preemption.go prepareCandidate. */
export function evict(scheduler: KubeScheduler, pod: QueuedPod, preempting: Preempting, out: Outbox): void {
  const { victims } = preempting
  scheduler.cycle = { pod, waiting: victims.length, preempting }
  for (const [i, victim] of victims.entries()) {
    const body = scheduler.settings.release === '1.25' ? undefined : marked(scheduler, victim)
    if (!body) {
      remove(scheduler, pod.info.key, victim, out)
      continue
    }
    const { namespace, name } = victim.metadata
    const call = { verb: 'patch', resource: 'pods', subresource: 'status', namespace, name } as const
    const ref: CallRef = { kind: 'mark', pod: pod.info.key, victim: i }
    request(scheduler.client, scheduler, out, { ...call, body, options: { patchType: 'strategic' } }, ref)
  }
}

/** Says on a victim why it goes. Models preemption.go preemptPod. */
function marked(scheduler: KubeScheduler, victim: Pod): object | undefined {
  const text = 'default-scheduler: preempting to accommodate a higher priority pod'
  const condition = disruptionTarget(victim, 'PreemptionByScheduler', text, wallClock(scheduler))
  return patchOf(victim, withCondition(victim.status, condition))
}

function remove(scheduler: KubeScheduler, preemptor: string, { metadata }: Pod, out: Outbox): void {
  const ref: CallRef = { kind: 'victim', pod: preemptor }
  const { namespace, name, uid } = metadata
  const options = uid === undefined ? {} : { preconditions: { uid } }
  request(scheduler.client, scheduler, out, { verb: 'delete', resource: 'pods', namespace, name, options }, ref)
}

/** Takes an answer that the failed cycle waits for. False: not such an answer. */
export function failureResult(scheduler: KubeScheduler, result: ApiResult, out: Outbox): boolean {
  const ref = result.ref as CallRef | null
  if (ref?.kind !== 'victim' && ref?.kind !== 'status' && ref?.kind !== 'mark') return false
  const { cycle } = scheduler
  const victim = ref.kind === 'mark' ? cycle?.preempting?.victims[ref.victim ?? 0] : undefined
  if (victim && cycle?.pod.info.key === ref.pod && isDone(result)) {
    remove(scheduler, ref.pod, victim, out)
    return true
  }
  const ok = isDone(result)
  if (!ok)
    out.log(
      'E',
      `"Error ${ref.kind === 'victim' ? 'deleting pod' : 'updating pod'}" pod="${ref.pod}" err="${reasonOf(result)}"`
    )
  if (cycle?.pod.info.key !== ref.pod) return true
  const waiting = cycle.waiting - 1
  const preempting = cycle.preempting && { ...cycle.preempting, failed: cycle.preempting.failed || !ok }
  if (waiting > 0) scheduler.cycle = { pod: cycle.pod, waiting, ...(preempting && { preempting }) }
  else if (preempting) nominateAfterEviction(scheduler, cycle.pod, preempting, out)
  else scheduler.cycle = null
  return true
}

const isDone = (result: ApiResult): boolean => result.kind === 'response' && (result.code < 300 || result.code === 404)

export const reasonOf = (result: ApiResult): string =>
  result.kind === 'error'
    ? result.error
    : result.kind === 'response'
      ? ((result.body as Status).message ?? `HTTP ${result.code}`)
      : 'stream ended'

function nominateAfterEviction(
  scheduler: KubeScheduler,
  pod: QueuedPod,
  { node, victims, message, plugins, failed }: Preempting,
  out: Outbox
): void {
  if (failed) {
    fail(scheduler, pod, { message, plugins }, out)
    return
  }
  const { eventClient, recorder, settings, nominations } = scheduler
  const preemptor = pod.info.pod
  const by = settings.release === '1.25' ? 'a pod' : `pod ${preemptor.metadata.uid}`
  for (const victim of victims)
    recordSeries(recorder, eventClient, scheduler, out, {
      regarding: referenceTo(victim as KubeObject),
      related: referenceTo(preemptor as KubeObject),
      type: 'Normal',
      reason: 'Preempted',
      action: 'Preempting',
      note: `Preempted by ${by} on node ${node}`
    })
  out.note(`${pod.info.key} preempts ${victims.map(({ metadata }) => metadata.name).join(', ')} on ${node}`)
  for (const [key, nomination] of nominations)
    if (nomination.node === node && nomination.pod.priority < pod.info.priority) {
      nominations.delete(key)
      clearNomination(scheduler, nomination.pod.pod, out)
    }
  fail(scheduler, pod, { message, plugins, nominated: node }, out)
}

/** Less important pods must not count on a place that a more important one has taken. */
function clearNomination(scheduler: KubeScheduler, { metadata, status }: Pod, out: Outbox): void {
  if (!status.nominatedNodeName) return
  const { namespace, name } = metadata
  const call = { verb: 'patch', resource: 'pods', subresource: 'status', namespace, name } as const
  const body = Object.freeze({ status: { nominatedNodeName: null } })
  request(
    scheduler.client,
    scheduler,
    out,
    { ...call, body, options: { patchType: 'strategic' } },
    { kind: 'status', pod: '' }
  )
}
