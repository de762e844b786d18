import { referenceTo } from '../../client-go/events'
import { recordSeries } from '../../client-go/eventsv1'
import { request, succeeded, type ApiResult } from '../../client-go/transport'
import type { KubeObject } from '../../api/types'
import { forgetAssumed } from './cache'
import type { KubeScheduler } from './context'
import { wake } from './event-handlers'
import { fail, reasonOf } from './failure'
import type { Outbox, PreBound } from './messages'
import type { QueuedPod } from './queue'
import { asksForDevices } from './devices/claims'
import { devices } from './devices/later'
import { beginVolumes, type NodeDone } from './bind-volumes'

interface BindRef {
  readonly kind: 'bind'
  /** Frozen: shared with checkpoints. */
  readonly pod: QueuedPod
  readonly node: string
}

/** Runs the binding cycle, while the next scheduling cycle goes on: PreBind plugins, if they take time, then Bind. */
export function beginBinding(scheduler: KubeScheduler, pod: QueuedPod, node: string, out: Outbox): void {
  const { preBind } = scheduler.settings
  if (beginVolumes(scheduler, pod, node, out) || beginDevices(scheduler, pod, node, false, out)) return
  if (preBind === 0) bind(scheduler, pod, node, out)
  else out.timer(`pre-bind/${pod.info.key}`, preBind, 'pre-bind-latency-ms', preBound(pod, node))
}

const preBound = (pod: QueuedPod, node: string): PreBound =>
  Object.freeze({ type: 'pre-bind.done', pod: Object.freeze(pod), node })

/** The PreBind plugins have done their work. */
export function preBindDone(scheduler: KubeScheduler, { pod, node }: PreBound, out: Outbox): void {
  bind(scheduler, pod, node, out)
}

const beginDevices = (
  scheduler: KubeScheduler,
  pod: QueuedPod,
  node: string,
  isNominated: boolean,
  out: Outbox
): boolean => asksForDevices(pod.info) && devices().beginDevices(scheduler, pod, node, isNominated, out)

/** Asks the API server to bind the pod. Models plugins/defaultbinder. */
function bind(scheduler: KubeScheduler, pod: QueuedPod, node: string, out: Outbox): void {
  const { namespace, name, uid } = pod.info.pod.metadata
  const body = Object.freeze({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { namespace, name, ...(uid !== undefined && { uid }) },
    target: { kind: 'Node', name: node }
  })
  const ref: BindRef = Object.freeze({ kind: 'bind', pod: Object.freeze(pod), node })
  const call = { verb: 'create', resource: 'pods', subresource: 'binding', namespace, name, body } as const
  request(scheduler.client, scheduler, out, call, ref)
}

/** Takes the answer to a binding. False: not a binding's answer. */
export function bindResult(scheduler: KubeScheduler, result: ApiResult, out: Outbox): boolean {
  const ref = result.ref as BindRef | null
  if (ref?.kind !== 'bind') return false
  const { pod, node } = ref
  const { info } = pod
  if (succeeded(result)) {
    out.log('I', `"Successfully bound pod to node" pod="${info.key}" node="${node}"`)
    out.fact('pod-scheduled', { pod: info.key, node })
    recordSeries(scheduler.recorder, scheduler.eventClient, scheduler, out, {
      regarding: referenceTo(info.pod as KubeObject),
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: `Successfully assigned ${info.key} to ${node}`
    })
    return true
  }
  const before = scheduler.settings.release === '1.25' ? 'binding rejected: ' : ''
  unbound(scheduler, pod, `${before}running Bind plugin "DefaultBinder": ${reasonOf(result)}`, out)
  return true
}

/** The binding cycle failed: the room is free again, as if an assigned pod had been deleted, for all but this pod. */
function unbound(scheduler: KubeScheduler, pod: QueuedPod, message: string, out: Outbox): void {
  const { key } = pod.info
  forgetAssumed(scheduler.cache, key)
  for (const [claim, { status }] of scheduler.assumedClaims)
    if (status?.reservedFor?.some(({ uid }) => uid === pod.info.pod.metadata.uid)) scheduler.assumedClaims.delete(claim)
  wake(
    scheduler,
    { event: 'AssignedPodDelete', pod: undefined, before: pod.info },
    out,
    (waiting) => waiting.key !== key
  )
  fail(scheduler, pod, { message, reason: 'SchedulerError', nominated: '', whileBinding: true }, out)
}

/** Its claims are bound, or cannot be. */
export function volumesDone(scheduler: KubeScheduler, { pod, node, error }: NodeDone, out: Outbox): void {
  if (error === '') {
    if (!beginDevices(scheduler, pod, node, true, out)) bind(scheduler, pod, node, out)
  } else unbound(scheduler, pod, `running PreBind plugin "VolumeBinding": ${error}`, out)
}

/** Its devices are written down, or cannot be. */
export function devicesDone(scheduler: KubeScheduler, { pod, node, error }: NodeDone, out: Outbox): void {
  if (error === '') bind(scheduler, pod, node, out)
  else unbound(scheduler, pod, `running PreBind plugin "DynamicResources": ${error}`, out)
}
