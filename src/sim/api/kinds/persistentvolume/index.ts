import type { KubeObject, PersistentVolume } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume. */
const defaults = (object: KubeObject): KubeObject => ({
  ...object,
  spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', ...(object as PersistentVolume).spec },
  status: { phase: 'Pending', ...(object.status as object) }
})

export const persistentvolume: KindCode = { columns, defaults }
