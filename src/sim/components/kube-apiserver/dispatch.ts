import { wallClock } from '../../kernel/clock'
import type { KubeObject } from '../../api/types'
import { formatTime } from '../../api/timestamp'
import type { ApiServer, Request } from './context'
import { deleteCollection } from './delete-collection'
import { notFound } from './errors'
import { evict } from './eviction'
import { exchangeOf } from './flight'
import { proxy } from './proxy'
import { askQuotas, asksQuotas } from './quotas'
import { get, list, watch } from './read'
import { keyOf, type Kind } from '../../api/scheme'
import type { Outbox } from './messages'
import { respond } from './respond'
import { review } from './reviews'
import { write } from './write'

/** A request that is allowed, of a resource that is served, goes to who answers it. */
export function dispatch(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const exchange = exchangeOf(server, request)
  if (exchange) exchange.request = request
  if (!resource.stored) return review(server, out, request, resource)
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
      if (asksQuotas(server, request, resource)) return askQuotas(server, out, request)
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
