import { seconds } from '../../../base/time'
import { keyOf, kindOf, type Kind } from '../../api/scheme'
import type { ApiServer, Request } from './context'
import { call } from './etcd-client/calls'
import { toRequest } from './events'
import type { Outbox } from './messages'

/** Constant liveTTL of admission/plugin/resourcequota/resource_access.go. */
const lookupLasts = seconds(30)

/** What quotas never count. Models pkg/quota/v1/install DefaultIgnoredResources. */
const ignored: ReadonlySet<string> = new Set(['events', 'componentstatuses', 'bindings'])

/**
 * ResourceQuota's admission looks into etcd before an object is created in a namespace without quotas, unless it did so within
 * the last 30 s: without etcd a creation hangs here. What they forbid is in `admission/resourcequota.ts`.
 * Models apiserver/pkg/admission/plugin/resourcequota/resource_access.go GetQuotas.
 */
export function asksQuotas(server: ApiServer, { verb, subresource, namespace = '' }: Request, kind: Kind): boolean {
  if (verb !== 'create' || subresource || !kind.namespaced || ignored.has(kind.plural)) return false
  const at = server.quotaLookups.get(namespace)
  if (at !== undefined && server.now - at < lookupLasts) return false
  return server.caches.get('resourcequotas')!.objects.under(keyOf(kindOf('resourcequotas'), namespace)).length === 0
}

export function askQuotas(server: ApiServer, out: Outbox, request: Request): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'quotas', request, since: server.now })
  const key = keyOf(kindOf('resourcequotas'), request.namespace)
  call(server, out, 'resourcequotas', { type: 'etcd.range', id, key, prefix: true }, true)
  out.raise(toRequest(request, 'request.asks'))
}
