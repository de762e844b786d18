import type { PersistentVolumeClaim, Pod } from '../../../../api/types'
import { referenceTo } from '../../../../client-go/events'
import { controllerReference } from '../../claim'
import { podKey } from '../../pods'
import { errorOf, event, isOk, request, type Sync } from '../../sync'
import { claimName, type EphemeralLook, type Volume } from './ephemeral'

/** Models syncHandler. */
export function* syncEphemeral({ pod, volumes }: EphemeralLook): Sync {
  for (const { volume, claim } of volumes) {
    const problem = claim ? strangers(pod, claim) : yield* makeClaim(pod, volume)
    if (typeof problem !== 'string') continue
    yield* event(referenceTo(pod), 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${problem}`)
    return `pod ${podKey(pod)}, ephemeral volume ${volume.name}: ${problem}`
  }
  return undefined
}

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
