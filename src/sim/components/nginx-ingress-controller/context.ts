import type { Micros } from '../../../base/time'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, type LeaderElection } from '../../client-go/leaderelection'
import { createClient, type ApiClient } from '../../client-go/transport'
import { createBucket, type TokenBucket } from '../../client-go/workqueue'
import { apiEntrance, type Boot } from '../../cluster'
import type { Address, MachineId, ProcessContext } from '../../kernel/types'
import type { HttpResponse } from '../linux/messages'
import type { Configuration } from './configuration'
import type { Manners } from './locations'
import { optionsOf, type Options } from './options'
import type { StatusSync } from './status'
import type { Endpoint } from './upstreams'

/** A request that waits for an endpoint, or has gone through some. */
export interface Proxied {
  readonly id: number
  readonly asker: Address<HttpResponse>
  readonly source: string
  readonly host: string
  readonly path: string
  /** It came with TLS. */
  readonly secure: boolean
  readonly backend: string
  readonly since: Micros
  readonly limits: Manners | null
  readonly tries: readonly { readonly at: string; readonly code: number; readonly tookS: number }[]
  /** Whom it waits for, since when, and how often that was sent. */
  readonly to: Endpoint | null
  readonly askedAt?: Micros
  readonly sent?: number
}

export interface NginxIngressController extends ProcessContext {
  machine: MachineId
  address: string
  readonly namespace: string
  readonly pod: string
  readonly options: Options
  readonly client: ApiClient
  readonly informers: Readonly<Record<Resource, Informer>>
  readonly election: LeaderElection
  readonly recorder: EventRecorder
  /** Its own pod's labels, as it read them when it began. */
  labels: Readonly<Record<string, string>>
  /** Which questions of its beginning have no answer yet. */
  readonly asked: Set<string>
  /** What nginx was told last; null: nothing yet. */
  running: Configuration | null
  readonly syncs: TokenBucket
  /** A sync is due: its turn under `sync-rate-limit` is waited for. */
  scheduled: boolean
  status: StatusSync
  /** Requests that wait, by the number that they were sent on with. */
  readonly proxied: Map<number, Proxied>
  lastId: number
  /** Whose turn is next, by backend. */
  readonly turns: Map<string, number>
  /** SIGTERM has come. */
  stopping: boolean
  /** Who waits until nginx has stopped (`/wait-shutdown`). */
  readonly waiters: { readonly id: number; readonly asker: Address<HttpResponse> }[]
}

export const resources = ['ingresses', 'ingressclasses', 'endpointslices', 'secrets', 'configmaps', 'services'] as const
type Resource = (typeof resources)[number]

export function createContext(boot: Boot): NginxIngressController {
  const { self, machine, address, now, rng, config, cluster, incarnation, argv, account, owner } = boot
  const namespace = account.split(':')[2] ?? 'default'
  const pod = (owner ?? '').split('/')[1] ?? ''
  const options = optionsOf(argv, namespace)
  const user = account || 'system:anonymous'
  const ttl = options.electionTtl
  return {
    self,
    now,
    rng,
    config,
    machine,
    address,
    namespace,
    pod,
    options,
    client: createClient(self, incarnation, apiEntrance(cluster), user, 'nginx-ingress-controller'),
    informers: {
      ingresses: createInformer('ingresses'),
      ingressclasses: createInformer('ingressclasses'),
      endpointslices: createInformer('endpointslices'),
      secrets: createInformer('secrets', { fieldSelector: 'type!=helm.sh/release.v1' }),
      configmaps: createInformer('configmaps', { labelSelector: 'OWNER!=TILLER' }),
      services: createInformer('services')
    },
    election: createElection(options.electionId, pod, false, {
      namespace,
      component: '',
      times: { leaseDuration: ttl, renewDeadline: ttl / 2, retryPeriod: ttl / 4 }
    }),
    recorder: createRecorder('nginx-ingress-controller'),
    labels: {},
    asked: new Set(),
    running: null,
    syncs: createBucket(options.syncPerS, 1),
    scheduled: false,
    status: { round: 0, addresses: null, nodes: [], removing: false, waiting: 0 },
    proxied: new Map(),
    lastId: 0,
    turns: new Map(),
    stopping: false,
    waiters: []
  }
}
