import type { Micros } from '../../../base/time'
import type { KubeList, KubeObject, Status } from '../../api/types'
import type { Address, Delivered, KernelEvent, Message, Labels } from '../../kernel/types'
import type { OutboxOf } from '../../outbox'
import type { EtcdAccepts, EtcdAnswers } from '../etcd/messages'
import type { Awaited, Executed, Forwarded, KubeletRequest, KubeletServed } from '../kubelet/messages'
import type { HttpGet, HttpResponse, TrafficAccepted, TrafficRefused, TrafficResponse } from '../linux/messages'
import type { ClientEvent, ConnectionEvent } from './etcd-client/connection'
import type { Outcome } from './admission/webhook/answer'
import type { Endpoint } from './etcd-client/client'
import type { CacherEvent, RequestEvent, WatchInput } from './events'

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

/** Query parameters, by their upstream names. Models apimachinery/pkg/apis/meta/v1 ListOptions, DeleteOptions, PatchOptions. */
export interface RequestOptions {
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
  readonly limit?: number
  readonly continue?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
  /** Of custom.metrics.k8s.io: which of an object's values. */
  readonly metricLabelSelector?: string
  readonly timeoutSeconds?: number
  readonly allowWatchBookmarks?: boolean
  /** Content type of a patch body. */
  readonly patchType?: 'strategic' | 'merge' | 'json' | 'apply'
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  /** The older way of saying so. */
  readonly orphanDependents?: boolean
  /** Of `pods/log` and `pods/exec`. */
  readonly container?: string
  readonly previous?: boolean
  readonly command?: readonly string[]
  /** Of `pods/exec`: what is sent to the command. */
  readonly stdin?: string
  /** Of `pods/exec`: it will be asked again with what is sent to the command. */
  readonly awaited?: true
  /** Of `pods/portforward`: one request through it. */
  readonly port?: number
  readonly path?: string
  /** Of `pods/log`. */
  readonly follow?: boolean
  readonly timestamps?: boolean
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly dryRun?: boolean
  readonly sendInitialEvents?: boolean
  readonly force?: boolean
  readonly fieldManager?: string
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
}

/** One HTTP/2 request. `conn` names the client's TCP connection, `id` the stream in it. */
export interface ApiRequest {
  readonly type: 'api.request'
  readonly conn: string
  readonly id: number
  readonly verb: Verb
  /** Plural resource name such as `pods`; empty for a non-resource request. */
  readonly resource: string
  /** Which of its groups, if a resource is served in several: `events.k8s.io/v1`. */
  readonly apiVersion?: string
  readonly subresource?: string
  /** Absent or undefined: of a cluster-scoped object, or over all namespaces. */
  readonly namespace?: string | undefined
  readonly name?: string
  /** Non-resource path such as `/readyz`. */
  readonly path?: string
  /** Who asks: the identity in the client certificate or token (`system:node:worker-1`). */
  readonly user: string
  readonly userAgent: string
  /** Until when the client's certificate is good, by wall clocks; absent: as long as any run lasts. */
  readonly notAfter?: Micros
  /** Groups in the client's certificate or token; of components they follow from the name. */
  readonly groups?: readonly string[]
  /** The user's uid, where who asks says it. */
  readonly uid?: string
  /** What else is known of who asks, such as which certificate it was. */
  readonly extra?: Readonly<Record<string, readonly string[]>>
  /** As text, for a request with `http`; else as the object that it stands for. */
  readonly body?: unknown
  readonly options?: RequestOptions
  /** The request as it stands on the wire: the server reads verb, resource and options from it, not from this message. */
  readonly http?: HttpRequest
  /** Who asks reads JSON, as most programs of others do; the cluster's own components ask for protobuf. */
  readonly json?: true
}

/** What a client outside the simulation sent, whose bytes nobody in it has understood yet. */
export interface HttpRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** By lower-case name; of a name that came several times all values, with commas. */
  readonly headers: Readonly<Record<string, string>>
}

/** The answer to every request but a successful watch. */
export interface ApiResponse {
  readonly type: 'api.response'
  readonly conn: string
  readonly id: number
  readonly code: number
  /** `exec` is answered with what its command came to (upstream: the frames of its stream). */
  readonly body: KubeObject | KubeList | Status | Executed | Awaited | Forwarded | string
  /** Texts of `Warning` headers. */
  readonly warnings?: readonly string[]
  /** To a request with `http`: what stands on the wire instead of `body`. */
  readonly http?: HttpAnswer
}

export interface HttpAnswer {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** A text as it is, everything else as JSON. */
  readonly content: unknown
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: KubeObject | Status
}

/** Part of a watch's stream: begins with an empty one (the HTTP headers, code 200). */
export interface ApiWatch {
  readonly type: 'api.watch'
  readonly conn: string
  readonly id: number
  readonly events: readonly WatchEvent[]
  /** To a request with `http`: what stands on the wire for each of them. */
  readonly http?: readonly unknown[]
}

/** The server ended a watch stream (its timeout ran out), the client lists or watches again. */
export interface ApiWatchEnd {
  readonly type: 'api.watch.end'
  readonly conn: string
  readonly id: number
}

/** A client gives a request up (its own timeout ran out) or stops a watch: HTTP/2 RST_STREAM. */
export interface ApiCancel {
  readonly type: 'api.cancel'
  readonly conn: string
  readonly id: number
}

/** HTTP/2 PING and its ack: how a client finds that a connection is dead. */
export interface ConnPing {
  readonly type: 'conn.ping'
  readonly conn: string
}
export interface ConnPong {
  readonly type: 'conn.pong'
  readonly conn: string
}

/**
 * HTTP/2 GOAWAY: what is under way on the connection goes on, what comes has to go elsewhere. A request that crossed it was not looked at
 * (`refused`, RST_STREAM with REFUSED_STREAM) and may be sent again there.
 */
export interface ConnGoAway {
  readonly type: 'conn.goaway'
  readonly conn: string
  readonly refused?: number
}

/** One side closed the connection (FIN): all its streams end. Also sent by the load balancer for a side that was reset. */
export interface ConnClose {
  readonly type: 'conn.close'
  readonly conn: string
}

export type ClientMessage = ApiRequest | ApiCancel | ConnPing | ConnClose
export type ServerMessage = ApiResponse | ApiWatch | ApiWatchEnd | ConnPong | ConnGoAway | ConnClose

/** Whether a message goes from a client to a server. A close may go either way. */
export const isClientMessage = (message: Message): message is ClientMessage => fromClients.has(message.type)
/** Whether a message goes from a server to a client. */
export const isServerMessage = (message: Message): message is ServerMessage => fromServers.has(message.type)
const fromClients: ReadonlySet<string> = new Set(['api.request', 'api.cancel', 'conn.ping', 'conn.close'])
const fromServers: ReadonlySet<string> = new Set([
  'api.response',
  'api.watch',
  'api.watch.end',
  'conn.pong',
  'conn.goaway',
  'conn.close'
])

/** To the server of an API group that is not this server's: what a client asks for. */
export interface AggregatedRequest {
  readonly type: 'aggregated.request'
  readonly id: number
  readonly user: string
  readonly verb: Verb
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly labelSelector: string
}
export interface AggregatedAnswer {
  readonly type: 'aggregated.answer'
  readonly id: number
  readonly code: number
  readonly body: KubeObject | KubeList | Status
}

/** A question to a webhook: an HTTPS request to `host`, whose certificate has to be for `serverName`. */
export interface WebhookRequest {
  readonly type: 'webhook.request'
  readonly id: number
  readonly url: string
  /** Address and port that are dialled. */
  readonly host: string
  readonly serverName: string
  /** Who has signed the certificate, as PEM in base64; empty: one that every machine trusts. */
  readonly caBundle: string
  readonly body: object
}
export type WebhookAnswer = { readonly type: 'webhook.answer'; readonly id: number } & Outcome

export type ApiServerAccepts =
  | ClientMessage
  | EtcdAnswers
  | KubeletServed
  | AggregatedAnswer
  | WebhookAnswer
  | HttpGet
  | HttpResponse
  | TrafficResponse
  | TrafficRefused
  | TrafficAccepted

/** A client of the API: whoever hears what a server says. */
export type ApiPeer = Address<ServerMessage>
/** Where a client dials: a server, or what carries its connection there. */
export type ApiEntrance = Address<ClientMessage>

/** Who asks for the server's health over plain HTTP: a kubelet's probe. */
export type HttpGetter = HttpGet['asker']

/** Steps of an orderly end (`shutdown.ts`): new requests are refused; watches are ended one by one; idle connections are closed; its time is over. */
export interface ShutdownTimer {
  readonly type: 'shutdown'
  readonly step: 'refuse' | 'drain' | 'poll' | 'end'
}

/** Periodic work, and what waits: for etcd, for a kubelet's port, for another try of an eviction, for the roles. */
export type ApiServerTimer =
  | { readonly type: 'bookmarks' | 'compaction' | 'rbac.loaded' | 'bootstrapped' | 'endpoint.renew' | 'flow-schemas' }
  | ShutdownTimer
  | { readonly type: 'etcd.again' | 'check.timeout'; readonly id: number }
  | { readonly type: 'etcd.keepalive'; readonly endpoint: Endpoint }
  | {
      readonly type: 'proxy.timeout' | 'reach.timeout' | 'aggregated.timeout' | 'webhook.timeout' | 'component.timeout'
      readonly id: number
    }
  | { readonly type: 'eviction.retry'; readonly id: number }

export type ApiServerInput =
  | Delivered<ClientMessage, ServerMessage>
  | Delivered<EtcdAnswers, EtcdAccepts>
  | Delivered<KubeletServed, KubeletRequest>
  | Delivered<AggregatedAnswer>
  | Delivered<WebhookAnswer>
  | Delivered<HttpGet | HttpResponse | TrafficResponse | TrafficRefused | TrafficAccepted>
  | ApiServerTimer
  | ClientEvent
  | KernelEvent
/** What it tells its own charts. */
type ApiServerRaised = ClientEvent | ConnectionEvent | CacherEvent | RequestEvent | WatchInput
/** All that it says to itself. */
export type ApiServerOwn = ApiServerTimer | ApiServerRaised
export type Outbox = OutboxOf<ApiServerOwn>

const httpVerbs: Readonly<Record<Verb, string>> = {
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}

function requestLabel({ verb, path, resource, name: given, subresource, body, http }: ApiRequest): string {
  // A client that speaks HTTP inside the simulation says what it asks for, too.
  if (http && resource === '' && !path) return `${http.method} ${http.target}`
  if (path) return `GET ${path}`
  const { name: own, generateName } = (body as Partial<KubeObject> | undefined)?.metadata ?? {}
  const name = given ?? own ?? (generateName ? `${generateName}…` : undefined)
  return `${httpVerbs[verb]} ${resource}${name ? `/${name}` : ''}${subresource ? `/${subresource}` : ''}`
}

function responseLabel({ code, body }: ApiResponse): string {
  const { kind, reason, message, metadata } = typeof body === 'object' ? (body as Partial<Status & KubeObject>) : {}
  if (kind === 'Status' && code >= 400) return `${code} ${reason ?? message ?? ''}`
  return `${code}${kind ? ` ${kind}` : ''}${metadata?.name ? ` ${metadata.name}` : ''}`
}

function watchLabel({ events }: ApiWatch): string {
  const [first] = events
  if (!first) return 'watch: open'
  const { kind, metadata } = first.object
  const more = events.length > 1 ? ` +${events.length - 1}` : ''
  return `watch: ${first.type} ${kind} ${metadata.name ?? ''}${more}`
}

export const labels: Labels<ClientMessage | ServerMessage> = {
  'api.request': requestLabel,
  'api.response': responseLabel,
  'api.watch': watchLabel
}

/** Whose request bears a token, or another proof, that the server does not know. */
export const unknownUser = 'unknown'
