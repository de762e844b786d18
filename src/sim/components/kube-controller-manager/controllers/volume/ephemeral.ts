import type { PersistentVolumeClaim, Pod } from '../../../../api/types'
import { lookup } from '../../caches'
import { enqueue, type Controller } from '../../controller'
import { syncs } from '../later'

export type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** A look at a pod with such volumes. */
export interface EphemeralLook {
  readonly pod: Pod
  /** Its ephemeral volumes, each with the claim of that name. */
  readonly volumes: readonly { readonly volume: Volume; readonly claim: PersistentVolumeClaim | undefined }[]
}

const name = 'ephemeral-volume'

/** Makes the claims of pods' ephemeral volumes. Models pkg/controller/volume/ephemeral/controller.go. */
export const ephemeralVolume: Controller<EphemeralLook> = {
  name,
  user: 'ephemeral-volume-controller',
  eventSource: () => 'ephemeral_volume',
  workers: 5,
  needs: ['pods', 'persistentvolumeclaims'],

  observe(kcm, { resource, type, key, object }) {
    if (resource === 'pods') {
      const isNew = type !== 'delete' && !object.metadata.deletionTimestamp
      if (isNew && ephemeralOf(object as Pod).length > 0) enqueue(kcm, name, key)
    } else if (resource === 'persistentvolumeclaims' && type === 'delete')
      for (const owner of object.metadata.ownerReferences ?? [])
        if (owner.kind === 'Pod' && owner.controller) enqueue(kcm, name, `${object.metadata.namespace}/${owner.name}`)
  },

  read(kcm, key) {
    const pod = lookup(kcm.caches, 'pods', key)
    if (!pod || pod.metadata.deletionTimestamp) return null
    const volumes = ephemeralOf(pod).map((volume) => ({
      volume,
      claim: lookup(kcm.caches, 'persistentvolumeclaims', `${pod.metadata.namespace}/${claimName(pod, volume)}`)
    }))
    return { pod, volumes }
  },

  sync: (look) => syncs().ephemeral(look)
}

const ephemeralOf = ({ spec }: Pod): readonly Volume[] => (spec.volumes ?? []).filter(({ ephemeral }) => ephemeral)

export const claimName = ({ metadata }: Pod, { name: volume }: Volume): string => `${metadata.name}-${volume}`
