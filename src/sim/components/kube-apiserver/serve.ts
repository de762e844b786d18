import type { Delivered } from '../../kernel/types'
import { allowed, allowedPath, authenticated } from './authorize'
import type { ApiServer } from './context'
import { dispatch } from './dispatch'
import { forbidden, forbiddenPath, methodNotAllowed, tooManyRequests, unauthorized, unknownPath } from './errors'
import { isOver, open } from './flight'
import { health } from './health'
import { serveHttp } from './http/serve'
import { storedKinds } from '../../api/scheme'
import type { ApiRequest, Outbox, ServerMessage } from './messages'
import { respond } from './respond'

/**
 * The way of a request: authentication → requests in flight → authorization → (admission, validation and etcd in
 * `write`). Models apiserver/pkg/server/config.go DefaultBuildHandlerChain.
 */
export function serve(server: ApiServer, out: Outbox, request: Delivered<ApiRequest, ServerMessage>): void {
  if (request.http) return serveHttp(server, out, { ...request, http: request.http })
  open(server, request)
  server.served++
  if (!authenticated(server, request)) return respond(server, out, request, 401, unauthorized())
  if (isOver(server, request))
    return respond(server, out, request, 429, tooManyRequests('Too many requests, please try again later.', 1))
  if (request.path !== undefined) {
    if (!allowedPath(server, request))
      return respond(server, out, request, 403, forbiddenPath(request.user, request.path))
    return health(server, out, request)
  }
  const resource = storedKinds.get(request.resource)
  if (!resource) return respond(server, out, request, 404, unknownPath())
  if (!allowed(server, request)) {
    const status = forbidden(request.user, request.verb, resource, request.namespace, request.name ?? '')
    return respond(server, out, request, 403, status)
  }
  if (request.subresource && !resource.subresources.includes(request.subresource))
    return respond(server, out, request, 404, unknownPath())
  if (request.verb === 'deletecollection' && !resource.verbs.includes(request.verb))
    return respond(server, out, request, 405, methodNotAllowed())
  dispatch(server, out, request, resource)
}
