import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { validateStorageClass, validateStorageClassUpdate } from '../storage/classes'
import { columns } from './columns'

/** Models pkg/apis/storage/v1/defaults.go. */
const defaults = (object: KubeObject): KubeObject =>
  ({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...object }) as KubeObject

export const storageclass: KindCode = {
  columns,
  defaults,
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate
}
