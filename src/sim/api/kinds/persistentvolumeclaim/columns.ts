import { since } from '../../duration'
import type { PersistentVolumeClaim } from '../../types'
import { as, type Columns } from '../columns'
import { modesText } from '../persistentvolume/access-modes'

export const columns: Columns = {
  headers: ['NAME', 'STATUS', 'VOLUME', 'CAPACITY', 'ACCESS MODES', 'STORAGECLASS', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PersistentVolumeClaim>(object)
    return [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
      spec.volumeName ?? '',
      spec.volumeName ? String(status?.capacity?.storage ?? '') : '',
      spec.volumeName ? modesText(status?.accessModes) : '',
      spec.storageClassName ?? '',
      since(metadata.creationTimestamp, now)
    ]
  }
}
