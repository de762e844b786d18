import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../../../api/types'

/** A look at one claim, with what it may have to do with. */
export interface ClaimLook {
  readonly of: 'claim'
  readonly claim: PersistentVolumeClaim
  readonly volumes: readonly PersistentVolume[]
  readonly storageClass: StorageClass | undefined
  /** Pods that use it and have no node yet. */
  readonly waitingPods: readonly string[]
}

/** A look at one volume, with the claim that it names, if that is known. */
export interface VolumeLook {
  readonly of: 'volume'
  readonly volume: PersistentVolume
  readonly claim: PersistentVolumeClaim | undefined
  /** The pod that empties it. */
  readonly recycler: Pod | undefined
}

export type Look = ClaimLook | VolumeLook
