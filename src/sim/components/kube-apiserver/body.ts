import { strictError, warningsOf, type Body } from './strictness'
import { extensions } from './apiextensions/later'
import { decode } from '../../api/decode'
import { jsonKind } from '../../api/patch/json'
import { findKind, typeOfKind, type Kind } from '../../api/scheme'
import type { KubeObject, Status } from '../../api/types'
import type { Request } from './context'
import { badRequest } from './errors'

export const isBody = (value: Body | Status): value is Body => 'object' in value

/** Types of the bodies of subresources that are no object of their kind. */
const subresourceTypes: Readonly<Record<string, readonly [kind: string, type: string]>> = {
  scale: ['Scale', 'Scale'],
  binding: ['Binding', 'Binding'],
  eviction: ['Eviction', 'Eviction'],
  token: ['TokenRequest', 'TokenRequest']
}

/** The kind and the type that a request's body should have; undefined: no such version. */
export function expected(
  kind: Kind,
  request: Request,
  body: Readonly<Record<string, unknown>>
): [string, string] | undefined {
  const own = subresourceTypes[request.subresource ?? '']
  if (own) return [...own]
  const type = typeOfKind(
    kind,
    typeof body.apiVersion === 'string' && body.apiVersion !== '' ? body.apiVersion : undefined
  )
  return type === undefined ? undefined : [kind.kind, type]
}

/**
 * Reads a request's body as an object of its kind, in the words of upstream's decoder where it cannot be read. Unknown
 * fields are refused, warned of or passed over, as the client asked (`fieldValidation`).
 * @param old the stored object: parts that the body shares with it were read before
 * Models apiserver/pkg/endpoints/handlers/create.go with runtime/serializer/json.
 */
export function readBody(kind: Kind, request: Request, body: unknown, old?: KubeObject): Body | Status {
  if (kind.custom && request.subresource !== 'scale') return extensions().readCustom(kind, request, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return badRequest(unrecognized(kind, body))
  const { kind: given, apiVersion } = body as Readonly<Record<string, unknown>>
  // What does not say its version has that of its path.
  const asked = request.wire && kind.also.includes(request.wire.apiVersion) ? request.wire.apiVersion : kind.apiVersion
  const said = typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : asked
  const fields: Readonly<Record<string, unknown>> =
    said === kind.apiVersion || said === apiVersion ? { ...body } : { ...body, apiVersion: said }
  const version = said.slice(said.indexOf('/') + 1)
  const wanted = expected(kind, request, fields)
  const name = typeof given === 'string' && given !== '' ? given : kind.kind
  const problem = (text: string): Status =>
    badRequest(`${name} in version "${version}" cannot be handled as a ${wanted?.[0] ?? kind.kind}: ${text}`)
  if (kind.plural === definitions && name === kind.kind && said === `${kind.group}/v1beta1`)
    return badRequest(
      `the API version in the data (${said}) does not match the expected API version (${kind.apiVersion})`
    )
  if (!wanted || (name !== wanted[0] && !(wanted[0] !== kind.kind && name === kind.kind)))
    return problem(wrongKind(kind, name, said, fields))
  const decoded = decode(fields, wanted[1], old)
  if (!decoded.ok) return problem(decoded.error)
  const strict = strictError(decoded.unknown, request)
  if (strict !== undefined) return problem(strict)
  return { object: decoded.object, warnings: warningsOf(decoded.unknown, request) }
}

/** A kind that is known cannot be turned into another. Models conversion.Converter. */
function wrongKind(kind: Kind, name: string, apiVersion: string, fields: Readonly<Record<string, unknown>>): string {
  const other = findKind(name, apiVersion)
  if (ofOwnServers.has(kind.plural) || !(other || isMeta(name, apiVersion))) return unregistered(name, apiVersion)
  // It is read as what it says it is, before it is found to be something else.
  const type = other && typeOfKind(other, apiVersion)
  const read = type === undefined ? undefined : decode(fields, type)
  if (read && !read.ok) return read.error
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const [group = ''] = kind.apiVersion.includes('/') ? kind.apiVersion.split(/[./]/) : ['core']
  return `converting (${version}.${name}) to (${group}.${kind.kind}): unknown conversion`
}

const definitions = 'customresourcedefinitions'
/** Kinds that servers of their own serve within this one: they know no others. */
const ofOwnServers: ReadonlySet<string> = new Set([definitions, 'apiservices'])

/** Types that every version knows, besides its kinds. */
const isMeta = (name: string, apiVersion: string): boolean =>
  name === 'List' ||
  name === 'Status' ||
  (name.endsWith('List') && findKind(name.slice(0, -4), apiVersion) !== undefined)

/** Models runtime.NewNotRegisteredErrForKind. */
export const unregistered = (kind: string, apiVersion: string): string =>
  `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`

/** A body from which not even the kind can be read. Models apimachinery/pkg/runtime/serializer/json/meta.go Interpret. */
const unrecognized = (kind: Kind, body: unknown): string =>
  body === undefined || body === null
    ? `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`
    : `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`
