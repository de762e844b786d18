import { since } from '../../duration'
import type { StorageClass } from '../../types'
import { as, type Columns } from '../columns'

export const columns: Columns = {
  headers: ['NAME', 'PROVISIONER', 'RECLAIMPOLICY', 'VOLUMEBINDINGMODE', 'ALLOWVOLUMEEXPANSION', 'AGE'],
  row: (object, now) => {
    const {
      provisioner,
      reclaimPolicy = 'Delete',
      volumeBindingMode = 'Immediate',
      allowVolumeExpansion = false,
      metadata
    } = as<StorageClass>(object)
    return [
      metadata.name,
      provisioner,
      reclaimPolicy,
      volumeBindingMode,
      String(allowVolumeExpansion),
      since(metadata.creationTimestamp, now)
    ]
  }
}
