import type { PersistentVolumeClaim, PodSpec } from '../../../api/types'
import type { Listers } from './listers'
import type { PodInfo } from './pod-info'

export type Volume = NonNullable<PodSpec['volumes']>[number]

/** The claim that a volume stands for: named, or made for the pod (`pod-volume`). */
export const claimName = (pod: PodInfo, volume: Volume): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.pod.metadata.name}-${volume.name}` : undefined)

export const claimOf = (pod: PodInfo, volume: Volume, listers: Listers): PersistentVolumeClaim | undefined =>
  listers.persistentVolumeClaims.get(`${pod.namespace}/${claimName(pod, volume)}`)

export const claimNotFound = (name: string): string => `persistentvolumeclaim "${name}" not found`
