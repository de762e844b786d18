import { since } from '../../duration'
import type { PersistentVolume } from '../../types'
import { as, type Columns } from '../columns'
import { modesText } from './access-modes'

export const columns: Columns = {
  headers: ['NAME', 'CAPACITY', 'ACCESS MODES', 'RECLAIM POLICY', 'STATUS', 'CLAIM', 'STORAGECLASS', 'REASON', 'AGE'],
  row: (object, now) => {
    const { spec, status, metadata } = as<PersistentVolume>(object)
    const { claimRef } = spec
    return [
      metadata.name,
      String(spec.capacity?.storage ?? ''),
      modesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      status?.phase ?? '',
      claimRef ? `${claimRef.namespace}/${claimRef.name}` : '',
      spec.storageClassName ?? '',
      status?.reason ?? '',
      since(metadata.creationTimestamp, now)
    ]
  }
}
