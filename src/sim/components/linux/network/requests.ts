import type { Address } from '../../../kernel/types'
import type { DnsAnswer, DnsQuestion } from './dns'

/**
 * One HTTP request. A client sends it to a machine's `linux` (for a ClusterIP: of its own machine or of any node; for a
 * NodePort: of the node it calls). Answered by `traffic.response` or `traffic.refused` with the same id, or by nothing.
 */
export interface TrafficRequest {
  readonly type: 'traffic.request'
  readonly id: number
  readonly to: { readonly ip: string; readonly port: number } | { readonly nodePort: number }
  readonly path: string
  /** The host that is asked for (`Host:`), where it is not the address. */
  readonly host?: string
  /** What a program of a pod asks besides; users outside do not. */
  readonly more?: PodRequest
  /** The connection on which it travels, where its client keeps it; without: one of its own. */
  readonly flow?: Flow
}
/** A connection that outlives a request, and what its client's kernel sends on it now: a request, or `sends`. */
export interface Flow {
  /** Its name, which no other connection of the world has: it stands for the addresses and ports of both ends. */
  readonly id: string
  /** Nothing came back yet: this is its SYN (and the request that is sent as soon as it stands). */
  readonly opens?: true
  /** No request: a keepalive probe, or the client's FIN. */
  readonly sends?: 'probe' | 'FIN'
  /** Datagrams from one port: nobody holds a connection, only connection tracking remembers where they went. */
  readonly udp?: true
}
/** A request of a pod: from its address, maybe a datagram to a name server, and whether it reads what it is answered. */
export interface PodRequest {
  readonly source: string
  readonly question?: DnsQuestion
  /** What is posted. */
  readonly body?: object
  /** Headers besides `Host`, by their names in lower case, and `:method` where it is not GET. */
  readonly headers?: Readonly<Record<string, string>>
  /** Images of the applications on whose behalf it asks, the first one first. */
  readonly via?: readonly string[]
}
/** Who passes an answer on, or is the client. */
export type TrafficHop = Address<TrafficResponse | TrafficRefused | TrafficAccepted>

/** The request on its way to the machine that holds the pod's address. `hops` are the way back, the client first. */
export interface TrafficForward {
  readonly type: 'traffic.forward'
  readonly id: number
  readonly ip: string
  readonly port: number
  readonly path: string
  readonly host?: string
  readonly hops: readonly TrafficHop[]
  readonly more?: PodRequest
  readonly flow?: Flow
}
export interface TrafficResponse {
  readonly type: 'traffic.response'
  readonly id: number
  readonly code: number
  /** `namespace/name` of the pod that answered. */
  readonly pod: string
  readonly node: string
  /** The way back that is left; empty at the client. */
  readonly hops: readonly TrafficHop[]
  /** What it says, to a pod that asks; a name server's answer. */
  readonly body?: string
  readonly dns?: DnsAnswer
  /** As `HttpResponse`'s. */
  readonly certificate?: string
}
/**
 * The connection stands, and the answer takes a while: nobody needs to send a SYN again. Where the answer comes before anybody would,
 * nothing is said.
 */
export interface TrafficAccepted {
  readonly type: 'traffic.accepted'
  readonly id: number
  /** The kept connection whose probe this acknowledges. */
  readonly flow?: string
  readonly hops: readonly TrafficHop[]
}
export interface TrafficRefused {
  readonly type: 'traffic.refused'
  readonly id: number
  /**
   * `Connection refused` (no endpoints, port closed) or `No route to host` (the pod's address is gone). Of a kept connection also its end: `EOF`
   * (the server's process ended, its kernel sent FIN) or `Connection reset by peer` (nobody there knows it).
   */
  readonly reason: 'Connection refused' | 'No route to host' | 'EOF' | 'Connection reset by peer'
  readonly node: string
  /** The kept connection that this is about. */
  readonly flow?: string
  readonly hops: readonly TrafficHop[]
}
