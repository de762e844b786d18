import { close } from '../../client-go/transport'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'

/**
 * A heartbeat has failed again: every connection to the API server is closed, and the next request of each client dials
 * anew. Behind a load balancer that leads to another API server; without it a kubelet would wait for one that is dead
 * until TCP or an HTTP/2 ping gives it up. Whoever waited for an answer hears of it. Models cmd/kubelet/app/server.go
 * closeAllConns, called as kubeDeps.OnHeartbeatFailure by the node's status and by its lease.
 */
export function closeConnections(context: KubeletContext, out: Outbox): void {
  for (const client of [context.api, context.heartbeat, context.eventClient]) close(client, out)
}
