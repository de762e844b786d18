import type { Audited, Auditing } from './audit/audit'
import { auditing } from './audit/later'
import { Table } from '../../../base/table'
import type { Micros } from '../../../base/time'
import type { KubeObject } from '../../api/types'
import type { Item } from '../../kernel/chart'
import type { Address, Delivered, ProcessContext } from '../../kernel/types'
import { addressOf, type AddressOf } from '../../protocol'
import { addressIn, podNetIn } from '../../address-plan'
import type { Boot, Cluster } from '../../cluster'
import { readSettings, type Settings } from './config'
import type { Outcome } from './admission/webhook/answer'
import type { Answered } from './events'
import type { Hearing } from './admission/webhook/hearing'
import type { Level, Seat } from './priority-level'
import type { Form } from './http/accept'
import type { Flow } from './http/flow'
import { createClients, type EtcdClients } from './etcd-client/client'
import type {
  AggregatedRequest,
  ApiPeer,
  ApiRequest,
  ApiResponse,
  ClientMessage,
  HttpGetter,
  ServerMessage
} from './messages'
import { createCache, type WatchCache } from './watch-cache'
import type { Watcher } from './watchers'
import { storedKinds } from '../../api/scheme'

/** The client of the compactor. */
export const compactor = 'compactor'

/** What a client says, as it arrives. */
export type ClientInput = Delivered<ClientMessage, ServerMessage>

/** The members of `--etcd-servers`: kubeadm gives each server the member of its own master. */
const endpointsOf = ({ machine, cluster }: Boot, { allEtcdServers }: Settings) =>
  (allEtcdServers ? cluster.masters : [machine]).map((master) => addressOf('etcd', master))

/** How a request that came over HTTP is answered. */
export interface Wire {
  readonly form: Form
  /** The version in which objects are spoken of: `autoscaling/v1`. */
  readonly apiVersion: string
  readonly pretty: boolean
  readonly includeObject: string
  /** Fields that the body names twice. */
  readonly duplicates: readonly string[]
  /** Headers that tell of the flow it belongs to. */
  readonly flow?: Flow
}

/** A client's request with who asks; empty: this server itself, which needs no answer. */
export type Request = ApiRequest & {
  readonly wire?: Wire
  /** When it writes, for the account of who wrote what. */
  readonly writtenAt?: string
  /** What webhooks said of it. */
  readonly hearing?: Hearing
  readonly from: ApiPeer | ''
  /** It deletes one object of a collection: number of the request that it belongs to. */
  readonly collection?: number
}

/** A request that a client waits for, with the chart of `request.ts`. */
export interface Exchange extends Item {
  /** As it came; once it is understood, as it is served. */
  request: Request
  readonly since: Micros
  /** The place in flight that it takes. */
  readonly place: 'read' | 'write' | 'none'
  /** How long it may take by its client's own word (`?timeout=`). */
  allotted?: Micros
  /** The resource that it watches; empty if it is no watch, or none that was begun. */
  watches: string
  /** What it holds of its priority level. */
  seat?: Seat | undefined
  /** Objects that it looked at. */
  scanned?: number
  /** What an audit policy says of it. */
  audited?: Audited
  /** The answer that is being written, how much of CPU time and memory it takes, and when it is out. */
  writing?: Writing | undefined
}

interface Writing {
  readonly answer: Pick<Answered, 'code' | 'body' | 'warnings' | 'request' | 'http'>
  readonly spent: number
  readonly bytes: number
  readonly until: Micros
}

/** A client's watch, with the chart of `watch.ts`. */
export interface Watch extends Item {
  readonly watcher: Watcher
  /** When what it was told late leaves, one time for each event; missing: all has left. */
  leaves?: readonly Micros[]
}

/** A deletion of many objects that is under way. */
export interface Collection {
  readonly request: Request
  /** All that matched, in the order of their keys. */
  readonly items: readonly KubeObject[]
  /** How many of them are deleted, or were gone already. */
  done: number
  /** How many matched besides, beyond the limit. */
  readonly left: number
}

/** What came of one deletion of a collection. */
export interface ItemDeleted {
  readonly collection: number
  readonly code: number
  readonly body: ApiResponse['body']
}

/** What this server waits for from etcd. */
export type Pending =
  | { readonly kind: 'list'; readonly resource: string }
  | {
      readonly kind: 'read'
      readonly request: Request
      readonly since: Micros
      /** Only how far etcd is was asked: the cache has the rest. */
      readonly current?: true
    }
  | {
      readonly kind: 'write'
      readonly request: Request
      readonly since: Micros
      /** How often the read-modify-write was tried. */
      readonly tries: number
      /** The object as it will be stored; null: deleted. */
      readonly object: KubeObject | null
      /** The object as it was. */
      readonly old: KubeObject | null
      /** Of an object that goes: as it was last. */
      readonly last?: KubeObject
      readonly warnings: readonly string[]
    }
  /** A write that the cache speaks against: what etcd has decides. */
  | { readonly kind: 'recheck'; readonly request: Request; readonly since: Micros; readonly tries: number }
  /** An eviction whose pod is told why it goes. */
  | { readonly kind: 'mark'; readonly request: Request; readonly since: Micros }
  /** An eviction: its disruption budget is counted down first, or (`wait`) tried again after a lost race. */
  | {
      readonly kind: 'claim' | 'claim-wait'
      readonly request: Request
      readonly since: Micros
      readonly tries: number
    }
  /** `logs` or `exec`, passed on to a kubelet. */
  | {
      readonly kind: 'proxy'
      readonly request: Request
      readonly since: Micros
      readonly peer: AddressOf<'kubelet'>
      readonly address: string
      readonly podUid: string
      readonly container: string
      /** Its client reads it as it comes: the answer has begun. */
      readonly streams?: true
    }
  /** Passed on to a pod. */
  | {
      readonly kind: 'reached'
      readonly request: Request
      readonly since: Micros
      readonly ip: string
      readonly port: number
    }
  /** Passed on to the server of another API group. */
  | {
      readonly kind: 'aggregated'
      readonly request: Request
      readonly since: Micros
      readonly peer: Address<AggregatedRequest>
    }
  /** A question to a webhook, one of several of a request that waits for them. */
  | {
      readonly kind: 'webhook'
      readonly request: Request
      readonly since: Micros
      readonly waiting: number
      readonly place: number
      readonly url: string
      /** Why it cannot be asked at all. */
      readonly fails?: string
      /** The address and port of a Service that is dialled, and whether an authority is named that may have signed its certificate. */
      readonly dials?: string
      readonly trusts?: boolean
    }
  /** The latest revision, for a watch without one. */
  | { readonly kind: 'revision'; readonly watch: string }
  /** Whether a namespace has quotas, before an object is created in it. */
  | { readonly kind: 'quotas'; readonly request: Request; readonly since: Micros }
  /** A component of the control plane is asked how it is; what the others said travels along. */
  | {
      readonly kind: 'component'
      readonly request: Request
      readonly since: Micros
      readonly name: string
      readonly asked: Asked
    }
  /** A health check of etcd, for a request or (`probe`) for a kubelet's probe. */
  | { readonly kind: 'check'; readonly check: EtcdCheck; readonly inspection: Inspection; readonly request?: Request }
  | { readonly kind: 'compact' }
  /** A write of the server's own. */
  | { readonly kind: 'own' }
  /** Addresses of the API that servers keep in etcd, and the lease for the own one. */
  | { readonly kind: 'endpoints' | 'address-lease' }

/** Whose health was asked for, and what was told of it so far. */
export interface Asked {
  readonly wanted: readonly string[]
  readonly told: readonly KubeObject[]
}

/** The checks that ask etcd, each with a client of its own. */
export const etcdChecks = ['etcd', 'etcd-readiness'] as const
export type EtcdCheck = (typeof etcdChecks)[number]

/** A look at the server's health that is under way: what etcd was asked already. */
export interface Inspection {
  readonly path: string
  readonly asker: { readonly request: Request } | { readonly probe: HttpGetter; readonly id: number }
  readonly results: Readonly<Partial<Record<EtcdCheck, boolean>>>
}

/** A request that goes on when the webhooks have answered. */
export interface Waiting {
  readonly request: Request
  /** What was tried of it: a write, with the object that etcd told. */
  readonly write?: { readonly tries: number; readonly current: KubeObject | null | undefined }
  /** What came of each question; undefined: nothing yet. */
  readonly outcomes: readonly (Outcome | undefined)[]
}

/** One request, as the audit log keeps it. Models apiserver/pkg/audit. */
export interface AuditEvent {
  readonly at: Micros
  readonly verb: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly user: string
  readonly userAgent: string
  readonly code: number
}

export interface ApiServer extends ProcessContext {
  readonly etcd: EtcdClients
  readonly settings: Settings
  readonly masters: number
  readonly cluster: Cluster
  nextId: number
  pending: Map<number, Pending>
  /** Deletions of collections that are under way, by number. */
  collections: Map<number, Collection>
  /** Their deletions that ended in this step. */
  itemsDeleted: ItemDeleted[]
  /** Requests that wait for webhooks, by number. */
  waiting: Map<number, Waiting>
  /** Watches of clients, by resource and request. */
  watches: Map<string, Watch>
  /** Watch cache of each resource. */
  caches: Map<string, WatchCache>
  /** Clients of etcd that have been connected in this life. */
  established: Set<string>
  /** What health checks of etcd came to last, and when each was made last. */
  checks: Map<EtcdCheck, { readonly at: Micros; ok: boolean }>
  /** When it was last found that a namespace has no quota. */
  quotaLookups: Map<string, Micros>
  /** Quotas from which something was taken that the cache has not heard of yet. */
  quotasTaken: Map<string, KubeObject>
  /** What came before the handlers were there: TLS is not answered yet. */
  backlog: ClientInput[]
  /** Resources whose first list has arrived. */
  listed: number
  /** Stands for the state of roles and bindings: another one whenever they change. */
  rbac: object
  /** Stands for the state of definitions of kinds, likewise. */
  definitions: object
  /** Pods by node and key, for what nodes may read. */
  podsOnNodes: Table<KubeObject>
  /** Who holds this server's identity lease; empty before its first. */
  identity: string
  /** Roles and bindings are loaded: until then every request but those of masters is forbidden. */
  rbacLoaded: boolean
  /** What a start makes is there, roles last: it says that it is ready. */
  bootstrapped: boolean
  /** Streams of each connection, to drop them when it closes. */
  connections: Map<string, { readonly peer: ApiPeer; readonly streams: Map<number, Exchange>; closed: boolean }>
  inflightReads: number
  inflightWrites: number
  /** How many were answered, by `verb resource subresource scope code`. */
  requests: Map<string, number>
  readonly startedAt: Micros
  /** When FlowSchemas were told lately whether their level is there. */
  schemasTold: Map<string, readonly Micros[]>
  /** Priority levels that clients outside were at, by name. */
  levels: Map<string, Level>
  served: number
  /** CPU time that it has used, in milliseconds; bytes of its answers, and of what watchers were told. */
  cpuMs: number
  answeredBytes: number
  watchedBytes: number
  /** Bytes (as JSON) of lists that are being answered. */
  heldBytes: number
  /** Until when watchers are told late: those before are still waited for. */
  lateUntil: Micros
  /** Stands for the state of flow schemas and priority levels: another one whenever they change. */
  flows: object
  /** When seats are lent anew among priority levels. */
  borrowsAt: Micros
  audit: AuditEvent[]
  /** How it writes requests down; null: it does not. */
  auditing: Auditing | null
  /** Revision at the last compaction interval, as the compactor remembers it. */
  compactAt: number
  /** How often it has looked after what it made (`bootstrap/upkeep.ts`). */
  upkeeps: number
  /** It got SIGTERM, and how far its end is; null: it serves. */
  leaving: null | 'begun' | 'refusing' | 'deaf'
  /** What this life has answered once. */
  answered: Set<'read' | 'write'>
}

export function createContext(boot: Boot): ApiServer {
  const caches = new Map<string, WatchCache>()
  const settings = readSettings(boot.config)
  for (const name of storedKinds.keys()) caches.set(name, createCache(name, caches.size))
  return {
    self: boot.self,
    now: boot.now,
    rng: boot.rng,
    config: boot.config,
    etcd: createClients([...storedKinds.keys(), ...etcdChecks, compactor], endpointsOf(boot, settings)),
    settings,
    masters: boot.cluster.masters.length,
    cluster: boot.cluster,
    nextId: 1,
    pending: new Map(),
    collections: new Map(),
    itemsDeleted: [],
    waiting: new Map(),
    watches: new Map(),
    caches,
    established: new Set(),
    checks: new Map(),
    quotaLookups: new Map(),
    quotasTaken: new Map(),
    backlog: [],
    listed: 0,
    rbac: Object.freeze({}),
    definitions: Object.freeze({}),
    podsOnNodes: new Table(),
    identity: '',
    rbacLoaded: false,
    bootstrapped: false,
    connections: new Map(),
    inflightReads: 0,
    inflightWrites: 0,
    requests: new Map(),
    schemasTold: new Map(),
    startedAt: boot.now,
    levels: new Map(),
    served: 0,
    cpuMs: 0,
    answeredBytes: 0,
    watchedBytes: 0,
    heldBytes: 0,
    lateUntil: 0,
    flows: Object.freeze({}),
    borrowsAt: 0,
    audit: [],
    auditing: boot.argv.some((arg) => arg.startsWith('--audit-')) ? auditing().auditingOf(boot) : null,
    compactAt: 0,
    upkeeps: 0,
    leaving: null,
    answered: new Set()
  }
}

/** Address of a machine that runs a kubelet, or would if it came; undefined: none has the name. */
export const nodeAddress = ({ cluster }: Pick<ApiServer, 'cluster'>, machine: string): string | undefined =>
  podNetIn(cluster, machine) === undefined ? undefined : addressIn(cluster, machine)

export const isReady = (server: ApiServer): boolean => server.listed >= storedKinds.size && server.bootstrapped
