import { equal } from '../../../../api/equality'
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../api/types'
import { annotations } from '../../../../api/volumes'
import { errorOf, isOk, objectOf, request, type Sync } from '../../sync'

/** The four writes that bind a volume and a claim to each other; what is written already is left out. Models bind. */
export function* bind(volume: PersistentVolume, claim: PersistentVolumeClaim): Sync<string | undefined> {
  const referring = yield* putVolume(withClaim(volume, claim), volume)
  if (typeof referring === 'string') return referring
  const bound = yield* setPhase(referring, 'Bound')
  if (typeof bound === 'string') return bound
  const named = yield* putClaim(withVolume(claim, bound), claim)
  if (typeof named === 'string') return named
  const done = yield* setClaimStatus(named, bound)
  return typeof done === 'string' ? done : undefined
}

/** A reference by UID says that it is bound; the annotation, that the controller did it, not a person. */
function withClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata
  const { claimRef } = volume.spec
  if (claimRef?.uid === uid) return volume
  const wanted = {
    kind: 'PersistentVolumeClaim',
    namespace: namespace!,
    name,
    uid: uid!,
    apiVersion: 'v1',
    resourceVersion: resourceVersion!
  }
  const own = claimRef ? {} : { [annotations.boundByController]: 'yes' }
  return annotated({ ...volume, spec: { ...volume.spec, claimRef: { ...claimRef, ...wanted } } }, own)
}

function withVolume(claim: PersistentVolumeClaim, { metadata }: PersistentVolume): PersistentVolumeClaim {
  const chosen = claim.spec.volumeName === undefined || claim.spec.volumeName === ''
  const more = {
    ...(claim.metadata.annotations?.[annotations.bindCompleted] === undefined && {
      [annotations.bindCompleted]: 'yes'
    }),
    ...(chosen && { [annotations.boundByController]: 'yes' })
  }
  return annotated({ ...claim, spec: { ...claim.spec, volumeName: metadata.name } }, more)
}

/** An object with more annotations; itself, if there is none to add. */
export const annotated = <T extends PersistentVolume | PersistentVolumeClaim>(
  object: T,
  more: Readonly<Record<string, string>>
): T =>
  Object.keys(more).length === 0
    ? object
    : { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...more } } }

type Written<T> = Sync<T | string>

export function* putVolume(wanted: PersistentVolume, current: PersistentVolume): Written<PersistentVolume> {
  if (wanted === current) return current
  const { name } = wanted.metadata
  const answer = yield* request({ verb: 'update', resource: 'persistentvolumes', name, body: wanted })
  return isOk(answer) ? objectOf<PersistentVolume>(answer) : errorOf(answer)
}

export function* putClaim(
  wanted: PersistentVolumeClaim,
  current: PersistentVolumeClaim
): Written<PersistentVolumeClaim> {
  const { name, namespace } = wanted.metadata
  if (equal(wanted.spec, current.spec) && equal(wanted.metadata.annotations, current.metadata.annotations))
    return current
  const at = { resource: 'persistentvolumeclaims', namespace: namespace!, name }
  const answer = yield* request({ verb: 'update', ...at, body: wanted })
  return isOk(answer) ? objectOf<PersistentVolumeClaim>(answer) : errorOf(answer)
}

export function* setPhase(volume: PersistentVolume, phase: string, message = ''): Written<PersistentVolume> {
  if (volume.status?.phase === phase) return volume
  const { message: _message, reason: _reason, ...kept } = volume.status ?? {}
  const body = { ...volume, status: { ...kept, phase, ...(message !== '' && { message }) } }
  const { name } = volume.metadata
  const answer = yield* request({ verb: 'update', resource: 'persistentvolumes', subresource: 'status', name, body })
  return isOk(answer) ? objectOf<PersistentVolume>(answer) : errorOf(answer)
}

/** Bound with what the volume has, or, without a volume, Lost. */
export function* setClaimStatus(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume | undefined
): Written<PersistentVolumeClaim> {
  const { accessModes, capacity } = volume?.spec ?? {}
  const { accessModes: _modes, capacity: had, ...rest } = claim.status ?? {}
  // What a bound claim has may be less than its volume: its file system has still to grow.
  const has = rest.phase === 'Bound' && had ? had : { storage: capacity?.storage }
  const status = volume ? { ...rest, phase: 'Bound', accessModes, capacity: has } : { ...rest, phase: 'Lost' }
  if (equal(claim.status, status)) return claim
  const { name, namespace } = claim.metadata
  const at = { resource: 'persistentvolumeclaims', subresource: 'status', namespace: namespace!, name }
  const answer = yield* request({ verb: 'update', ...at, body: { ...claim, status } as PersistentVolumeClaim })
  return isOk(answer) ? objectOf<PersistentVolumeClaim>(answer) : errorOf(answer)
}
