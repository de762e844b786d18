import type { PersistentVolumeClaim, Pod } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { lookup } from '../../caches'
import { controllerReference } from '../../claim'
import { enqueue, type Controller } from '../../controller'
import { podKey } from '../../pods'
import { errorOf, event, isOk, request, type Sync } from '../../sync'

type Volume = NonNullable<Pod['spec']['volumes']>[number]

interface Input {
  readonly pod: Pod
  /** Its ephemeral volumes, each with the claim of that name. */
  readonly volumes: readonly { readonly volume: Volume; readonly claim: PersistentVolumeClaim | undefined }[]
}

const name = 'ephemeral-volume'

/** Makes the claims of pods' ephemeral volumes. Models pkg/controller/volume/ephemeral/controller.go. */
export const ephemeralVolume: Controller<Input> = {
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

  *sync({ pod, volumes }) {
    for (const { volume, claim } of volumes) {
      const problem = claim ? strangers(pod, claim) : yield* makeClaim(pod, volume)
      if (typeof problem !== 'string') continue
      yield* event(referenceTo(pod), 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`)
      return `pod ${podKey(pod)}, ephemeral volume ${volume.name}: ${problem}`
    }
    return undefined
  }
}

const ephemeralOf = ({ spec }: Pod): readonly Volume[] => (spec.volumes ?? []).filter(({ ephemeral }) => ephemeral)

const claimName = ({ metadata }: Pod, { name: volume }: Volume): string => `${metadata.name}-${volume}`

/** A claim of the right name that is somebody else's. Models ephemeral.VolumeIsForPod. */
function strangers(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  const isOwn = claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid)
  const { namespace, name: claimed } = claim.metadata
  return isOwn ? undefined : `PVC ${namespace}/${claimed} was not created for pod ${podKey(pod)} (pod is not owner)`
}

function* makeClaim(pod: Pod, volume: Volume): Sync {
  const { metadata, spec } = volume.ephemeral!.volumeClaimTemplate!
  const namespace = pod.metadata.namespace!
  const { labels, annotations } = metadata ?? {}
  const body = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(pod, volume),
      namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [controllerReference(pod)]
    },
    spec
  }
  const answer = yield* request({ verb: 'create', resource: 'persistentvolumeclaims', namespace, body })
  return isOk(answer) ? undefined : `create PVC ${claimName(pod, volume)}: ${errorOf(answer)}`
}
