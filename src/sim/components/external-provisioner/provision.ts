import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types'
import { annotations, classOf } from '../../api/volumes'
import { keyOf } from '../../client-go/reflector'
import { errorOf, isAlreadyExists, isNotFound, isOk, objectOf } from '../../client-go/answer'
import { ask, log, tell, type Operation } from './operation'
import type { Provisioner, Setting, VolumeMade } from './provisioner'

/* Models sig-storage-lib-external-provisioner/controller/controller.go. */

/** Whether a claim waits for a volume of this provisioner, and all is known that it needs. Models shouldProvision. */
export function shouldProvision(
  { metadata, spec }: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  provisioner: string
): boolean {
  if (spec.volumeName || metadata.deletionTimestamp) return false
  const { [annotations.storageProvisioner]: named, [annotations.betaStorageProvisioner]: beta } =
    metadata.annotations ?? {}
  if ((named ?? beta) !== provisioner) return false
  return (
    storageClass?.volumeBindingMode !== 'WaitForFirstConsumer' ||
    metadata.annotations?.[annotations.selectedNode] !== undefined
  )
}

/** Whether a volume of this provisioner is to be removed. Models shouldDelete. */
export const shouldDelete = ({ metadata, spec, status }: PersistentVolume, provisioner: string): boolean =>
  status?.phase === 'Released' &&
  spec.persistentVolumeReclaimPolicy === 'Delete' &&
  metadata.deletionTimestamp === undefined &&
  metadata.annotations?.[annotations.provisionedBy] === provisioner

export interface ProvisionInput {
  readonly kind: 'provision'
  readonly claim: PersistentVolumeClaim
  readonly storageClass: StorageClass | undefined
  readonly setting: Setting
}

export const volumeNameOf = ({ metadata }: PersistentVolumeClaim): string => `pvc-${metadata.uid}`

/** Models provisionClaimOperation. */
export function* provisionClaim(provisioner: Provisioner, input: ProvisionInput): Operation {
  const { claim, storageClass, setting } = input
  const key = keyOf(claim)
  const name = volumeNameOf(claim)
  const about = `provision "${key}" class "${classOf(claim)}"`
  yield* log(`controller.go:1366] ${about}: started`)
  const failed = function* (error: string): Operation {
    yield* tell(claim, 'Warning', 'ProvisioningFailed', error)
    return error
  }
  if (!storageClass) return `failed to get storageclass "${classOf(claim)}": not found`
  if (storageClass.provisioner !== setting.options.provisioner) {
    yield* log(
      `controller.go:1387] ${about}: unknown provisioner "${storageClass.provisioner}" requested in claim's StorageClass`,
      'E'
    )
    return undefined
  }
  const chosen = claim.metadata.annotations?.[annotations.selectedNode]
  let node: Node | undefined
  if (chosen !== undefined) {
    const answer = yield* ask({ verb: 'get', resource: 'nodes', name: chosen })
    if (isNotFound(answer)) return yield* reschedule(claim, errorOf(answer))
    if (!isOk(answer)) return yield* failed(`failed to get target node: ${errorOf(answer)}`)
    node = objectOf<Node>(answer)
  }
  yield* tell(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`)
  const result = yield* provisioner.provision({ claim, storageClass, name, ...(node && { node }) }, setting)
  if ('error' in result)
    return yield* failed(`failed to provision volume with StorageClass "${classOf(claim)}": ${result.error}`)
  yield* log(`controller.go:1449] ${about}: volume "${name}" provisioned`)
  const body = volumeFor(claim, storageClass, result.made, setting.options.provisioner)
  yield* log(`volume_store.go:212] Trying to save persistentvolume "${name}"`)
  const saved = yield* ask({ verb: 'create', resource: 'persistentvolumes', body })
  if (!isOk(saved) && !isAlreadyExists(saved)) return `error saving volume ${name}: ${errorOf(saved)}`
  yield* log(`volume_store.go:219] persistentvolume "${name}" saved`)
  yield* tell(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`)
  yield* log(`controller.go:1472] ${about}: succeeded`)
  return undefined
}

/** The node is gone: the scheduler is to choose anew. Models rescheduleProvisioning. */
function* reschedule(claim: PersistentVolumeClaim, why: string): Operation {
  yield* tell(claim, 'Warning', 'ProvisioningFailed', why)
  const { [annotations.selectedNode]: _gone, ...rest } = claim.metadata.annotations ?? {}
  const { namespace = '', name } = claim.metadata
  const body = { ...claim, metadata: { ...claim.metadata, annotations: rest } }
  const answer = yield* ask({ verb: 'update', resource: 'persistentvolumeclaims', namespace, name, body })
  return isOk(answer) ? why : `failed to remove annotation "${annotations.selectedNode}": ${errorOf(answer)}`
}

function volumeFor(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { annotations: own, spec }: VolumeMade,
  provisioner: string
): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeNameOf(claim), annotations: { ...own, [annotations.provisionedBy]: provisioner } },
    spec: {
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      ...(storageClass.mountOptions && { mountOptions: storageClass.mountOptions }),
      ...spec,
      storageClassName: classOf(claim),
      claimRef: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        namespace: namespace!,
        name,
        uid: uid!,
        resourceVersion: resourceVersion!
      }
    }
  }
}

export interface RemoveInput {
  readonly kind: 'remove'
  readonly volume: PersistentVolume
  readonly setting: Setting
}

/** Models deleteVolumeOperation. */
export function* removeVolume(provisioner: Provisioner, { volume, setting }: RemoveInput): Operation {
  const { name } = volume.metadata
  const at = { resource: 'persistentvolumes', name }
  yield* log(`controller.go:1486] delete "${name}": started`)
  const answer = yield* ask({ verb: 'get', ...at })
  if (isNotFound(answer)) return undefined
  if (!isOk(answer)) return errorOf(answer)
  const live = objectOf<PersistentVolume>(answer)
  if (!shouldDelete(live, setting.options.provisioner)) return undefined
  const error = yield* provisioner.remove(live, setting)
  if (error !== undefined) {
    yield* log(`controller.go:1509] delete "${name}": volume deletion failed: ${error}`, 'E')
    yield* tell(live, 'Warning', 'VolumeFailedDelete', error)
    return error
  }
  yield* log(`controller.go:1516] delete "${name}": volume deleted`)
  const gone = yield* ask({ verb: 'delete', ...at })
  if (!isOk(gone) && !isNotFound(gone)) return errorOf(gone)
  yield* log(`controller.go:1561] delete "${name}": persistentvolume deleted succeeded`)
  return undefined
}
