import { kindIn } from './apiextensions/served'
import { keyOf, type Kind } from '../../api/scheme'
import type { KubeList } from '../../api/types'
import type { ApiServer, Request } from './context'
import type { Outbox } from './messages'
import { makeToken } from './continue'
import { revisionOf } from './revision'
import { respond } from './respond'
import { filterOf } from './selectors'
import { write } from './write'

/**
 * DELETE of a collection: the objects that match are deleted one after the other, then it is answered with their list.
 * For clients, limits and the audit log it is one request. Models apiserver/pkg/registry/generic/registry/store.go
 * DeleteCollection with its default of one worker.
 */
export function deleteCollection(server: ApiServer, out: Outbox, request: Request, resource: Kind): void {
  const matches = filterOf(request.namespace, request.options)
  const all = [...(server.caches.get(resource.directory)?.objects ?? [])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, object]) => (matches(object) ? [object] : []))
  const limit = request.options?.limit ?? all.length
  const items = all.slice(0, limit)
  const id = server.nextId++
  server.collections.set(id, { request, items: Object.freeze(items), done: 0, left: all.length - items.length })
  proceed(server, out, id, resource)
}

/** Goes on with collections of which an object is deleted now, or could not be. */
export function collectDeleted(server: ApiServer, out: Outbox): void {
  for (let next = server.itemsDeleted.shift(); next; next = server.itemsDeleted.shift()) {
    const { collection: id, code, body } = next
    const collection = server.collections.get(id)
    if (!collection) continue
    if (code < 300 || code === 404) {
      collection.done++
      proceed(server, out, id, kindIn(server, collection.request.resource))
      continue
    }
    server.collections.delete(id)
    respond(server, out, collection.request, code, body)
  }
}

function proceed(server: ApiServer, out: Outbox, id: number, resource: Kind): void {
  const collection = server.collections.get(id)
  if (!collection) return
  const { request, items, done, left } = collection
  const item = items[done]
  if (item) {
    const { name, namespace } = item.metadata
    const single: Request = { ...request, verb: 'delete', name, ...(namespace && { namespace }), collection: id }
    return write(server, out, single, resource)
  }
  server.collections.delete(id)
  const prefix = keyOf(resource, request.namespace)
  const { name = '', namespace } = items.at(-1)?.metadata ?? {}
  const list: KubeList = {
    kind: `${resource.kind}List`,
    apiVersion: resource.apiVersion,
    metadata: {
      resourceVersion: String(revisionOf(server)),
      ...(left > 0 && {
        continue: makeToken(revisionOf(server), prefix, keyOf(resource, namespace, name)),
        remainingItemCount: left
      })
    },
    items
  }
  respond(server, out, request, 200, Object.freeze(list))
}
