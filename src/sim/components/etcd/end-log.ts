import type { EtcdContext } from './context'
import { tell } from './life-log'
import type { Outbox } from './messages'

/* What a member says when peers break away, and when it is stopped itself. */

/** A peer's connections have broken: two streams of it, and what is sent to it next. */
export function tellPeerLost(out: Outbox): void {
  const lost = 'lost TCP streaming connection with remote peer'
  tell(out, 'W', `${lost} | peer became inactive (message send to peer failed) | ${lost}`)
}

/** SIGTERM: first the clients' ports are closed. */
export function tellStopping(out: Outbox): void {
  tell(out, 'I', 'received signal; shutting down')
  tell(out, 'I', 'closing etcd server')
  tell(out, 'E', 'setting up serving from embedded etcd failed.')
  tell(out, 'W', 'stopping secure grpc server due to error | stopped secure grpc server due to error')
}

/** Then, when another leads or nobody else is there, all else. */
export function tellStopped(context: EtcdContext, out: Outbox): void {
  tell(out, 'I', "server has stopped; stopping cluster version's monitor")
  tell(out, 'I', "server has stopped; stopping storage version's monitor")
  if (context.peers.length > 1) {
    tell(out, 'I', 'stopping remote peer')
    tell(out, 'W', 'closed TCP streaming connection with remote peer')
    tell(
      out,
      'I',
      'stopped TCP streaming connection with remote peer | stopped HTTP pipelining with remote peer | ' +
        'stopped stream reader with remote peer | stopped remote peer'
    )
  }
  tell(out, 'I', 'stopping serving peer traffic | stopped serving peer traffic | closed etcd server')
}
