import { close } from '../../client-go/transport'
import type { Outbox } from './messages'
import type { KubeletContext } from './context'

/**
 * A heartbeat has failed again: the connection to the API server is closed if it carries nothing, and the next request dials anew. Watches are
 * on it nearly always, so that a kubelet stays with a server that is silent until an HTTP/2 ping gives it up (30 s without a frame, 15 s for the
 * answer). Models cmd/kubelet/app/server.go buildKubeletClientConfig (CloseIdleConnectionsFor since 1.23; DISABLE_HTTP2 is not
 * modelled), called as kubeDeps.OnHeartbeatFailure by the node's status and by its lease.
 */
export function closeIdleConnections({ api }: KubeletContext, out: Outbox): void {
  if (api.streams.size === 0) close(api, out)
}
