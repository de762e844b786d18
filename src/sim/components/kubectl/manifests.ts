import { fail, ok, type Result } from '../../../base/result'
import { readYaml } from '../../../base/yaml'
import type { KubeObject } from '../../api/types'
import { jsonKind } from '../../api/patch/json'
import { findKind } from '../../api/scheme'

/** Largest manifest that is read, in characters. */
const limit = 1_000_000

/**
 * Reads a manifest: several documents, and lists of kind List are opened. Errors are kubectl's.
 * @param file the name shown in errors
 */
export function readManifest(source: string, file: string): Result<KubeObject[]> {
  if (source.length > limit) return fail(`error parsing ${file}: larger than ${limit} characters`)
  const objects: KubeObject[] = []
  const read = readPlain(source) ?? readYaml(source)
  if (!('values' in read)) {
    const where = read.line > 0 ? `line ${read.line}: ` : ''
    return fail(`error parsing ${file}: error converting YAML to JSON: yaml: ${where}${read.text}`)
  }
  for (const document of read.values) {
    const value = document as KubeObject | null
    if (value === null || value === undefined) continue
    const listed = value.kind === 'List' ? (value as { items?: unknown }).items : undefined
    const items = Array.isArray(listed) ? (listed as KubeObject[]) : [value]
    for (const item of items) {
      const wrong = check(item, file)
      if (wrong !== null) return fail(wrong)
      // Without metadata an object has no name: the server says so.
      objects.push({ ...item, metadata: (item as Partial<KubeObject>).metadata ?? ({} as KubeObject['metadata']) })
    }
  }
  return objects.length > 0 ? ok(objects) : fail('no objects passed to apply')
}

/** Documents as this program writes them, JSON each; null: they may be anything, and are read as the YAML that they are. */
export function readPlain(source: string): { readonly values: readonly unknown[] } | null {
  const values: unknown[] = []
  for (const part of source.split(/^---\n/m)) {
    if (!part.startsWith('{')) return null
    try {
      const value: unknown = JSON.parse(part)
      // Only what reads the same again: no key twice, no number that loses digits.
      if (JSON.stringify(value) !== part.trimEnd()) return null
      values.push(value)
    } catch {
      return null
    }
  }
  return { values }
}

/** An object's namespace, if it names one. Models meta.Accessor, to which what is no text is nothing. */
export const namespaceIn = ({ metadata }: KubeObject): string | undefined =>
  typeof metadata.namespace === 'string' && metadata.namespace !== '' ? metadata.namespace : undefined

/** An object's name; '' if it has none. */
export const nameIn = ({ metadata }: KubeObject): string => (typeof metadata.name === 'string' ? metadata.name : '')

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

function check(object: KubeObject, file: string): string | null {
  const invalid = (what: string) =>
    `error validating "${file}": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`
  if (!isMap(object))
    return `error parsing ${file}: json: cannot unmarshal ${jsonKind(object)} into Go value of type map[string]interface {}`
  const { metadata = {} } = object as Partial<KubeObject>
  if (metadata !== null && !isMap(metadata))
    return `error parsing ${file}: .metadata accessor error: ${JSON.stringify(metadata)} is of the type ${jsonKind(metadata)}, expected map[string]interface{}`
  const missing = [...(object.apiVersion ? [] : ['apiVersion not set']), ...(object.kind ? [] : ['kind not set'])]
  if (missing.length > 0) return invalid(missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]!)
  if (!findKind(object.kind, object.apiVersion)) {
    const { name = '', namespace = '' } = object.metadata ?? {}
    return `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${file}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`
  }
  return null
}

/** Resource of an object that was read (its kind is known). */
export const resourceOfObject = (object: KubeObject) => findKind(object.kind, object.apiVersion)!

/** Path of its group's OpenAPI document: `/openapi/v3/apis/apps/v1`. */
export const openapiPath = (object: KubeObject): string => {
  const { apiVersion } = resourceOfObject(object)
  return apiVersion === 'v1' ? '/openapi/v3/api/v1' : `/openapi/v3/apis/${apiVersion}`
}
