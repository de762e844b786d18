import type { KubeObject, PersistentVolumeClaim, StorageClass } from '../../../api/types'
import type { ApiServer } from '../context'
import type { Admission } from './admission'

/** What is in use must not vanish. Models plugin/pkg/admission/storage/storageobjectinuseprotection. */
const protect = (object: KubeObject, finalizer: string): KubeObject => {
  const { finalizers = [] } = object.metadata
  if (finalizers.includes(finalizer)) return object
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
}

/** Of several default classes the newest. Models plugin/pkg/admission/storage/storageclass/setdefault. */
function withDefaultClass(server: ApiServer, claim: PersistentVolumeClaim): KubeObject {
  const beta = claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
  if (claim.spec.storageClassName !== undefined || beta !== undefined) return claim as KubeObject
  const all = [...server.caches.get('storageclasses')!.objects.values()] as StorageClass[]
  const isDefault = ({ metadata }: StorageClass) =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
  const newest = all
    .filter(isDefault)
    .sort((a, b) => (String(a.metadata.creationTimestamp) < String(b.metadata.creationTimestamp) ? 1 : -1))[0]
  if (!newest) return claim as KubeObject
  return { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } } as KubeObject
}

/** New claims and volumes. */
export function admitStorage({ server, kind, operation, object }: Admission): KubeObject | null {
  if (operation !== 'CREATE' || !object) return null
  if (kind.plural === 'persistentvolumeclaims')
    return protect(withDefaultClass(server, object as PersistentVolumeClaim), 'kubernetes.io/pvc-protection')
  if (kind.plural === 'volumeattributesclasses') return protect(object, 'kubernetes.io/vac-protection')
  return kind.plural === 'persistentvolumes' ? protect(object, 'kubernetes.io/pv-protection') : null
}
