import { notAfterOf } from '../../kubeadm/kubeconfigs'
import type { Micros } from '../../../base/time'
import type { DeviceClass, ResourceClaim, ResourceSlice } from '../../api/devices'
import type { KubeObject, Pod } from '../../api/types'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createSeriesRecorder, type SeriesRecorder } from '../../client-go/eventsv1'
import { createInformer, type Informer } from '../../client-go/informer'
import { createElection, newIdentity, type LeaderElection } from '../../client-go/leaderelection'
import { hostOf } from '../../client-go/leader-lock'
import { createClient, type ApiClient } from '../../client-go/transport'
import { createBucket } from '../../client-go/workqueue'
import type { ProcessContext } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { addressOf } from '../../protocol'
import { createCache, type Cache } from './cache'
import { settingsOf, type Settings } from './config'
import type { Explanation } from './explain'
import type { Listers } from './framework/listers'
import type { Snapshot } from './framework/types'
import { nodesInOrder } from './node-table'
import { nominatedByNode, type Nominations } from './nominations'
import { createQueue, type QueuedPod, type SchedulingQueue } from './queue'

/** What the scheduler watches. Models pkg/scheduler/eventhandlers.go addAllEventHandlers and the plugins' listers. */
export const resources = [
  'pods',
  'nodes',
  'namespaces',
  'services',
  'replicationcontrollers',
  'replicasets',
  'statefulsets',
  'persistentvolumeclaims',
  'persistentvolumes',
  'storageclasses',
  'csinodes',
  'poddisruptionbudgets'
] as const

/** Watched from when the first pod asks for devices: claims last, which bring it in line. */
export const ofDevices = ['deviceclasses', 'resourceslices', 'resourceclaims'] as const
export type Resource = (typeof resources)[number] | (typeof ofDevices)[number]

/** The scheduling cycle that runs, and what it still waits for. */
export interface Cycle {
  readonly pod: QueuedPod
  /** Requests of the failed cycle that are not answered: victims' deletions, then the pod's status. */
  waiting: number
  /** What to do when the victims are deleted. */
  readonly preempting?: Preempting
}

export interface Preempting {
  readonly node: string
  readonly victims: readonly Pod[]
  readonly message: string
  readonly plugins: readonly string[]
  /** A deletion was refused. */
  readonly failed: boolean
}

export interface KubeScheduler extends ProcessContext {
  readonly settings: Settings
  /** For informers, bindings and statuses. */
  readonly client: ApiClient
  /** For events: they have a rate limit of their own. */
  readonly eventClient: ApiClient
  /** For the lease: not rate-limited. */
  readonly leaseClient: ApiClient
  readonly election: LeaderElection
  readonly recorder: SeriesRecorder
  /** Leader election still writes core/v1 events. */
  readonly electionRecorder: EventRecorder
  readonly informers: Readonly<Record<Resource, Informer>>
  readonly cache: Cache
  readonly queue: SchedulingQueue
  readonly nominations: Nominations
  /** Claims with devices that the API has not heard of, by key. */
  readonly assumedClaims: Map<string, ResourceClaim>
  cycle: Cycle | null
  /** Index of the node that the next cycle begins with. */
  nextStart: number
  /** When this process began to lead: the queue's periodic flushes count from then. Null: it does not lead. */
  leadingSince: Micros | null
  /** Flushes of the queue that have a timer. */
  readonly armedFlushes: Set<string>
  /** How the last pods were placed or not, newest last. */
  readonly explanations: Map<string, Explanation>
}

export function createContext(boot: Boot): KubeScheduler {
  const { self, now, rng, config, machine, incarnation, disk } = boot
  const settings = settingsOf(config)
  const server = addressOf('kube-apiserver', machine)
  const notAfter = notAfterOf('kube-scheduler', disk)
  const bucket = () => createBucket(settings.qps, settings.burst)
  const client = (name: string, limiter: ReturnType<typeof bucket> | null) =>
    createClient(self, incarnation, server, 'system:kube-scheduler', `kube-scheduler/${name}`, name, limiter, notAfter)
  const context = {
    self,
    now,
    rng,
    config,
    settings,
    client: client('scheduler', bucket()),
    eventClient: client('events', bucket()),
    leaseClient: client('leader-election', null),
    recorder: createSeriesRecorder('default-scheduler', `default-scheduler-${machine}`),
    electionRecorder: createRecorder('default-scheduler'),
    informers: Object.fromEntries(
      [...resources, ...ofDevices].map((resource) => [resource, createInformer(resource, selectorOf[resource])])
    ) as Record<Resource, Informer>,
    cache: createCache(),
    queue: createQueue(),
    nominations: new Map(),
    assumedClaims: new Map<string, ResourceClaim>(),
    cycle: null,
    nextStart: 0,
    leadingSince: null,
    armedFlushes: new Set<string>(),
    explanations: new Map()
  }
  return { ...context, election: createElection('kube-scheduler', newIdentity(context), true, hostOf(boot)) }
}

/** Pods that are over occupy nothing. Models scheduler.go NewInformerFactory. */
const selectorOf: Partial<Record<Resource, { fieldSelector: string }>> = {
  pods: { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }
}

/** Claims as they will be when all that is on its way is written. */
export function claimsAssumed({ informers, assumedClaims }: KubeScheduler): ReadonlyMap<string, ResourceClaim> {
  const stored = informers.resourceclaims.store as ReadonlyMap<string, KubeObject> as ReadonlyMap<string, ResourceClaim>
  return assumedClaims.size === 0 ? stored : new Map([...stored, ...assumedClaims])
}

/** The cluster as the scheduler knows it now: the caches are their own snapshot. */
export function takeSnapshot(scheduler: KubeScheduler): Snapshot {
  const { settings, cache, nominations, informers } = scheduler
  const store = <T>(resource: Resource) =>
    informers[resource].store as ReadonlyMap<string, KubeObject> as ReadonlyMap<string, T>
  const listers: Listers = {
    namespaces: store('namespaces'),
    services: store('services'),
    replicationControllers: store('replicationcontrollers'),
    replicaSets: store('replicasets'),
    statefulSets: store('statefulsets'),
    persistentVolumeClaims: store('persistentvolumeclaims'),
    persistentVolumes: store('persistentvolumes'),
    storageClasses: store('storageclasses'),
    csiNodes: store('csinodes'),
    podDisruptionBudgets: store('poddisruptionbudgets'),
    resourceClaims: claimsAssumed(scheduler),
    resourceSlices: store<ResourceSlice>('resourceslices'),
    deviceClasses: store<DeviceClass>('deviceclasses')
  }
  return {
    release: settings.release,
    nodes: nodesInOrder(cache.nodes),
    byName: cache.nodes.byName,
    nominated: nominatedByNode(nominations),
    listers
  }
}
