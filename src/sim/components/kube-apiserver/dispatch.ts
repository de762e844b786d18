import { storageFor } from './apiextensions/controller'
import { requestToken } from './authentication/tokenrequest'
import { subresourceCheck } from './admission/webhook/subresource'
import type { ApiServer, Request } from './context'
import { deleteCollection } from './delete-collection'
import { exchangeOf } from './flight'
import { askQuotas, asksQuotas } from './quotas'
import { get, list, watch } from './read'
import type { Kind } from '../../api/scheme'
import type { Outbox } from './messages'
import { rarely } from './rarely'
import { respond } from './respond'
import { write } from './write'

/** Subresources of pods that are asked of their kubelets. */
const ofKubelets: ReadonlySet<string> = new Set(['attach', 'log', 'exec', 'portforward'])

/** A request that is allowed, of a resource that is served, goes to who answers it. */
export function dispatch(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const exchange = exchangeOf(server, request)
  if (exchange) exchange.request = request
  if (resource.kind === 'ComponentStatus') return rarely().components.componentStatus(server, out, request, resource)
  if (resource.custom) storageFor(server, out, resource)
  if (!resource.stored) return rarely().review(server, out, request, resource)
  const refused = request.subresource ? subresourceCheck(server, out, request, resource) : null
  if (refused === 'waits') return
  if (refused) return respond(server, out, request, refused.code, refused)
  if (request.subresource && ofKubelets.has(request.subresource)) return rarely().proxies.proxy(server, out, request)
  if (request.subresource === 'proxy')
    return resource.plural === 'nodes'
      ? rarely().proxies.proxyNode(server, out, request)
      : rarely().reaching.reach(server, out, request, resource)
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
      if (request.subresource === 'token') return requestToken(server, out, request, resource)
      if (request.subresource === 'eviction') return rarely().evictions.evict(server, out, request)
      if (asksQuotas(server, request, resource)) return askQuotas(server, out, request)
      return write(server, out, request, resource)
  }
}
