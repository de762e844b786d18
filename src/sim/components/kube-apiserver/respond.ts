import type { ApiServer, Request } from './context'
import { end, isWanted } from './flight'
import { onWire } from './http/answer'
import type { ApiResponse, HttpAnswer, Outbox } from './messages'

/** Audit events kept in memory. */
const auditSize = 500

/** Answers a request, notes it in the audit log, and frees its place in flight. */
export function respond(
  server: ApiServer,
  out: Outbox,
  request: Request,
  code: number,
  body: ApiResponse['body'],
  warnings: readonly string[] = [],
  given?: HttpAnswer
): void {
  if (request.collection !== undefined) {
    server.itemsDeleted.push(Object.freeze({ collection: request.collection, code, body }))
    return
  }
  if (!isWanted(server, request)) return
  const told = request.wire ? [...warnings, ...deprecated(request)] : warnings
  const wire = request.wire ? onWire(server, request, request.wire, code, body, told) : undefined
  finished(server, request, wire?.code ?? code)
  if (request.from === '') return
  const delay = request.verb === 'get' || request.verb === 'list' ? server.settings.readLatency : 0
  out.send(
    request.from,
    {
      type: 'api.response',
      conn: request.conn,
      id: request.id,
      code: wire?.code ?? code,
      body,
      ...(wire && { http: given ?? wire.http }),
      ...(warnings.length > 0 && { warnings })
    },
    { delay }
  )
}

/** What clients of old versions are told. Models endpoints/deprecation. */
function deprecated({ resource, wire }: Request): readonly string[] {
  if (wire?.apiVersion !== 'v1') return []
  if (resource === 'endpoints') return ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice']
  return resource === 'componentstatuses' ? ['v1 ComponentStatus is deprecated in v1.19+'] : []
}

/** The request is done. */
export function finished(server: ApiServer, request: Request, code: number): void {
  end(server, request.conn, request.id)
  const { verb, resource, subresource = '', namespace = '', name = '', user, userAgent } = request
  server.audit.push(
    Object.freeze({ at: server.now, verb, resource, subresource, namespace, name, user, userAgent, code })
  )
  if (server.audit.length > auditSize * 2) server.audit.splice(0, auditSize)
}

export const isRead = ({ verb }: Pick<Request, 'verb'>): boolean =>
  verb === 'get' || verb === 'list' || verb === 'watch'
