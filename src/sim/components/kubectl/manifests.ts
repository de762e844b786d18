import { parseAllDocuments } from 'yaml'
import { fail, ok, type Result } from '../../../base/result'
import type { KubeObject } from '../../api/types'
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
  for (const document of parseAllDocuments(source)) {
    const [error] = document.errors
    if (error) {
      const line = error.linePos?.[0].line ?? 1
      return fail(
        `error parsing ${file}: error converting YAML to JSON: yaml: line ${line}: ${error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`
      )
    }
    const value = document.toJS() as KubeObject | null
    if (value === null || value === undefined) continue
    const items = value.kind === 'List' ? ((value as { items?: KubeObject[] }).items ?? []) : [value]
    for (const item of items) {
      const wrong = check(item, file)
      if (wrong !== null) return fail(wrong)
      objects.push(item)
    }
  }
  return objects.length > 0 ? ok(objects) : fail('no objects passed to apply')
}

function check(object: KubeObject, file: string): string | null {
  const invalid = (what: string) =>
    `error validating "${file}": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`
  if (typeof object !== 'object')
    return `error parsing ${file}: json: cannot unmarshal ${typeof object} into Go value of type map[string]interface {}`
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
