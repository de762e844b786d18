import type { Micros } from '../../../../base/time'
import type { Item } from '../../../kernel/chart'
import { unborn } from '../../../kernel/chart'
import type { AddressOf } from '../../../protocol'
import type { EtcdRequest } from '../../etcd/messages'

export type Endpoint = AddressOf<'etcd'>

/**
 * One gRPC connection to one member. Its chart is `connection.ts`. Upstream each resource's storage has a client of its own,
 * and each client one connection to each of `--etcd-servers`: each waits out its own back-off.
 */
export interface Connection extends Item {
  /** Whose: a resource's storage (its plural), a health check (`etcd`, `etcd-readiness`) or `compactor`. */
  readonly client: string
  readonly endpoint: Endpoint
  /** Attempts that failed in a row. */
  failures: number
  /** How long the running back-off is. */
  delay: Micros
}

/** A client of etcd: balances its calls over its connections, one after the other. Models client/v3 with gRPC's round_robin. */
export interface Client {
  readonly name: string
  /** In the order of `--etcd-servers`. */
  readonly connections: readonly string[]
  /** Calls made so far, for the turn. */
  turn: number
}

/** A unary call that is not answered. */
export interface Call {
  readonly client: string
  readonly message: Extract<EtcdRequest, { id: number }>
  /** A read: it may be sent again when it is not known what became of it. Models client/v3 retry_interceptor.go. */
  readonly repeatable: boolean
  /** The member that it was sent to; empty: it waits for a connection, or for its next try. */
  sentTo: Endpoint | ''
}

/** What a server knows of a member that it is connected to. */
export interface Peer {
  /** When something came from it last. */
  heardAt: Micros
  pinged: boolean
  /** The highest revision that it told of. */
  revision: number
}

export interface EtcdClients {
  readonly endpoints: readonly Endpoint[]
  clients: Map<string, Client>
  connections: Map<string, Connection>
  calls: Map<number, Call>
  peers: Map<Endpoint, Peer>
}

export const connectionId = (client: string, endpoint: Endpoint): string => `${client}@${endpoint}`

export function createClients(names: Iterable<string>, endpoints: readonly Endpoint[]): EtcdClients {
  const clients = new Map<string, Client>()
  const connections = new Map<string, Connection>()
  for (const name of names) {
    const ids = endpoints.map((endpoint) => connectionId(name, endpoint))
    clients.set(name, { name, connections: Object.freeze(ids), turn: 0 })
    for (const endpoint of endpoints)
      connections.set(connectionId(name, endpoint), { ...unborn, client: name, endpoint, failures: 0, delay: 0 })
  }
  const peers = new Map<Endpoint, Peer>()
  for (const endpoint of endpoints) peers.set(endpoint, { heardAt: 0, pinged: false, revision: 0 })
  return { endpoints: Object.freeze([...endpoints]), clients, connections, calls: new Map(), peers }
}

export const isOpen = ({ state }: Connection): boolean => state === 'ready'

/** Storages of kinds that definitions make share the client of the definitions. */
export const clientOf = ({ clients }: EtcdClients, name: string): string =>
  clients.has(name) ? name : 'customresourcedefinitions'

/** Whether a client has a connection. */
export const isConnected = (etcd: EtcdClients, name: string): boolean =>
  etcd.clients.get(clientOf(etcd, name))!.connections.some((id) => isOpen(etcd.connections.get(id)!))

/** The member whose turn it is among those that a client is connected to; null: none. */
export function pick(etcd: EtcdClients, name: string): Endpoint | null {
  const client = etcd.clients.get(clientOf(etcd, name))!
  const { connections } = client
  for (let i = 0; i < connections.length; i++) {
    const connection = etcd.connections.get(connections[(client.turn + i) % connections.length]!)!
    if (!isOpen(connection)) continue
    client.turn = (client.turn + i + 1) % connections.length
    return connection.endpoint
  }
  return null
}
