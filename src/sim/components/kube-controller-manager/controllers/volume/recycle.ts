import type { KubeObject, PersistentVolume, Pod } from '../../../../api/types'
import { quantityValue } from '../../../../api/quantity'
import { annotations } from '../../../../api/volumes'
import { referenceTo } from '../../../../client-go/events'
import { errorOf, event, isNotFound, isOk, request, type Sync } from '../../sync'
import { setPhase } from './bind'

const namespace = 'default'
const gibibyte = 1_073_741_824

/** Only these two plugins can empty a volume. */
export const canRecycle = ({ spec }: PersistentVolume): boolean =>
  spec.hostPath !== undefined || (spec as { nfs?: unknown }).nfs !== undefined

/**
 * A pod deletes what is on the volume; when it has ended well the volume is nobody's again.
 * Models recycleVolumeOperation, pkg/volume/util/recyclerclient and unbindVolume.
 */
export function* recycle(volume: PersistentVolume, pod: Pod | undefined): Sync {
  if (!pod || isOld(pod, volume)) return yield* begin(volume)
  const { phase, message } = pod.status
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined
  const undeleted = yield* remove(pod.metadata.name)
  if (undeleted !== undefined) return undeleted
  if (phase === 'Failed') return yield* failed(volume, message || 'pod failed, pod.Status.Message unknown')
  yield* event(referenceTo(volume), 'Normal', 'VolumeRecycled', 'Volume recycled')
  const answer = yield* request({
    verb: 'update',
    resource: 'persistentvolumes',
    name: volume.metadata.name,
    body: unbound(volume)
  })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

/** It was there before the volume was released: both times are in UTC and of one form. */
const isOld = ({ metadata }: Pod, { status }: PersistentVolume): boolean =>
  (metadata.creationTimestamp ?? '') < (status?.lastPhaseTransitionTime ?? '')

function* begin(volume: PersistentVolume): Sync {
  const name = `recycler-for-${volume.metadata.name}`
  const answer = yield* request({ verb: 'create', resource: 'pods', namespace, body: podFor(volume, name) })
  if (isOk(answer)) return undefined
  if (answer.code !== 409) return yield* failed(volume, `unexpected error creating recycler pod:  ${errorOf(answer)}`)
  const undeleted = yield* remove(name)
  return undeleted ?? (yield* failed(volume, 'old recycler pod found, will retry later'))
}

function* remove(name: string): Sync {
  const answer = yield* request({ verb: 'delete', resource: 'pods', namespace, name })
  return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
}

function* failed(volume: PersistentVolume, why: string): Sync {
  const text = `Recycle failed: ${why}`
  const written = yield* setPhase(volume, 'Failed', text)
  if (typeof written === 'string') return written
  return yield* event(referenceTo(written), 'Warning', 'VolumeFailedRecycle', text)
}

/** What a person had reserved stays reserved. */
function unbound(volume: PersistentVolume): PersistentVolume {
  const { claimRef, ...spec } = volume.spec
  const { [annotations.boundByController]: byController, ...others } = volume.metadata.annotations ?? {}
  if (byController === undefined) {
    const { uid: _uid, resourceVersion: _version, ...reserved } = claimRef ?? {}
    return { ...volume, spec: { ...spec, claimRef: reserved } } as PersistentVolume
  }
  const { annotations: _annotations, ...metadata } = volume.metadata
  return { ...volume, metadata: { ...metadata, ...(Object.keys(others).length > 0 && { annotations: others }) }, spec }
}

/** Seconds that a pod may take: so many at least, and 30 for each GiB. Flags `pv-recycler-minimum-timeout-*` and `pv-recycler-timeout-increment-hostpath`. */
function timeoutOf({ spec }: PersistentVolume): number {
  const size = Math.floor(quantityValue(spec.capacity?.storage) / gibibyte)
  return Math.max(spec.hostPath ? 60 : 300, 30 * size)
}

/** Models pkg/volume NewPersistentVolumeRecyclerPodTemplate. */
function podFor(volume: PersistentVolume, name: string): KubeObject {
  const { hostPath, nfs } = volume.spec as { hostPath?: object; nfs?: object }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      activeDeadlineSeconds: timeoutOf(volume),
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', ...(hostPath ? { hostPath } : { nfs }) }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.6',
          command: ['/bin/sh'],
          args: ['-c', 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1'],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }]
        }
      ]
    }
  } as KubeObject
}
