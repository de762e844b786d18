import {
  canBeReserved,
  deviceFinalizer,
  isForPod,
  isReservedFor,
  type Consumer,
  type ResourceClaim
} from '../../../../api/devices'
import type { Pod } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { errorOf, event, isNotFound, isOk, objectOf, request, type Sync } from '../../sync'
import { entryAnnotation, type ClaimLook, type DeviceLook, type PodLook } from './look'

type Entry = PodLook['entries'][number]

/** Models controller.go syncHandler. */
export const syncResourceClaim = (look: DeviceLook): Sync => (look.kind === 'pod' ? syncPod(look) : syncClaim(look))

function* syncPod({ pod, entries }: PodLook): Sync {
  const { namespace, name } = pod.metadata
  const made: { readonly name: string; readonly resourceClaimName: string }[] = []
  for (const one of entries) {
    const claim = yield* handle(pod, one)
    if (claim === undefined) continue
    if ('problem' in claim) {
      const text = `PodResourceClaim ${one.entry.name}: ${claim.problem}`
      yield* event(referenceTo(pod), 'Warning', 'FailedResourceClaimCreation', text)
      return `pod ${namespace}/${name}, ${text}`
    }
    made.push({ name: one.entry.name, resourceClaimName: claim.name })
  }
  if (made.length > 0) {
    const answer = yield* request({
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace: namespace!,
      name,
      body: { kind: 'Pod', apiVersion: 'v1', metadata: { name, namespace }, status: { resourceClaimStatuses: made } },
      options: { patchType: 'apply', fieldManager: 'ResourceClaimController', force: true }
    })
    if (!isOk(answer)) return `update pod ${namespace}/${name} ResourceClaimStatuses: ${errorOf(answer)}`
  }
  // Who has a node without the scheduler has nobody else to reserve its claims.
  if (!pod.spec.nodeName) return undefined
  for (const { claim } of entries) {
    if (!claim?.status?.allocation || isReservedFor(claim, pod) || !canBeReserved(claim)) continue
    const consumer = { resource: 'pods', name, uid: pod.metadata.uid! }
    const problem = yield* writeStatus(claim, {
      ...claim.status,
      reservedFor: [...(claim.status.reservedFor ?? []), consumer]
    })
    if (typeof problem === 'string') return `reserve claim ${namespace}/${claim.metadata.name} for pod: ${problem}`
  }
  return undefined
}

/** Makes the claim of an entry that names a template. Undefined: nothing is to be done. Models handleClaim. */
function* handle(
  pod: Pod,
  { entry, name, claim, orphan, template }: Entry
): Sync<{ readonly name: string } | { readonly problem: string } | undefined> {
  const { resourceClaimTemplateName: from } = entry
  if (name === null || from === undefined) return undefined
  if (claim && isForPod(claim, pod)) return undefined
  const { namespace } = pod.metadata
  if (name !== undefined && !claim) {
    // It was made a moment ago, and the watch has not told of it yet.
    const live = yield* request({ verb: 'get', resource: 'resourceclaims', namespace: namespace!, name })
    if (isOk(live)) return undefined
  }
  if (orphan) return { name: orphan.metadata.name }
  if (!template)
    return { problem: `resource claim template "${from}": resourceclaimtemplate.resource.k8s.io "${from}" not found` }
  const { metadata = {}, spec } = template.spec
  const body = {
    kind: 'ResourceClaim',
    apiVersion: 'resource.k8s.io/v1',
    metadata: {
      generateName: nameFor(pod.metadata.name, entry.name),
      ...(metadata.labels && { labels: metadata.labels }),
      annotations: { ...metadata.annotations, [entryAnnotation]: entry.name },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid!, controller: true }
      ]
    },
    spec
  }
  const answer = yield* request({ verb: 'create', resource: 'resourceclaims', namespace: namespace!, body })
  return isOk(answer)
    ? { name: objectOf(answer).metadata.name }
    : { problem: `create ResourceClaim : ${errorOf(answer)}` }
}

/** Room for a hyphen and five letters of chance in 63; what is too long is cut from both. */
const longestBase = 57

function nameFor(pod: string, entry: string): string {
  const whole = `${pod}-${entry}-`
  if (whole.length <= longestBase) return whole
  const part = (text: string) => text.slice(0, Math.floor((text.length * longestBase) / whole.length))
  return `${part(pod)}-${part(entry)}`
}

/** Consumers that are gone are taken out; the last one takes the devices along. Models syncClaim. */
function* syncClaim({ claim, pods, owner }: ClaimLook): Sync {
  const { namespace, name } = claim.metadata
  const reserved = claim.status?.reservedFor ?? []
  const valid: Consumer[] = []
  for (const consumer of reserved) {
    const known = pods.get(consumer.uid)
    const keeps = known ? known.metadata.uid === consumer.uid && !isDone(known) : yield* isThere(namespace!, consumer)
    if (typeof keeps === 'string') return keeps
    if (keeps) valid.push(consumer)
  }
  const isProtected = claim.metadata.finalizers?.includes(deviceFinalizer) ?? false
  if (valid.length < reserved.length) {
    const { allocation, reservedFor: _all, ...rest } = claim.status ?? {}
    const isFree = valid.length === 0 && isProtected
    const status = {
      ...rest,
      ...(!isFree && allocation && { allocation }),
      ...(valid.length > 0 && { reservedFor: valid })
    }
    const problem = yield* release(claim, status, isFree)
    if (problem !== undefined) return problem
  } else if (isProtected && claim.metadata.deletionTimestamp && valid.length === 0) {
    const { allocation, ...rest } = claim.status ?? {}
    const problem = yield* release(claim, allocation ? rest : undefined, true)
    if (problem !== undefined) return problem
  }
  // One that was made for a pod goes with it.
  if (valid.length > 0 || !owner || claim.metadata.deletionTimestamp) return undefined
  const isWanted = owner.pod?.metadata.uid === owner.uid && !isDone(owner.pod)
  if (isWanted) return undefined
  const answer = yield* request({ verb: 'delete', resource: 'resourceclaims', namespace: namespace!, name })
  return isOk(answer) || isNotFound(answer) ? undefined : `delete claim: ${errorOf(answer)}`
}

const isDone = ({ metadata, spec, status }: Pod): boolean =>
  status.phase === 'Succeeded' ||
  status.phase === 'Failed' ||
  (metadata.deletionTimestamp !== undefined && !spec.nodeName)

/** One that this process does not know may be new. */
function* isThere(namespace: string, { name, uid }: Consumer): Sync<boolean | string> {
  const live = yield* request({ verb: 'get', resource: 'pods', namespace, name })
  if (isNotFound(live)) return false
  if (!isOk(live)) return errorOf(live)
  return objectOf(live).metadata.uid === uid
}

function* release(claim: ResourceClaim, status: ResourceClaim['status'], isFree: boolean): Sync {
  const written = status ? yield* writeStatus(claim, status) : claim
  if (typeof written === 'string') return written
  if (!isFree) return undefined
  const { finalizers = [], ...metadata } = written.metadata
  const left = finalizers.filter((one) => one !== deviceFinalizer)
  const answer = yield* request({
    verb: 'update',
    resource: 'resourceclaims',
    namespace: metadata.namespace!,
    name: metadata.name,
    body: { ...written, metadata: { ...metadata, ...(left.length > 0 && { finalizers: left }) } }
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

function* writeStatus(claim: ResourceClaim, status: object): Sync<ResourceClaim | string> {
  const answer = yield* request({
    verb: 'update',
    resource: 'resourceclaims',
    subresource: 'status',
    namespace: claim.metadata.namespace!,
    name: claim.metadata.name,
    body: { ...claim, status }
  })
  return isOk(answer) ? objectOf<ResourceClaim>(answer) : errorOf(answer)
}
