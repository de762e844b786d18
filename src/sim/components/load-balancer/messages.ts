import type { ClientMessage, ServerMessage } from '../kube-apiserver/messages'

/** It carries both directions of connections that it does not look into; answers of its own are `conn.close` only. */
export type LoadBalancerAccepts = ClientMessage | ServerMessage
export type LoadBalancerAnswers = ServerMessage
