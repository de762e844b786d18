import { seconds } from '../../../../base/time'
import type { ProcessId } from '../../../kernel/types'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { isOpen, type Endpoint } from './client'

/** Constants of apiserver/pkg/storage/storagebackend/factory/etcd3.go: keepaliveTime and keepaliveTimeout. */
const keepaliveTime = seconds(30)
const keepaliveTimeout = seconds(10)

/** What calls on the wire fail with, in grpc's words. */
export const errors = {
  broken: 'rpc error: code = Unavailable desc = error reading from server: EOF',
  silent: 'rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within timeout'
} as const

/** Something came from a member. */
export function heard(server: ApiServer, from: ProcessId, revision = 0): void {
  const peer = server.etcd.peers.get(from as Endpoint)
  if (!peer) return
  peer.heardAt = server.now
  peer.pinged = false
  if (revision > peer.revision) peer.revision = revision
}

export function armKeepalive(
  out: Outbox,
  endpoint: Endpoint,
  delay = keepaliveTime,
  setting = 'grpc-keepalive-time'
): void {
  out.timer(`keepalive/${endpoint}`, delay, setting, { type: 'etcd.keepalive', endpoint })
}

/**
 * A member that is silent for 30 s is pinged; without an answer within 10 s its connections are dead. All connections to a
 * member share the ping here, for they share its silence. Models grpc internal/transport/http2_client.go keepalive.
 */
export function keepAlive(server: ApiServer, out: Outbox, endpoint: Endpoint): void {
  const peer = server.etcd.peers.get(endpoint)!
  if (peer.pinged) {
    peer.pinged = false
    out.because({ silence: endpoint })
    loseAll(server, out, endpoint, errors.silent)
    return armKeepalive(out, endpoint)
  }
  const idle = server.now - peer.heardAt
  if (idle < keepaliveTime) return armKeepalive(out, endpoint, keepaliveTime - idle)
  if (![...server.etcd.connections.values()].some((c) => c.endpoint === endpoint && isOpen(c)))
    return armKeepalive(out, endpoint)
  peer.pinged = true
  out.send(endpoint, { type: 'etcd.ping' })
  armKeepalive(out, endpoint, keepaliveTimeout, 'grpc-keepalive-timeout')
}

/** All connections to a member are gone, also those that are being made. */
export function loseAll({ etcd }: ApiServer, out: Outbox, endpoint: Endpoint, error: string): void {
  etcd.peers.get(endpoint)!.pinged = false
  for (const [item, connection] of etcd.connections)
    if (connection.endpoint === endpoint && connection.leaf >= 0)
      out.raise({ type: 'connection.lost', chart: 'etcd-connection', item, error })
}
