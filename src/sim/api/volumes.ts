import { selects } from './labels'
import { quantityValue } from './quantity'
import type { PersistentVolume, PersistentVolumeClaim } from './types'

/** What binder and scheduler both know of claims and volumes. Models component-helpers/storage/volume/{helpers,pv_helpers}.go. */

export const annotations = {
  bindCompleted: 'pv.kubernetes.io/bind-completed',
  boundByController: 'pv.kubernetes.io/bound-by-controller',
  provisionedBy: 'pv.kubernetes.io/provisioned-by',
  selectedNode: 'volume.kubernetes.io/selected-node',
  storageClass: 'volume.beta.kubernetes.io/storage-class',
  storageProvisioner: 'volume.kubernetes.io/storage-provisioner',
  betaStorageProvisioner: 'volume.beta.kubernetes.io/storage-provisioner'
} as const

/** A class without one makes no volumes: people do. */
export const noProvisioner = 'kubernetes.io/no-provisioner'

export const classOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[annotations.storageClass] ?? spec.storageClassName ?? ''

/** Bytes that a claim asks for. */
export const requested = ({ spec }: PersistentVolumeClaim): number =>
  quantityValue(spec.resources?.requests?.['storage'])

export const capacityOf = ({ spec }: PersistentVolume): number => quantityValue(spec.capacity?.['storage'])

/** A volume names a claim as its own; a reference without UID was written by a person, for whoever has the name. */
export function refersTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false
  return !claimRef.uid || claimRef.uid === metadata.uid
}

const modeOf = ({ spec }: PersistentVolume | PersistentVolumeClaim): string => spec.volumeMode ?? 'Filesystem'

/** Why a claim cannot have the volume that it names; empty if it can. Models pv_controller.go checkVolumeSatisfyClaim. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string {
  if (capacityOf(volume) < requested(claim)) return 'requested PV is too small'
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match'
  if (modeOf(volume) !== modeOf(claim)) return 'incompatible volumeMode'
  return hasModes(volume, claim) ? '' : 'incompatible accessMode'
}

const hasModes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))

/**
 * The volume for a claim: the one that is made out to it, else the smallest that fits.
 * @param reaches whether it can be used where it is wanted
 * @param onlyOwn nothing but a volume that is made out to it: the class waits for a consumer
 */
export function bestMatch(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  reaches: (volume: PersistentVolume) => boolean = () => true,
  onlyOwn = false
): PersistentVolume | undefined {
  let best: PersistentVolume | undefined
  for (const volume of volumes) {
    const isOurs = refersTo(volume, claim)
    if ((volume.spec.claimRef && !isOurs) || (onlyOwn && !isOurs)) continue
    if (classOf(volume) !== classOf(claim) || modeOf(volume) !== modeOf(claim)) continue
    if (capacityOf(volume) < requested(claim) || volume.metadata.deletionTimestamp) continue
    if (isOurs) return reaches(volume) ? volume : undefined
    // A volume becomes Available when the volume controller has seen it; until then the real one leaves it alone.
    if (volume.status?.phase !== 'Available' || !reaches(volume) || !hasModes(volume, claim)) continue
    if (claim.spec.selector && !selects(claim.spec.selector, volume.metadata.labels)) continue
    if (!best || capacityOf(volume) < capacityOf(best)) best = volume
  }
  return best
}
