import type { PersistentVolume, PersistentVolumeClaim } from '../../../../api/types'
import { annotations } from '../../../../api/volumes'
import { referenceTo } from '../../../../client-go/events'
import { errorOf, event, isNotFound, isOk, objectOf, request, type Sync } from '../../sync'
import { bind, setPhase } from './bind'
import type { VolumeLook } from './look'
import { hostPath } from './provision'
import { canRecycle, recycle } from './recycle'

/** Models pv_controller.go syncVolume. */
export function* syncVolume(look: VolumeLook): Sync {
  const { volume, claim: cached } = look
  const { claimRef } = volume.spec
  // Nobody's, or kept by a person for a claim of that name.
  if (!claimRef?.uid) return problemOf(yield* setPhase(volume, 'Available'))
  const claim = yield* claimOf(claimRef, cached)
  if (typeof claim === 'string') return claim
  if (!claim) return yield* released(look)
  if (!claim.spec.volumeName) return yield* bind(volume, claim)
  if (claim.spec.volumeName === volume.metadata.name) return problemOf(yield* setPhase(volume, 'Bound'))
  // The claim has another volume.
  if (isDynamic(volume)) return yield* released(look)
  const { claimRef: _ref, ...spec } = volume.spec
  const answer = yield* request({
    verb: 'update',
    resource: 'persistentvolumes',
    name: volume.metadata.name,
    body: { ...volume, spec }
  })
  return isOk(answer) ? undefined : errorOf(answer)
}

const problemOf = (written: PersistentVolume | string): string | undefined =>
  typeof written === 'string' ? written : undefined

const isDynamic = ({ metadata, spec }: PersistentVolume): boolean =>
  metadata.annotations?.[annotations.provisionedBy] !== undefined && spec.persistentVolumeReclaimPolicy === 'Delete'

/** Its claim, if that is still the one by UID; the API is asked before a volume is given up. */
function* claimOf(
  ref: NonNullable<PersistentVolume['spec']['claimRef']>,
  cached: PersistentVolumeClaim | undefined
): Sync<PersistentVolumeClaim | null | string> {
  if (cached?.metadata.uid === ref.uid) return cached ?? null
  const at = { resource: 'persistentvolumeclaims', namespace: ref.namespace ?? '', name: ref.name ?? '' }
  const answer = yield* request({ verb: 'get', ...at })
  if (isNotFound(answer)) return null
  if (!isOk(answer)) return errorOf(answer)
  const found = objectOf<PersistentVolumeClaim>(answer)
  return found.metadata.uid === ref.uid ? found : null
}

/** Its claim is gone: what its reclaim policy says. Models reclaimVolume. */
function* released({ volume, recycler }: VolumeLook): Sync {
  const isNew = volume.status?.phase !== 'Released' && volume.status?.phase !== 'Failed'
  const current = isNew ? yield* setPhase(volume, 'Released') : volume
  if (typeof current === 'string') return current
  const { metadata, spec } = current
  if (spec.persistentVolumeReclaimPolicy === 'Recycle' && canRecycle(current)) return yield* recycle(current, recycler)
  const provisioner = metadata.annotations?.[annotations.provisionedBy]
  const isForeign = provisioner !== undefined && provisioner !== hostPath
  const path = isForeign ? undefined : spec.hostPath?.path
  if (spec.persistentVolumeReclaimPolicy !== 'Delete' || path === undefined || current.status?.phase === 'Failed')
    return undefined
  const at = { resource: 'persistentvolumes', name: metadata.name }
  const live = yield* request({ verb: 'get', ...at })
  if (isNotFound(live)) return undefined
  if (!isOk(live)) return errorOf(live)
  if (/^\/tmp\/.+/.test(path)) {
    if (objectOf<PersistentVolume>(live).metadata.deletionTimestamp) return undefined
    const answer = yield* request({ verb: 'delete', ...at })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
  const text = `host_path deleter only supports /tmp/.+ but received provided ${path}`
  const failed = yield* setPhase(current, 'Failed', text)
  if (typeof failed === 'string') return failed
  return yield* event(referenceTo(current), 'Warning', 'VolumeFailedDelete', text)
}
