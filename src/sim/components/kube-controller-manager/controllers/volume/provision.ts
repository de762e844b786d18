import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../../api/types'
import { annotations, classOf } from '../../../../api/volumes'
import { referenceTo } from '../../../../client-go/events'
import { errorOf, event, isAlreadyExists, isOk, request, type Sync } from '../../sync'
import { annotated, putClaim } from './bind'

/** The plugin that makes directories on whatever node (`--enable-hostpath-provisioner`). */
export const hostPath = 'kubernetes.io/host-path'

/** Has a volume made for a claim: by the host-path plugin here, or by whoever watches for its class. Models provisionClaim. */
export function* provision(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): Sync {
  const about = referenceTo(claim)
  const failed = (text: string) => event(about, 'Warning', 'ProvisioningFailed', text)
  if (!storageClass) return yield* failed(`storageclass.storage.k8s.io "${classOf(claim)}" not found`)
  const { provisioner } = storageClass
  if (provisioner !== hostPath && provisioner.startsWith('kubernetes.io/'))
    return yield* failed(`no volume plugin matched name: ${provisioner}`)
  const marked = yield* putClaim(
    annotated(claim, {
      [annotations.betaStorageProvisioner]: provisioner,
      [annotations.storageProvisioner]: provisioner
    }),
    claim
  )
  if (typeof marked === 'string') return marked
  if (provisioner !== hostPath) {
    const text = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
    return yield* event(about, 'Normal', 'ExternalProvisioning', text)
  }
  if (marked.spec.selector)
    return yield* failed(
      'Failed to provision volume with StorageClass: claim.Spec.Selector is not supported for dynamic provisioning'
    )
  const body = hostPathVolume(marked, storageClass)
  const answer = yield* request({ verb: 'create', resource: 'persistentvolumes', body })
  if (!isOk(answer) && !isAlreadyExists(answer))
    return yield* failed(
      `Error creating provisioned PV object for claim ${claim.metadata.namespace}/${claim.metadata.name}: ${errorOf(answer)}. Deleting the volume.`
    )
  return yield* event(
    about,
    'Normal',
    'ProvisioningSucceeded',
    `Successfully provisioned volume ${body.metadata.name} using ${provisioner}`
  )
}

/** Models pkg/volume/hostpath/host_path.go Provision. */
function hostPathVolume(claim: PersistentVolumeClaim, storageClass: StorageClass): PersistentVolume {
  const { namespace, name, uid, resourceVersion } = claim.metadata
  const storage = claim.spec.resources?.requests?.storage
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${uid}`,
      annotations: {
        'kubernetes.io/createdby': 'hostpath-dynamic-provisioner',
        [annotations.boundByController]: 'yes',
        [annotations.provisionedBy]: storageClass.provisioner
      }
    },
    spec: {
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      capacity: storage === undefined ? {} : { storage },
      claimRef: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        namespace: namespace!,
        name,
        uid: uid!,
        resourceVersion: resourceVersion!
      },
      hostPath: { path: `/tmp/hostpath_pv/${uid}`, type: '' },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? 'Filesystem'
    }
  }
}
