import type { Kind } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import type { ApiServer, Pending } from './context'
import { asCalled, created, success } from './errors'
import type { Outbox } from './messages'
import { respond } from './respond'
import { scaleIfAsked } from './scale'

/** What was asked, and what the object shall be (null: gone) and was. */
type Written = Pick<Extract<Pending, { kind: 'write' }>, 'request' | 'object' | 'old' | 'warnings'>

/** Answers a write that is done, or that was only tried: with the object, or with word that it is gone. */
export function answerWritten(
  server: ApiServer,
  out: Outbox,
  { request, object: written, old, warnings }: Written,
  resource: Kind,
  object: KubeObject
): void {
  if (request.verb === 'create' && request.subresource === 'binding')
    return respond(server, out, request, 201, created())
  if (request.subresource === 'eviction') return respond(server, out, request, 201, created())
  if (
    request.verb === 'delete' &&
    written === null &&
    !(request.wire ? resource.returnsDeleted : resource.plural === 'pods')
  ) {
    const { name, uid } = object.metadata
    const called = asCalled(resource, request)
    return respond(
      server,
      out,
      request,
      200,
      success({
        name,
        ...(request.wire && called.group !== '' && { group: called.group }),
        kind: resource.plural,
        ...(uid !== undefined && { uid })
      })
    )
  }
  const isNew = request.verb === 'create' || (old === null && request.verb !== 'delete')
  respond(server, out, request, isNew ? 201 : 200, scaleIfAsked(request, object, resource), warnings)
}
