import { findIn } from '../apiextensions/served'
import { wallClock } from '../../../kernel/clock'
import { asWritten } from '../../../api/as-written'
import { encoded } from '../../../api/encode'
import { typeNameOf } from '../../../api/schema'
import type { KubeList, KubeObject, Status } from '../../../api/types'

import type { ApiServer, Request, Wire } from '../context'
import { badRequest, notAcceptable, onWireTimeout } from '../errors'
import type { ApiResponse, HttpAnswer, WatchEvent } from '../messages'
import { isList, partialOf } from './partial'
import { tableOf } from './table'
import { inVersion } from './versions'
import { writeYaml } from './yaml'

/** An answer as it stands on the wire: in the form and the version that were asked for. */
export function onWire(
  server: ApiServer,
  { resource, subresource }: Request,
  wire: Wire,
  code: number,
  body: ApiResponse['body'],
  warnings: readonly string[]
): { readonly code: number; readonly http: HttpAnswer } {
  const answer = (at: number, value: unknown) => ({
    code: at,
    http: { headers: headersOf(wire, value, warnings), content: written(wire, value) }
  })
  if (typeof body === 'string') return answer(code, body)
  if (!('kind' in body)) return answer(code, body)
  if (body.kind === 'Status') return answer(code, onWireTimeout(body as Status) ?? plainStatus(body as Status))
  const object = sparse(inVersion(body as KubeObject | KubeList, wire.apiVersion))
  const { as } = wire.form
  if (as === 'Table') {
    const table = tableOf(
      subresource === 'scale' ? 'scale' : (findIn(server, resource) ?? resource),
      object,
      wire,
      wallClock(server),
      true
    )
    return typeof table === 'string' ? answer(400, badRequest(table)) : answer(code, table)
  }
  if (as !== 'PartialObjectMetadata' && as !== 'PartialObjectMetadataList') return answer(code, asWritten(object))
  if (isList(object) !== (as === 'PartialObjectMetadataList'))
    return answer(
      406,
      notAcceptable(
        `you requested ${as}, but the requested object is ${isList(object) ? 'a' : 'not a'} list (*core.${object.kind})`
      )
    )
  return answer(code, partialOf(object, wire.form.version))
}

/** Events of a watch, likewise. */
export function eventsOnWire(
  server: ApiServer,
  resource: string,
  wire: Wire,
  events: readonly WatchEvent[],
  first: boolean
): readonly unknown[] {
  return events.map(({ type, object }, i) => {
    if (object.kind === 'Status') return { type, object: plainStatus(object as Status) }
    if (type === 'BOOKMARK')
      return { type, object: bookmarkOf(findIn(server, resource)?.kind ?? '', object as KubeObject, wire) }
    const versioned = plainObject(inVersion(object as KubeObject, wire.apiVersion))
    switch (wire.form.as) {
      case 'Table':
        return {
          type,
          object: tableOf(findIn(server, resource) ?? resource, versioned, wire, wallClock(server), first && i === 0)
        }
      case '':
        return { type, object: asWritten(versioned) }
      default:
        return { type, object: partialOf(versioned, wire.form.version) }
    }
  })
}

/** Items of a list do not say what they are: the list does. */
function sparse(object: KubeObject | KubeList): KubeObject | KubeList {
  if (!isList(object)) return plainObject(object)
  const items = object.items.map((item) => {
    const { apiVersion: _version, kind: _kind, ...rest } = plainObject(item)
    return rest as KubeObject
  })
  return { ...object, items }
}

/** As Go writes it. */
function plainObject(object: KubeObject): KubeObject {
  const type = typeNameOf(object.apiVersion, object.kind)
  return type === undefined ? object : encoded(object, type)
}

/** How far a watch has come: an object of the kind with nothing but its version. */
function bookmarkOf(kind: string, { metadata }: KubeObject, { form, apiVersion }: Wire): object {
  const { resourceVersion, annotations } = metadata
  const about = {
    metadata: { ...(resourceVersion !== undefined && { resourceVersion }), ...(annotations && { annotations }) }
  }
  if (form.as === 'Table') {
    const object = { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${form.version}`, ...about }
    return {
      kind: 'Table',
      apiVersion: `meta.k8s.io/${form.version}`,
      ...about,
      columnDefinitions: null,
      rows: [{ cells: [], object }]
    }
  }
  if (form.as !== '') return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${form.version}`, ...about }
  return { kind, apiVersion, ...about }
}

/** Success has no code in it unless something was made; texts are of a status that says why. */
function plainStatus(status: Status): Partial<Status> {
  if (status.status !== 'Success' || status.code !== 200) return status
  const { code: _, ...rest } = status
  return rest
}

const written = ({ form, pretty }: Wire, value: unknown): unknown => {
  if (typeof value === 'string') return value
  if (form.media === 'yaml') return writeYaml(value)
  return pretty ? `${JSON.stringify(value, null, 2)}\n` : value
}

function headersOf({ form }: Wire, value: unknown, warnings: readonly string[]): Record<string, string> {
  const type = typeof value === 'string' ? 'text/plain; charset=utf-8' : `application/${form.media}`
  const headers: Record<string, string> = { 'content-type': type }
  const wait = (value as Partial<Status> | null)?.details?.retryAfterSeconds
  if (wait !== undefined && wait > 0) headers['retry-after'] = String(wait)
  // Several: one header each, which a client may not tell from one with commas.
  warnings.forEach((text, i) => (headers[`warning${i === 0 ? '' : `#${i}`}`] = `299 - ${JSON.stringify(text)}`))
  return headers
}
