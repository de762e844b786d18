import type { PersistentVolumeClaim, PodSpec } from '../../../api/types'
import type { Listers } from './listers'
import type { PodInfo } from './pod-info'

export type Volume = NonNullable<PodSpec['volumes']>[number]

/** The claim that a volume stands for: named, or made for the pod (`pod-volume`). */
export const claimName = (pod: PodInfo, volume: Volume): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.pod.metadata.name}-${volume.name}` : undefined)

export const claimOf = (pod: PodInfo, volume: Volume, listers: Listers): PersistentVolumeClaim | undefined =>
  listers.persistentVolumeClaims.get(`${pod.namespace}/${claimName(pod, volume)}`)

/** Does the pod name this claim, or is it made for one of its volumes? */
export const uses = (pod: PodInfo, { metadata }: PersistentVolumeClaim): boolean =>
  metadata.namespace === pod.namespace &&
  (pod.pod.spec.volumes ?? []).some((volume) => claimName(pod, volume) === metadata.name)

export const claimNotFound = (name: string): string => `persistentvolumeclaim "${name}" not found`
