import type { Address, ProcessContext } from '../../kernel/types'
import { apiEntrance, type Boot } from '../../cluster'
import type { AggregatedAnswer, ClientMessage, WebhookAnswer } from '../kube-apiserver/messages'

export interface Clients extends ProcessContext {
  readonly server: Address<ClientMessage>
  /** Open connections, by name: whether TCP is up, and whether the server has answered the TLS handshake. */
  connections: Map<string, 'dialling' | 'handshake' | 'open'>
  /** Who waits for an answer of a server outside, by `process#id`. */
  asked: Map<string, Address<AggregatedAnswer>>
  /** Who waits for an answer of a webhook outside, likewise. */
  hooked: Map<string, Address<WebhookAnswer>>
  /** Requests so far. */
  requests: number
}

export const createContext = ({ self, now, rng, config, cluster }: Boot): Clients => ({
  self,
  now,
  rng,
  config,
  server: apiEntrance(cluster),
  connections: new Map(),
  asked: new Map(),
  hooked: new Map(),
  requests: 0
})
