import { amountOf } from '../../../api/quota/amount'
import type { KubeObject, PersistentVolumeClaim, Status, StorageClass } from '../../../api/types'
import { denied } from '../errors'
import type { Admission } from './admission'

/** Only a claim whose class says so may grow. Models plugin/pkg/admission/storage/persistentvolume/resize. */
export function resizeCheck({ server, kind, operation, request, object, old }: Admission): Status | null {
  if (kind.plural !== 'persistentvolumeclaims' || operation !== 'UPDATE' || request.subresource || !object || !old)
    return null
  const asked = (one: KubeObject) => amountOf((one as PersistentVolumeClaim).spec.resources?.requests?.storage)
  const before = old as PersistentVolumeClaim
  if (asked(object).milli <= asked(old).milli) return null
  const no = (why: string) => denied(kind, object.metadata.name, why)
  if (before.status?.phase !== 'Bound') return no('Only bound persistent volume claims can be expanded')
  const name = before.spec.storageClassName ?? ''
  const found = server.caches.get('storageclasses')!.objects.get(`/registry/storageclasses/${name}`)
  return (found as StorageClass | undefined)?.allowVolumeExpansion === true
    ? null
    : no(
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
      )
}
