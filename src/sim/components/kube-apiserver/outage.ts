import { ms, toSeconds, type Micros } from '../../../base/time'
import type { ApiServer } from './context'
import type { Outbox } from './messages'

/** Who waited longer than this has noticed: half of the second that upstream promises for a call (sig-scalability slos/api_call_latency.md). */
const noticed = ms(500)

/**
 * Etcd answered a client's request. `api-read-ok` and `api-write-ok` say so where somebody felt it: the request had waited,
 * or it is the first of its kind in this life of the server.
 */
export function etcdServed(server: ApiServer, out: Outbox, kind: 'read' | 'write', since: Micros): void {
  const waited = server.now - since
  if (server.answered.has(kind) && waited <= noticed) return
  server.answered.add(kind)
  out.fact(`api-${kind}-ok`, { server: server.self, waitedSeconds: toSeconds(waited) })
}
