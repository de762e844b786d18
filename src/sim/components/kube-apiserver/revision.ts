import type { ApiServer } from './context'

/** What this server knows to be the latest revision: any of its caches may have seen it. */
export function revisionOf(server: ApiServer): number {
  let revision = 0
  for (const cache of server.caches.values()) if (cache.revision > revision) revision = cache.revision
  return revision
}
