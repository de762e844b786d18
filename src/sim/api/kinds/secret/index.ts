import { base64, base64Bytes, base64Decode } from '../../base64'
import { equal } from '../../equality'
import type { KubeObject, Secret } from '../../types'
import { immutableText, maxSize, sizeText, validateKeys } from '../configmap/keys'
import type { KindCode } from '../kind'
import { keysOf, map, type Part } from '../parts'
import type { Problems } from '../problems'
import { columns } from './columns'

/** What stands as text is kept as data. Models pkg/apis/core/v1 SetDefaults_Secret and Convert_v1_Secret_To_core_Secret. */
function defaults(object: KubeObject): KubeObject {
  const { stringData, ...secret }: Part = { ...object }
  if (stringData === undefined && secret.type !== undefined) return object
  const own = map(stringData)
  const data = { ...map(secret.data), ...Object.fromEntries(keysOf(own).map((key) => [key, base64(own[key]!)])) }
  const { stringData: _texts, ...kept } = object as KubeObject & { stringData?: unknown }
  return {
    ...kept,
    ...((Object.keys(data).length > 0 || secret.data !== undefined) && { data }),
    ...(secret.type === undefined && { type: 'Opaque' })
  }
}

/** What each type of secret must hold. Models ValidateSecret. */
const required: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key']
}

function validate(object: KubeObject, problems: Problems): void {
  const { data = {}, type = '', metadata } = object as Secret
  validateKeys(data, 'data', problems)
  const size = Object.values(data).reduce((sum, value) => sum + base64Bytes(value).length, 0)
  if (size > maxSize) problems.tooLong('data', sizeText)
  const account = 'kubernetes.io/service-account.name'
  if (type === 'kubernetes.io/service-account-token' && !metadata.annotations?.[account])
    problems.required(`metadata.annotations[${account}]`)
  for (const key of required[type] ?? []) {
    if (!(key in data)) problems.required(`data[${key}]`)
    else if (type.startsWith('kubernetes.io/docker')) validateJson(base64Decode(data[key]!), `data[${key}]`, problems)
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    problems.required('data[username]')
    problems.required('data[password]')
  }
  if (type === 'kubernetes.io/ssh-auth' && !data['ssh-privatekey']) problems.required('data[ssh-privatekey]')
}

/** Contents are never told. */
function validateJson(content: string, field: string, problems: Problems): void {
  try {
    JSON.parse(content)
  } catch {
    const first = content.trimStart()[0]
    const why =
      first === undefined
        ? 'unexpected end of JSON input'
        : `invalid character '${first}' looking for beginning of value`
    problems.invalid(field, '<secret contents redacted>', why)
  }
}

function validateUpdate(object: KubeObject, old: KubeObject, problems: Problems): void {
  const after = object as Secret
  const before = old as Secret
  if (after.type !== before.type) problems.immutable('type', after.type)
  if (!before.immutable) return
  if (!after.immutable) problems.forbidden('immutable', immutableText)
  if (!equal(after.data, before.data)) problems.forbidden('data', immutableText)
}

/** Models the strategy's WarningsOnCreate. */
function warnings(object: KubeObject): readonly string[] {
  const { type, data = {} } = object as Secret
  if (type !== 'kubernetes.io/tls') return []
  const certificate = base64Decode(data['tls.crt'] ?? '')
  return certificate.includes('-----BEGIN') ? [] : ['tls: failed to find any PEM data in certificate input']
}

export const secret: KindCode = { columns, defaults, validate, validateUpdate, warnings }
