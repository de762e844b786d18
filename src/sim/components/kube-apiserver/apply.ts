import { decode } from '../../api/decode'
import { applied, conflictText } from '../../api/managed-fields/apply'
import { duplicateIn } from '../../api/managed-fields/compare'
import { shownPath } from '../../api/managed-fields/paths'
import { typed } from '../../api/managed-fields/update'
import { isFields } from '../../api/patch/json'
import type { Type } from '../../api/schema'
import { prune } from '../../api/structural/prune'
import { typeOfKind, type Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { Request } from './context'
import { applyConflict, badRequest, conflict, fromEtcd } from './errors'
import { accountedType, writerOf } from './managed'
import { refuse, type Plan } from './plan'
import { defaulted } from './registry'
import { scaleOf } from './scale'

export type Config = { readonly object: KubeObject; readonly fields: KubeObject }

/** An applied configuration, or why it is none. Models managedfields structuredMergeManager.Apply. */
export function readConfig(resource: Kind, request: Request, name: string): Config | Plan {
  const { body, wire, subresource } = request
  const fields = isFields(body) ? body : {}
  const kind = typeof fields.kind === 'string' ? fields.kind : ''
  const apiVersion = typeof fields.apiVersion === 'string' ? fields.apiVersion : ''
  const [wantedKind, wantedVersion] =
    subresource === 'scale' ? ['Scale', 'autoscaling/v1'] : [resource.kind, wire?.apiVersion ?? resource.apiVersion]
  const gvk = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
  if (kind !== wantedKind || apiVersion !== wantedVersion)
    return refuse(badRequest(`invalid object type: ${gvk}, Kind=${kind}`))
  const metadata = isFields(fields.metadata) ? fields.metadata : {}
  if (metadata.managedFields !== undefined && metadata.managedFields !== null)
    return refuse(badRequest('metadata.managedFields must be nil'))
  if (typeof metadata.name === 'string' && metadata.name !== name)
    return refuse(badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`))
  if (resource.custom && subresource !== 'scale') return customConfig(resource, fields, name, wantedVersion)
  const about = `${typeof metadata.namespace === 'string' ? metadata.namespace : ''}/${name}; ${gvk}, Kind=${kind}`
  const type = subresource === 'scale' ? 'Scale' : typeOfKind(resource, wantedVersion)
  const decoded = decode(fields, type ?? '')
  if (!decoded.ok)
    return refuse(fromEtcd(`failed to create typed patch object (${about}): ${typeProblem(decoded.error, fields)}`))
  const [unknown] = decoded.unknown
  if (unknown !== undefined)
    return refuse(fromEtcd(`failed to create typed patch object (${about}): .${unknown}: field not declared in schema`))
  const twice = duplicateIn(fields, typed(type))
  if (twice)
    return refuse(
      fromEtcd(
        `failed to create typed patch object (${about}): ${shownPath(twice[0])}: duplicate entries for key ${shownPath(twice[1])}`
      )
    )
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = fields
  const plain = { name, ...metadata } as KubeObject['metadata']
  return { object: decoded.object, fields: { apiVersion, kind, metadata: plain, ...rest } }
}

/** Of a kind that a definition makes: its schema knows the fields. */
function customConfig(
  resource: Kind,
  fields: Readonly<Record<string, unknown>>,
  name: string,
  apiVersion: string
): Config | Plan {
  const unknown: string[] = []
  const object = prune(fields, resource.custom!.schemas[apiVersion] ?? {}, unknown) as KubeObject
  const [field] = unknown
  const { namespace = '' } = object.metadata
  if (field !== undefined)
    return refuse(
      fromEtcd(
        `failed to create typed patch object (${namespace}/${name}; ${apiVersion}, Kind=${resource.kind}): .${field}: field not declared in schema`
      )
    )
  const metadata = { ...object.metadata, name }
  return { object: { ...object, metadata }, fields: { ...object, metadata } }
}

/** A value of the wrong type, in the words of structured-merge-diff. */
function typeProblem(error: string, fields: Readonly<Record<string, unknown>>): string {
  const [, path = '', type = ''] = /struct field \w+\.(\S+) of type (.+)$/.exec(error) ?? []
  const value = path.split('.').reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), fields)
  const expected = type.startsWith('map')
    ? 'map'
    : type.startsWith('[]')
      ? 'list'
      : type === 'string'
        ? 'string'
        : type.startsWith('int')
          ? 'numeric (int or float)'
          : type === 'bool'
            ? 'boolean'
            : 'map'
  const shown = typeof value === 'object' && value !== null ? `&${JSON.stringify(value)}` : `&{${String(value)}}`
  return path === '' ? error : `.${path}: expected ${expected}, got ${shown}`
}

export const isConfig = (value: Config | Plan): value is Config => 'fields' in value

/** What applying makes of an object: `null` where there is none yet. */
export function mergedBy(
  request: Request,
  resource: Kind,
  live: KubeObject | null,
  { fields }: Config
): KubeObject | Plan {
  const scaled = request.subresource === 'scale' && live ? scaleOf(live, resource) : live
  const writer = writerOf(resource, request)
  const config = { ...fields, ...(live && { metadata: { ...fields.metadata, name: live.metadata.name } }) }
  const type = request.subresource === 'scale' ? 'Scale' : accountedType(resource)
  const before =
    request.subresource === 'scale' && live?.metadata.managedFields && scaled
      ? { ...scaled, metadata: { ...scaled.metadata, managedFields: live.metadata.managedFields } }
      : scaled
  const complete = (object: KubeObject): KubeObject => (request.subresource ? object : defaulted(resource, object))
  const result = applied(before, config, type, writer, request.options?.force === true, complete)
  if ('object' in result) return asKept(result.object, type)
  const { message, causes } = conflictText(result.conflicts)
  return refuse(applyConflict(message, causes))
}

/** As Go keeps an object: a map that was emptied is none. */
function asKept(object: KubeObject, type: string | Type | undefined): KubeObject {
  const read = typeof type === 'string' ? decode(object, type) : undefined
  return read?.ok ? read.object : object
}

/** An apply that names an object which is not there. */
export function uidMismatch(resource: Kind, name: string, { object }: Config): Plan | undefined {
  const { uid } = object.metadata
  return uid
    ? refuse(
        conflict(
          resource,
          name,
          `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
        )
      )
    : undefined
}
