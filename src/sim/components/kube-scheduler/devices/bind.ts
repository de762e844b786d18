import { deviceFinalizer, type ResourceClaim } from '../../../api/devices'
import { formatTime } from '../../../api/timestamp'
import { request, succeeded, type ApiResult, type Call } from '../../../client-go/transport'
import { wallClock } from '../../../kernel/clock'
import type { NodeDone } from '../bind-volumes'
import { nominate } from '../bind-volumes'
import { takeSnapshot, type KubeScheduler } from '../context'
import { reserveDevices } from './filter'
import { reasonOf } from '../failure'
import type { Outbox } from '../messages'
import type { QueuedPod } from '../queue'

/** The part of a binding cycle that writes down which devices a pod's claims have, and that the pod has them. Models bindClaim. */
export interface Writing {
  readonly kind: 'devices'
  readonly pod: QueuedPod
  readonly node: string
  /** As they are to be; the first is being written. */
  readonly claims: readonly ResourceClaim[]
  readonly step: 'nominate' | 'finalizer' | 'status'
}

/** Counts the devices as taken from now on, before the API hears of it. */
export function assumeDevices(scheduler: KubeScheduler, { info }: QueuedPod, node: string): void {
  const { byName, listers } = takeSnapshot(scheduler)
  for (const claim of reserveDevices(info, byName.get(node)!, listers))
    scheduler.assumedClaims.set(`${claim.metadata.namespace}/${claim.metadata.name}`, claim)
}

/** Begins to write. False: there is nothing. */
export function beginDevices(
  scheduler: KubeScheduler,
  pod: QueuedPod,
  node: string,
  isNominated: boolean,
  out: Outbox
): boolean {
  const uid = pod.info.pod.metadata.uid
  const claims = [...scheduler.assumedClaims.values()].filter(({ status }) =>
    status?.reservedFor?.some((consumer) => consumer.uid === uid)
  )
  if (claims.length === 0) return false
  const writing = { kind: 'devices', pod: Object.freeze(pod), node, claims: Object.freeze(claims) } as const
  send(scheduler, isNominated ? first(writing) : { ...writing, step: 'nominate' }, out)
  return true
}

const first = (writing: Omit<Writing, 'step'>): Writing => ({
  ...writing,
  step: writing.claims[0]?.metadata.finalizers?.includes(deviceFinalizer) ? 'status' : 'finalizer'
})

function send(scheduler: KubeScheduler, writing: Writing, out: Outbox): void {
  request(scheduler.client, scheduler, out, Object.freeze(callOf(scheduler, writing)), Object.freeze(writing))
}

function callOf(scheduler: KubeScheduler, { pod, node, claims, step }: Writing): Call {
  if (step === 'nominate') return nominate(pod, node)
  const [claim] = claims as readonly [ResourceClaim]
  const { namespace, name, finalizers = [] } = claim.metadata
  const at = { verb: 'update', resource: 'resourceclaims', namespace: namespace!, name } as const
  if (step === 'finalizer') {
    const { allocation: _not, reservedFor: _yet, ...status } = claim.status ?? {}
    const metadata = { ...claim.metadata, finalizers: [...finalizers, deviceFinalizer] }
    return {
      ...at,
      body: Object.freeze({ ...claim, metadata, ...(Object.keys(status).length > 0 ? { status } : { status: {} }) })
    }
  }
  const allocationTimestamp = claim.status!.allocation!.allocationTimestamp ?? formatTime(wallClock(scheduler))
  const status = { ...claim.status, allocation: { ...claim.status!.allocation!, allocationTimestamp } }
  return { ...at, subresource: 'status', body: Object.freeze({ ...claim, status }) }
}

/** Takes the answer to one of these writes: whether the binding is at its end. */
export function devicesResult(scheduler: KubeScheduler, result: ApiResult, out: Outbox): NodeDone | 'goes on' {
  const ref = result.ref as Writing
  const { pod, node, claims, step } = ref
  if (!succeeded(result)) return { pod, node, error: reasonOf(result) }
  if (step === 'nominate') send(scheduler, first(ref), out)
  else if (step === 'finalizer') {
    const { metadata } = (result as { readonly body: ResourceClaim }).body
    const [claim, ...rest] = claims as readonly [ResourceClaim, ...ResourceClaim[]]
    send(scheduler, { ...ref, claims: [Object.freeze({ ...claim, metadata }), ...rest], step: 'status' }, out)
  } else if (claims.length > 1) send(scheduler, first({ ...ref, claims: claims.slice(1) }), out)
  else return { pod, node, error: '' }
  return 'goes on'
}
