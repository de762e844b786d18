import type { KubeObject, PersistentVolumeClaim } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim. */
const defaults = (object: KubeObject): KubeObject => ({
  ...object,
  spec: { volumeMode: 'Filesystem', ...(object as PersistentVolumeClaim).spec },
  status: { phase: 'Pending', ...(object.status as object) }
})

export const persistentvolumeclaim: KindCode = { columns, defaults }
