import type { Delivered, KernelEvent } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type {
  AggregatedAnswer,
  AggregatedRequest,
  HttpRequest,
  ServerMessage,
  WebhookAnswer,
  WebhookRequest
} from '../kube-apiserver/messages'

/** What a program outside does with one of its TCP connections. `conn` names it in the whole run. */
export type ClientAct =
  | { readonly type: 'clients.dial'; readonly conn: string }
  | {
      readonly type: 'clients.request'
      readonly conn: string
      /** Number of the stream in its connection. */
      readonly id: number
      readonly http: HttpRequest
      /** Whom the client's certificate or static token names; the server reads other tokens itself. */
      readonly user: string
      readonly groups: readonly string[]
      /** Which certificate it was: `X509SHA256=` and its fingerprint. */
      readonly credential?: string
      readonly body?: string
    }
  /** It gives a request up, or stops a watch. */
  | { readonly type: 'clients.cancel'; readonly conn: string; readonly id: number }
  | { readonly type: 'clients.close'; readonly conn: string }
  /** It is the server of an API group, and answers what the API server `server` has passed on. */
  | {
      readonly type: 'clients.serve'
      readonly server: string
      readonly id: number
      readonly code: number
      readonly body: AggregatedAnswer['body']
    }
  /** It is a webhook's server, and answers what the API server `server` has asked; or there is no such server. */
  | {
      readonly type: 'clients.reply'
      readonly server: string
      readonly id: number
      readonly outcome:
        { readonly code: number; readonly contentType: string; readonly content: string } | { readonly error: string }
    }

/** It hears the API, and is asked for what programs outside serve of it. */
export type ClientsAccepts = ServerMessage | AggregatedRequest | WebhookRequest
export type ClientsAnswers = AggregatedAnswer | WebhookAnswer

export type ClientsInput =
  | Delivered<ServerMessage>
  | Delivered<AggregatedRequest, AggregatedAnswer>
  | Delivered<WebhookRequest, WebhookAnswer>
  | ClientAct
  | KernelEvent
export type Outbox = OutboxOf<never>
