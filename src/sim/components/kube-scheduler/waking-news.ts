import type { ResourceClaim } from '../../api/devices'
import type { KubeObject, PersistentVolumeClaim, StorageClass } from '../../api/types'
import type { Change } from '../../client-go/informer'
import type { ClusterEvent } from './framework/cluster-event'

/** News of volumes and devices, and of what they depend on. A class that binds at once changes nothing when it is added. */
export const wakingNews: Readonly<Record<string, (change: Change) => ClusterEvent | undefined>> = {
  persistentvolumeclaims: ({ type, object }) => ({
    event: type === 'add' ? 'PvcAdd' : 'PvcUpdate',
    claim: object as KubeObject as PersistentVolumeClaim
  }),
  persistentvolumes: ({ type }) => ({ event: type === 'add' ? 'PvAdd' : 'PvUpdate' }),
  resourceclaims: ({ type, object, old }) => ({
    event: type === 'add' ? 'ResourceClaimAdd' : 'ResourceClaimUpdate',
    claim: object as ResourceClaim,
    before: old as ResourceClaim | undefined
  }),
  resourceslices: ({ type }) => ({ event: type === 'add' ? 'ResourceSliceAdd' : 'ResourceSliceUpdate' }),
  deviceclasses: ({ type }) => ({ event: type === 'add' ? 'DeviceClassAdd' : 'DeviceClassUpdate' }),
  csinodes: ({ type }) => ({ event: type === 'add' ? 'CSINodeAdd' : 'CSINodeUpdate' }),
  storageclasses: ({ type, object }) => {
    if (type === 'update') return { event: 'StorageClassUpdate' }
    const mode = (object as KubeObject as StorageClass).volumeBindingMode
    return mode === 'WaitForFirstConsumer' ? { event: 'StorageClassAdd' } : undefined
  }
}
