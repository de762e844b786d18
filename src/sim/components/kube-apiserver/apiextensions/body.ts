import { decode } from '../../../api/decode'
import type { Kind } from '../../../api/scheme'
import { prune } from '../../../api/structural/prune'
import { isFields } from '../../../api/structural/schema'
import type { KubeObject, ObjectMeta, Status } from '../../../api/types'
import { strictError, warningsOf, type Body } from '../strictness'
import type { Request } from '../context'
import { badRequest } from '../errors'

/**
 * Reads a custom resource: its metadata as every object's, the rest by its schema; what that does not know is left out, and said.
 * Models apiextensions-apiserver/pkg/apiserver/customresource_handler.go schemaCoercingDecoder.
 */
export function readCustom(kind: Kind, request: Request, body: unknown): Body | Status {
  const fields = isFields(body) ? body : {}
  const { kind: given, apiVersion } = fields
  const text = JSON.stringify(body)
  const shown = text.length > 30 ? `${text.slice(0, 30)} ...` : text
  const unrecognized = (what: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): Object '${what}' is missing in '${text}' (${shown})`
    )
  if (typeof given !== 'string' || given === '') return unrecognized('Kind')
  if (typeof apiVersion !== 'string' || apiVersion === '') return unrecognized('apiVersion')
  const wanted = request.wire?.apiVersion ?? kind.apiVersion
  if (apiVersion !== wanted)
    return badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`)
  return customOf(kind, request, fields, apiVersion)
}

/** An object of its fields, pruned by the schema of its version. */
export function customOf(
  kind: Kind,
  request: Request,
  fields: Readonly<Record<string, unknown>>,
  apiVersion: string
): Body | Status {
  const problem = (text: string) =>
    badRequest(
      `${kind.kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${kind.kind}: ${text}`
    )
  const decoded = decode(fields.metadata ?? {}, 'ObjectMeta')
  const unknown: string[] = []
  const schema = kind.custom!.schemas[apiVersion] ?? {}
  const pruned = prune(fields, schema, unknown) as Readonly<Record<string, unknown>>
  const read: unknown = decoded.ok ? decoded.object : fields.metadata
  const metadata = read as ObjectMeta
  if (!decoded.ok) return problem(decoded.error)
  unknown.sort()
  const strict = strictError(unknown, request)
  if (strict !== undefined) return problem(strict)
  const { apiVersion: _v, kind: _k, metadata: _m, ...rest } = pruned
  const object = { apiVersion, kind: String(fields.kind), metadata, ...rest } as KubeObject
  return { object, warnings: warningsOf(unknown, request) }
}
