import { equal } from '../../equality'
import type { ConfigMap, KubeObject } from '../../types'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { columns } from './columns'
import { immutableText, maxSize, sizeOf, sizeText, validateKeys } from './keys'

/** Models pkg/apis/core/validation ValidateConfigMap. */
function validate(object: KubeObject, problems: Problems): void {
  const { data, binaryData } = object as ConfigMap
  validateKeys(data, 'data', problems)
  validateKeys(binaryData, 'binaryData', problems)
  if (sizeOf(data, binaryData) > maxSize) problems.tooLong('[]', sizeText)
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const after = object as ConfigMap
  const before = old as ConfigMap
  if (!before.immutable) return
  if (!after.immutable) problems.forbidden('immutable', immutableText)
  if (!equal(after.data, before.data)) problems.forbidden('data', immutableText)
  if (!equal(after.binaryData, before.binaryData)) problems.forbidden('binaryData', immutableText)
}

export const configmap: KindCode = { columns, validate, validateUpdate }
