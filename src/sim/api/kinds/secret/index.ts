import { equal } from '../../equality'
import type { KubeObject, Secret } from '../../types'
import { immutableText, maxSize, sizeOf, sizeText, validateKeys } from '../configmap/keys'
import type { KindCode } from '../kind'
import type { Problems } from '../problems'
import { columns } from './columns'

/** Models pkg/apis/core/v1/defaults.go SetDefaults_Secret. */
const defaults = (object: KubeObject): KubeObject => ({ type: 'Opaque', ...object }) as KubeObject

/** What each type of secret must hold. Models ValidateSecret. */
const required: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key']
}

function validate(object: KubeObject, problems: Problems): void {
  const { data = {}, stringData = {}, type = '' } = object as Secret
  validateKeys(data, 'data', problems)
  if (sizeOf(data) > maxSize) problems.tooLong('data', sizeText)
  for (const key of required[type] ?? []) if (!(key in data) && !(key in stringData)) problems.required(`data[${key}]`)
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const after = object as Secret
  const before = old as Secret
  if (after.type !== before.type) problems.immutable('type', after.type)
  if (!before.immutable) return
  if (!after.immutable) problems.forbidden('immutable', immutableText)
  if (!equal(after.data, before.data)) problems.forbidden('data', immutableText)
}

export const secret: KindCode = { columns, defaults, validate, validateUpdate }
