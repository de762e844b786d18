import type { Kind } from '../../../api/scheme'
import type { Status } from '../../../api/types'
import { badRequest, tooLarge, unsupportedMediaType } from '../errors'
import { unregistered } from '../body'
import { byteLength, readJson, summary, type Read } from './json'
import { readYaml } from './yaml'

/** apiserver/pkg/server/config.go MaxRequestBodyBytes */
const largest = 3 * 1024 * 1024

/** handlers/patch.go maxJSONPatchOperations */
const mostOperations = 10_000

export interface ReadBody {
  readonly value: unknown
  readonly duplicates: readonly string[]
}
export const isRead = (body: ReadBody | Status): body is ReadBody => 'duplicates' in body

const formats = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'
const mediaOf = (contentType: string): string => contentType.split(';')[0]!.trim()

/** The body of a create or an update. Models handlers/create.go and its negotiated decoder. */
export function readObjectBody(kind: string, contentType: string | undefined, text: string): ReadBody | Status {
  const media = contentType === undefined || contentType === '' ? 'application/json' : mediaOf(contentType)
  if (!['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'].includes(media))
    return unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${formats}`
    )
  if (byteLength(text) > largest) return tooLarge(`Request entity too large: limit is ${largest}`)
  if (media === 'application/vnd.kubernetes.protobuf')
    return badRequest(
      `the object provided is unrecognized (must be of type ${kind}): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (${summary(text)})`
    )
  const read = media === 'application/yaml' ? readYaml(text) : readJson(text)
  if (read.ok) return asObject(kind, read, text)
  const what = media === 'application/yaml' ? read.error : `couldn't get version/kind; json parse error: ${read.error}`
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${what} (${summary(text)})`)
}

function asObject(kind: string, { value, duplicates }: Extract<Read, { ok: true }>, text: string): ReadBody | Status {
  if (value === null) return { value: {}, duplicates }
  if (typeof value === 'object' && !Array.isArray(value)) return { value, duplicates }
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const type = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type ${type} (${summary(text)})`
  )
}

const patchTypes = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply'
} as const

export type PatchType = (typeof patchTypes)[keyof typeof patchTypes]

/** Models handlers/patch.go: the content type says how the patch is meant. */
export function patchTypeOf(contentType: string | undefined, { custom }: Kind): PatchType | Status {
  const media = mediaOf(contentType ?? '')
  // Of kinds that definitions make the server knows no merge keys.
  if (custom && media === 'application/strategic-merge-patch+json')
    return unsupportedMediaType(
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
    )
  const found = Object.entries(patchTypes).find(([name]) => name === media)
  return found ? found[1] : unsupportedMediaType('415: Unsupported Media Type', {})
}

export function readPatchBody(type: PatchType, text: string): ReadBody | Status {
  if (byteLength(text) > largest) return tooLarge(`Request entity too large: limit is ${largest}`)
  const read = type === 'apply' ? readYaml(text) : readJson(text)
  if (read.ok && type === 'json' && Array.isArray(read.value) && read.value.length > mostOperations)
    return tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${mostOperations}, got ${read.value.length}`
    )
  if (read.ok && type === 'apply' && Array.isArray(read.value))
    return badRequest(
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}'
    )
  if (read.ok) return { value: read.value, duplicates: read.duplicates }
  // Only what is decoded before it is looked at is told of so.
  if (type === 'strategic') return badRequest(read.error)
  return badRequest(type === 'apply' ? `error decoding YAML: ${read.error}` : `error decoding patch: ${read.error}`)
}

/** DELETE may carry its options in its body. */
export function readDeleteBody(contentType: string | undefined, text: string): ReadBody | Status {
  if (text === '') return { value: undefined, duplicates: [] }
  const read = readObjectBody('DeleteOptions', contentType, text)
  if (!isRead(read)) {
    if (read.code !== 400) return read
    const [, why = read.message ?? ''] =
      /^the object provided is unrecognized \(must be of type DeleteOptions\): (.*) \([^()]*\)$/s.exec(
        read.message ?? ''
      ) ?? []
    return badRequest(why)
  }
  const { kind, apiVersion } = (read.value ?? {}) as { kind?: unknown; apiVersion?: unknown }
  return typeof kind === 'string' && kind !== '' && kind !== 'DeleteOptions'
    ? badRequest(unregistered(kind, typeof apiVersion === 'string' ? apiVersion : ''))
    : read
}
