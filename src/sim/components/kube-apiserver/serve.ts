import { wallClock } from '../../kernel/clock'
import type { KubeObject } from '../../api/types'
import { formatTime } from '../../api/timestamp'
import type { Delivered } from '../../kernel/types'
import { allowed, allowedPath, authenticated } from './authorize'
import type { ApiServer, Request } from './context'
import { deleteCollection } from './delete-collection'
import {
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notFound,
  tooManyRequests,
  unauthorized,
  unknownPath
} from './errors'
import { evict } from './eviction'
import { isOver, open } from './flight'
import { health } from './health'
import { serveHttp } from './http/serve'
import { proxy } from './proxy'
import { get, list, watch } from './read'
import { keyOf, storedKinds, type Kind } from '../../api/scheme'
import type { ApiRequest, Outbox, ServerMessage } from './messages'
import { respond } from './respond'
import { write } from './write'

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

/** A request that is allowed, of a resource that is served, goes to who answers it. */
export function dispatch(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  if (request.subresource === 'log' || request.subresource === 'exec') return proxy(server, out, request)
  switch (request.verb) {
    case 'get':
      return get(server, out, request, resource)
    case 'list':
      return list(server, out, request, resource)
    case 'watch':
      return watch(server, out, request, resource)
    case 'deletecollection':
      return deleteCollection(server, out, request, resource)
    default:
      if (request.subresource === 'token') return token(server, out, request, resource)
      if (request.subresource === 'eviction') return evict(server, out, request)
      return write(server, out, request, resource)
  }
}

/** TokenRequest: answered without a write. Models pkg/registry/core/serviceaccount/storage/token.go. */
function token(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const { name = '', namespace } = request
  if (!server.caches.get('serviceaccounts')!.objects.has(keyOf(resource, namespace, name))) {
    return respond(server, out, request, 404, notFound(resource, name))
  }
  const expirationTimestamp = formatTime(wallClock(server) + 3_607_000_000)
  const body: KubeObject = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, ...(namespace !== undefined && { namespace }), creationTimestamp: formatTime(wallClock(server)) },
    status: { token: `${namespace}.${name}.${server.served}`, expirationTimestamp }
  }
  respond(server, out, request, 201, Object.freeze(body))
}
