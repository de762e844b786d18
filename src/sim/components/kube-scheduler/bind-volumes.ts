import { seconds, type Micros } from '../../../base/time'
import type { PersistentVolumeClaim } from '../../api/types'
import { annotations } from '../../api/volumes'
import { request, succeeded, type ApiResult, type Call } from '../../client-go/transport'
import { takeSnapshot, type KubeScheduler } from './context'
import { reasonOf } from './failure'
import type { Outbox } from './messages'
import { claimsToBind, plansFor, type ClaimPlan } from './plugins/volume-binding'
import type { QueuedPod } from './queue'

/**
 * The part of a binding cycle that a pod's claims need: the API hears which node and which volumes were chosen, and the pod is
 * bound when the volume controller, or a provisioner, has done the rest. Models plugins/volumebinding/binder.go BindPodVolumes.
 */
interface Writing {
  readonly kind: 'volumes'
  readonly binding: VolumeWait
  /** Still to be written, in order. */
  readonly calls: readonly Call[]
}

/** A pod whose claims are being bound. Frozen: shared with checkpoints. */
export interface VolumeWait {
  readonly pod: QueuedPod
  readonly node: string
  readonly claims: readonly string[]
  /** When patience ends. */
  readonly deadline: Micros
}

/** A look at the claims of a pod that waits for them. */
export interface VolumeTimer extends VolumeWait {
  readonly type: 'volumes.look'
}

export interface NodeDone {
  readonly pod: QueuedPod
  readonly node: string
  /** Empty: bound. */
  readonly error: string
}

/** VolumeBindingArgs.bindTimeoutSeconds. */
const bindTimeout = seconds(600)
const look = seconds(1)

/** Begins to bind the claims that waited for this pod. False: there is none. */
export function beginVolumes(scheduler: KubeScheduler, pod: QueuedPod, node: string, out: Outbox): boolean {
  if (!pod.info.pod.spec.volumes?.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral))
    return false
  const { byName, listers } = takeSnapshot(scheduler)
  const claims = claimsToBind(pod.info, listers)
  if (claims.length === 0) return false
  const info = byName.get(node)
  const plans = info ? (plansFor(info, claims, listers) ?? []) : []
  const binding: VolumeWait = Object.freeze({
    pod: Object.freeze(pod),
    node,
    claims: claims.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    deadline: scheduler.now + bindTimeout
  })
  const nominated = scheduler.settings.release === '1.25' ? [] : [nominate(pod, node)]
  write(scheduler, { kind: 'volumes', binding, calls: Object.freeze([...nominated, ...plans.map(callOf)]) }, out)
  return true
}

/** NominatedNodeNameForExpectation: what takes long to bind says where it will be. */
export const nominate = ({ info }: QueuedPod, node: string): Call => {
  const { namespace, name } = info.pod.metadata
  const body = Object.freeze({ status: { nominatedNodeName: node } })
  const at = { resource: 'pods', subresource: 'status', namespace: namespace!, name }
  return Object.freeze({ verb: 'patch', ...at, body, options: { patchType: 'strategic' as const } })
}

function callOf(plan: ClaimPlan): Call {
  const { metadata } = plan.claim
  if ('provision' in plan) {
    const chosen = { ...metadata.annotations, [annotations.selectedNode]: plan.provision }
    const body = Object.freeze({ ...plan.claim, metadata: { ...metadata, annotations: chosen } })
    const at = { resource: 'persistentvolumeclaims', namespace: metadata.namespace!, name: metadata.name }
    return Object.freeze({ verb: 'update', ...at, body })
  }
  const { volume } = plan
  const { namespace, name, uid, resourceVersion } = metadata
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion }
  const marked = { ...volume.metadata.annotations, [annotations.boundByController]: 'yes' }
  const body = Object.freeze({
    ...volume,
    metadata: { ...volume.metadata, annotations: marked },
    spec: { ...volume.spec, claimRef: { ...volume.spec.claimRef, ...claimRef } }
  })
  return Object.freeze({ verb: 'update', resource: 'persistentvolumes', name: volume.metadata.name, body })
}

function write(scheduler: KubeScheduler, writing: Writing, out: Outbox): void {
  const [call] = writing.calls
  if (call) request(scheduler.client, scheduler, out, call, Object.freeze(writing))
  else wait(writing.binding, out)
}

const wait = (binding: VolumeWait, out: Outbox): void =>
  out.timer(`volumes/${binding.pod.info.key}`, look, 'bindTimeoutSeconds', { type: 'volumes.look', ...binding })

/** Takes the answer to one of these writes: null if it is none, else whether the binding is at its end. */
export function volumesResult(scheduler: KubeScheduler, result: ApiResult, out: Outbox): NodeDone | 'goes on' | null {
  const ref = result.ref as Writing | null
  if (ref?.kind !== 'volumes') return null
  const { pod, node } = ref.binding
  if (!succeeded(result)) return { pod, node, error: reasonOf(result) }
  write(scheduler, { ...ref, calls: ref.calls.slice(1) }, out)
  return 'goes on'
}

/** Looks whether all claims are bound by now. */
export function lookAtVolumes(
  { informers, now }: KubeScheduler,
  { pod, node, claims, deadline }: VolumeTimer,
  out: Outbox
): NodeDone | 'goes on' {
  const { store } = informers.persistentvolumeclaims
  const found = claims.map((key) => store.get(key) as PersistentVolumeClaim | undefined)
  const gone = claims.find((_, i) => !found[i])
  if (gone !== undefined)
    return {
      pod,
      node,
      error: `binding volumes: persistentvolumeclaim "${gone.slice(gone.indexOf('/') + 1)}" not found`
    }
  const bound = (claim: PersistentVolumeClaim | undefined) =>
    Boolean(claim?.spec.volumeName) && claim?.metadata.annotations?.[annotations.bindCompleted] !== undefined
  if (found.every(bound)) return { pod, node, error: '' }
  if (now >= deadline) return { pod, node, error: 'binding volumes: context deadline exceeded' }
  wait({ pod, node, claims, deadline }, out)
  return 'goes on'
}
