import { notAfterOf } from '../../kubeadm/kubeconfigs'
import type { JobMemory } from './controllers/job/look'
import type { Micros } from '../../../base/time'
import type { Taint } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { hostOf } from '../../client-go/leader-lock'
import { createClient, type ApiClient, type Call } from '../../client-go/transport'
import type { TokenBucket, WorkQueue } from '../../client-go/workqueue'
import type { ProcessContext } from '../../kernel/types'
import type { Boot, Cluster } from '../../cluster'
import { addressOf } from '../../protocol'
import { createCaches, type Caches } from './caches'
import { settingsOf, type Settings } from './config'
import type { Expectation } from './expectations'
import type { Eviction } from './controllers/tainteviction'
import type { DaemonBackoff } from './controllers/daemonset-plan'
import type { Attachment } from './controllers/attachdetach/look'
import type { Memory } from './controllers/horizontal/look'
import type { Addresses } from './controllers/endpoint-subsets'
import type { SliceEndpoints } from './controllers/slice-endpoints'
import type { Triggers } from './controllers/endpointtriggers'
import { createGraph, type Graph } from './controllers/garbagegraph'
import type { Health, Verdict } from './controllers/nodeverdict'
import type { Zone } from './controllers/zones'
import type { Answer } from './sync'

/** One controller's queue and what it is working on. */
export interface Loop {
  readonly name: string
  readonly queue: WorkQueue
  /** Client-side limit of its requests (`kube-api-qps`, `kube-api-burst`). */
  readonly rate: TokenBucket
  readonly works: Map<number, Work>
  /** Timeline entry in which each waiting key was added: the cause of its sync, also if no worker was free then. */
  readonly addedIn: Map<string, number>
  /** Its informers have listed and its workers run. */
  started: boolean
}

/** A sync that waits for answers. */
export interface Work {
  readonly id: number
  readonly key: string
  /** The timeline entry in which it began. */
  readonly begunIn: number
  /** Frozen snapshot of what the sync saw in the caches. */
  readonly input: object
  readonly answers: (readonly Answer[])[]
  /** Requests of the step that waits, with their answers so far. */
  calls: readonly Call[]
  readonly got: Map<number, Answer>
}

export interface ControllerManager extends ProcessContext {
  readonly settings: Settings
  readonly cluster: Cluster
  readonly client: ApiClient
  readonly election: LeaderElection
  readonly caches: Caches
  readonly loops: Map<string, Loop>
  readonly recorders: Map<string, EventRecorder>
  nextWork: number
  /** Timeline entry of the running step. */
  entry: number
  /** The authentication configuration was read: the process may stand for election. */
  configured: boolean
  /** When it began to wait for the API server; -1 before. */
  startedAt: Micros
  /** Drawn when leadership begins: how long discovery and construction take. */
  startDelay: Micros

  // What the controllers remember besides the caches; gone when the process ends.
  readonly expectations: Map<string, Expectation>
  readonly health: Map<string, Health>
  readonly zones: Map<string, Zone>
  /** Nodes of the running monitor pass that are not done yet, with what was judged. */
  readonly pass: Map<string, Verdict>
  /** Nodes whose pods could not all be marked. */
  readonly nodesToRetry: Set<string>
  /** NoExecute taints by node, as the taint eviction controller last saw them. */
  readonly taintedNodes: Map<string, readonly Taint[]>
  readonly evictions: Map<string, Eviction>
  readonly graph: Graph
  /** resourceVersion of each EndpointSlice this process wrote, by Service. */
  readonly slicesWritten: Map<string, Map<string, number>>
  /** What the endpoint controllers have seen of each Service's changes. */
  readonly triggers: Map<string, Triggers>
  /** What they made of the pods behind each Service. */
  readonly addresses: Map<string, Addresses>
  readonly sliceEndpoints: Map<string, SliceEndpoints>
  /** Services whose endpoints have hints by capacity. */
  readonly hinted: Set<string>
  /** How long failed daemon pods are let be, by DaemonSet and node. */
  readonly daemonBackoffs: Map<string, DaemonBackoff>
  /** Pods of vanished nodes: node → when it was first missed. */
  readonly quarantine: Map<string, Micros>
  /** Back-off and pods without their finalizer, by Job. */
  readonly jobs: Map<string, JobMemory>
  /** Recommendations, changes of size and selectors, by HorizontalPodAutoscaler. */
  readonly autoscalers: Map<string, Memory>
  /** Volumes at nodes, by `VOLUME NODE`. */
  readonly attachments: Map<string, Attachment>
}

export function createContext(boot: Boot): ControllerManager {
  const { self, now, rng, config, cluster, machine, incarnation } = boot
  const settings = settingsOf(config)
  const user = 'system:kube-controller-manager'
  const context = {
    self,
    now,
    rng,
    config,
    settings,
    cluster,
    client: createClient(
      self,
      incarnation,
      addressOf('kube-apiserver', machine),
      user,
      'kube-controller-manager',
      'api',
      null,
      notAfterOf('kube-controller-manager', boot.disk)
    ),
    caches: createCaches(),
    loops: new Map(),
    recorders: new Map(),
    nextWork: 1,
    entry: 0,
    configured: false,
    startedAt: -1,
    startDelay: 0,
    expectations: new Map(),
    health: new Map(),
    zones: new Map(),
    pass: new Map(),
    nodesToRetry: new Set<string>(),
    taintedNodes: new Map(),
    evictions: new Map(),
    graph: createGraph(),
    slicesWritten: new Map(),
    triggers: new Map(),
    addresses: new Map(),
    sliceEndpoints: new Map(),
    hinted: new Set<string>(),
    daemonBackoffs: new Map(),
    quarantine: new Map(),
    jobs: new Map(),
    autoscalers: new Map(),
    attachments: new Map()
  }
  return { ...context, election: createElection('kube-controller-manager', newIdentity(context), false, hostOf(boot)) }
}

/** What makes ServiceAccounts' tokens works as the process itself. */
export const ownUser = 'kube-controller-manager'

/** Identity of a controller's requests (`--use-service-account-credentials`). */
export const identityOf = (user: string) => ({
  user: user === ownUser ? `system:${user}` : `system:serviceaccount:kube-system:${user}`,
  userAgent: `kube-controller-manager/${user}`
})

/** The recorder of one event source; controllers of one source share it, as they share the broadcaster. */
export function recorderOf(kcm: ControllerManager, source: string, user = source): EventRecorder {
  let recorder = kcm.recorders.get(source)
  if (!recorder) kcm.recorders.set(source, (recorder = createRecorder(source, '', identityOf(user))))
  return recorder
}

/** Events about the process itself are written under its own name. */
export function leaderEvents(kcm: ControllerManager): EventRecorder {
  const source = 'kube-controller-manager'
  let recorder = kcm.recorders.get(source)
  if (!recorder) kcm.recorders.set(source, (recorder = createRecorder(source)))
  return recorder
}
