import { storedKinds } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject } from '../../api/types'
import { wallClock } from '../../kernel/clock'
import { compactor, type ApiServer } from './context'
import { call } from './etcd-client/calls'
import { withOwnAccount } from './managed'
import type { Outbox } from './messages'
import { revisionOf } from './revision'

/** A write of the server's own, with a compare that makes it safe to send again: nobody waits for it. */
export function storeOwn(
  server: ApiServer,
  out: Outbox,
  resource: string,
  key: string,
  object: KubeObject,
  revision: number
): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'own' })
  const known = server.caches.get(resource)?.objects.get(key)
  const kind = storedKinds.get(resource)
  const told = kind
    ? withOwnAccount(kind, known, object, formatTime(wallClock(server)), server.settings.allManaged)
    : object
  const { resourceVersion: _, ...metadata } = told.metadata
  const value = Object.freeze({ ...told, metadata: Object.freeze(metadata) })
  const compares = [{ key, target: 'mod', result: '=', revision }] as const
  call(
    server,
    out,
    resource,
    { type: 'etcd.txn', id, compares, success: [{ op: 'put', key, value }], failure: [] },
    true
  )
}

/** What was the revision an interval ago may go now. Models etcd3/compact.go; an interval of 0 compacts never. */
export function compact(server: ApiServer, out: Outbox): void {
  if (server.compactAt > 0) {
    const id = server.nextId++
    server.pending.set(id, { kind: 'compact' })
    call(server, out, compactor, { type: 'etcd.compact', id, revision: server.compactAt }, false)
  }
  server.compactAt = revisionOf(server)
  armCompaction(server, out)
}

export function armCompaction({ settings: { compactionInterval } }: ApiServer, out: Outbox): void {
  if (compactionInterval > 0)
    out.timer('compaction', compactionInterval, 'etcd-compaction-interval', { type: 'compaction' })
}

/** Deletes an object of its own, if it is still as the server knows it. */
export function removeOwn(server: ApiServer, out: Outbox, resource: string, key: string, revision: number): void {
  const id = server.nextId++
  server.pending.set(id, { kind: 'own' })
  const compares = [{ key, target: 'mod', result: '=', revision }] as const
  call(server, out, resource, { type: 'etcd.txn', id, compares, success: [{ op: 'delete', key }], failure: [] }, true)
}
