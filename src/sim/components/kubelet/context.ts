import { Prng } from '../../../base/prng'
import type { Look } from './looks'
import type { Micros } from '../../../base/time'
import { createRecorder, type EventRecorder } from '../../client-go/events'
import { createInformer, type Informer } from '../../client-go/informer'
import { notAfterOf } from '../../kubeadm/kubeconfigs'
import { createClient, type ApiClient } from '../../client-go/transport'
import { createBucket, type TokenBucket } from '../../client-go/workqueue'
import type { Lease, Node, Pod } from '../../api/types'
import type { Address, MachineId, ProcessContext } from '../../kernel/types'
import { Shelf } from '../../kernel/shelf'
import { addressOf, type AddressOf } from '../../protocol'
import { apiEntrance, sizedFlags, type Boot, type Cluster } from '../../cluster'
import type { Backoff } from './backoff'
import type { CriChannel } from './cri'
import type { Eviction } from './eviction/pressure'
import { noImages, type Images } from './eviction/image-state'
import type { Container } from './container/container'
import type { ImagePull } from './container/image'
import type { LeaseState } from './lease'
import type { NodeStatusState } from './node-status'
import type { Pleg } from './pleg'
import type { UpdateOptions, Worker } from './pod-worker/worker'
import type { Probe, Result } from './probe/probe'
import type { Asked, AskedLog, AskedPort, FollowedLog } from './server'
import type { KubeletMeasured } from './messages'
import type { Manifest } from './static-pods'
import type { Allocation } from './allocated'
import type { Shutdown } from './nodeshutdown/shutdown'
import type { StatusManager } from './pod-status'
import type { PodVolumes, Volume } from './volume/volume'
import { commandFailed } from '../../../base/panic'
import { isReset } from '../../kubeadm/kubeconfigs'
import { kubeletConfigPath } from '../../kubeadm/kubelet-config'
import { manifestDir } from '../../kubeadm/manifests'
import { withBinary } from '../../command-line'
import { pulledBefore } from './container/pull-secrets'
import { is125, kubeletVersion, number } from './config'
import { writtenConfig } from './config-file/later'

/** All that a kubelet has in memory. */
export interface KubeletContext extends ProcessContext {
  machine: MachineId
  /** Counts the machine's boots. */
  bootId: number
  /** What it logs of its configuration before anything else. */
  firstWords: readonly string[]
  cluster: Cluster
  node: string
  incarnation: number
  runtime: AddressOf<'container-runtime'>
  linux: AddressOf<'linux'>
  /** "Started kubelet", the zero of its tickers. */
  startedAt: Micros
  /** Its only connection to the API: all its clients share one transport. Models buildKubeletClientConfig. */
  api: ApiClient
  recorder: EventRecorder
  nodes: Informer
  podSource: Informer
  /** For the variables that containers get. */
  services: Informer
  /** Own Node as the API last gave it. */
  ownNode: Node | null
  cri: CriChannel
  pleg: Pleg
  /** Desired pods by uid: from the API (without mirror pods) and from files. */
  pods: Shelf<Pod>
  /** Static pods' uids by `namespace/name`, and their mirror pods as the API has them. */
  staticPods: Map<string, string>
  mirrors: Map<string, Pod>
  /** Mirror pods with a request under way. */
  mirrorBusy: Set<string>
  /** Static pod's uid by its manifest's file. */
  manifests: Map<string, string>
  /** What the manifest directory held when the kubelet started. */
  manifestFiles: Readonly<Record<string, Manifest>>
  /** Files that hold no pod that could run, with what is wrong: looked at again every `file-check-frequency-s`. */
  badManifests: Map<string, string>
  /** By the pod's uid. */
  workers: Shelf<Worker>
  /** By `uid/name`. */
  containers: Shelf<Container>
  statuses: StatusManager
  /** What containers of resized pods are granted and given, by the pod's uid. */
  allocations: Shelf<Allocation>
  /** Crash-loop back-off by container, image back-off by image. */
  backoff: Map<string, Backoff>
  imageBackoff: Map<string, Backoff>
  /** What an image's last pull failed of, by the keys of its back-off. */
  pullErrors: Map<string, string>
  /** Credentials that images were pulled with, by full name; on its disk, too. */
  pulledWith: Shelf<readonly string[]>
  pulls: ImagePull[]
  /** How many pulls may be begun. */
  pullBucket: TokenBucket
  /** By `uid/container/type`. */
  probes: Shelf<Probe>
  results: Record<'liveness' | 'readiness' | 'startup', Map<string, Result>>
  /** Why a container could not be started: `uid/container` → reason and message. */
  reasons: Map<string, { readonly reason: string; readonly message: string }>
  /** By the pod's uid, and each volume by `uid/name`. */
  volumes: Shelf<PodVolumes>
  /** CSI drivers that have registered, and what they call this machine; missing: none has. */
  drivers?: Map<string, string>
  /** A volume of this machine's pods had to be attached. */
  attaches?: true
  mounts: Shelf<Volume>
  nodeStatus: NodeStatusState
  lease: LeaseState
  latestLease: Lease | null
  eviction: Eviction
  images: Images
  /** Main loop does nothing: the runtime has been away for too long, or the first relist is not done. */
  skipping: boolean
  /** The machine is being switched off, and pods are ended for that; null: it is not. */
  shutdown: Shutdown | null
  /** News for pod workers that came while it skipped. */
  held: { readonly pod: Pod; readonly options: UpdateOptions }[]
  /** Numbers calls to linux. */
  nextCall: number
  /** Containers with an HTTP lifecycle hook under way, and HTTP or TCP probes, by that number. */
  httpHooks: Map<number, string>
  probing: Map<number, string>
  /** Logs that are being read, by that number. */
  logReads: Map<number, AskedLog>
  /** Logs that are followed, by that number. */
  follows: Map<number, FollowedLog>
  /** Requests through forwarded ports, by number. */
  forwards: Map<number, AskedPort>
  /** Who asked what is used, by the number of the question to linux. */
  measures: Map<number, { readonly from: Address<KubeletMeasured>; readonly id: number }>
  /** Who reads what of it, by the number of the question to linux. */
  reads: Map<number, Asked & { readonly path: string }>
  /** Dead containers to be removed, one after the other. */
  removals: string[]
  /** Looks at single pods, by purpose and uid. */
  looks: Map<string, Look>
  /** It knows what the API wants here, and has looked at it once. */
  populated: boolean
  gcArmed: boolean
  housekeepingArmed: boolean
}

/** The rate limit of events; null: none. */
function eventLimit(config: Boot['config']): TokenBucket | null {
  const qps = number(config, 'event-qps')
  return qps > 0 ? createBucket(qps, number(config, 'event-burst')) : null
}

/** Before anything a run can know. */
export const longAgo: Micros = -1_000_000_000_000_000

export function boot(input: Boot): KubeletContext {
  const { self, machine, now, rng, cluster, incarnation, bootId } = input
  const files = Object.fromEntries(Object.entries(input.disk).map(([path, { value }]) => [path, value]))
  if (isReset(files) || files[kubeletConfigPath] === null)
    throw commandFailed(
      'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory'
    )
  const written = files[kubeletConfigPath]
  const run = withBinary(sizedFlags(input), 'kubelet', input.disk)
  const { config, lines } = typeof written === 'string' ? writtenConfig()(written, run) : { config: run, lines: [] }
  const server = apiEntrance(cluster)
  return {
    self,
    now,
    rng,
    config,
    machine,
    bootId,
    firstWords: lines,
    cluster,
    node: machine,
    incarnation,
    runtime: addressOf('container-runtime', machine),
    linux: addressOf('linux', machine),
    startedAt: now,
    api: createClient(
      self,
      incarnation,
      server,
      `system:node:${machine}`,
      `kubelet/${kubeletVersion(config)}`,
      'api',
      createBucket(number(config, 'kube-api-qps') || 5, number(config, 'kube-api-burst') || 10),
      notAfterOf('kubelet', input.disk)
    ),
    // Measured in 1.36: 25 Normal events of a pod do not silence its warnings.
    recorder: createRecorder('kubelet', machine, null, !is125(config), eventLimit(config)),
    nodes: createInformer('nodes', { fieldSelector: `metadata.name=${machine}` }),
    services: { ...createInformer('services'), rng: Prng.forName(incarnation, `${self}/services`) },
    podSource: createInformer('pods', { fieldSelector: `spec.nodeName=${machine}` }),
    ownNode: null,
    cri: { calls: new Map(), nextId: incarnation * 1_000_000, state: 'ready', failures: 0, lastCheck: longAgo },
    pleg: {
      cache: new Shelf(),
      lastStart: 0,
      lastEnd: 0,
      duration: 0,
      done: false,
      running: false,
      armed: false,
      dirty: false,
      told: new Map(),
      sandboxes: null,
      containers: null
    },
    pods: new Shelf(),
    staticPods: new Map(),
    mirrors: new Map(),
    mirrorBusy: new Set(),
    manifests: new Map(),
    badManifests: new Map(),
    manifestFiles: Object.freeze(manifestsOf(input)),
    workers: new Shelf(),
    containers: new Shelf(),
    statuses: { cached: new Shelf(), queue: [], current: null, sent: new Shelf(), batchArmed: false },
    allocations: new Shelf(),
    backoff: new Map(),
    imageBackoff: new Map(),
    pullErrors: new Map(),
    pulledWith: new Shelf(new Map(pulledBefore(files))),
    pulls: [],
    pullBucket: createBucket(number(config, 'registry-qps'), number(config, 'registry-burst')),
    probes: new Shelf(),
    results: { liveness: new Map(), readiness: new Map(), startup: new Map() },
    reasons: new Map(),
    volumes: new Shelf(),
    mounts: new Shelf(),
    nodeStatus: {
      registered: false,
      registerDelay: 0,
      tries: 0,
      busy: false,
      again: false,
      lastReport: longAgo,
      csiReadyAt: null,
      networkReady: false,
      runtimeVersion: '',
      images: [],
      podCIDR: '',
      isNew: true
    },
    lease: { tries: 0, ensureDelay: 0, fallback: false },
    latestLease: null,
    eviction: {
      shortAt: { memory: longAgo, disk: longAgo, pid: longAgo },
      softSince: {},
      waiting: '',
      waitsUntil: 0,
      reclaim: ''
    },
    images: noImages(),
    skipping: true,
    shutdown: null,
    held: [],
    nextCall: incarnation * 1_000_000,
    httpHooks: new Map(),
    probing: new Map(),
    logReads: new Map(),
    follows: new Map(),
    forwards: new Map(),
    measures: new Map(),
    reads: new Map(),
    removals: [],
    looks: new Map(),
    populated: false,
    gcArmed: false,
    housekeepingArmed: false
  }
}

function manifestsOf({ disk }: Boot): Record<string, Manifest> {
  const found: Record<string, Manifest> = {}
  for (const [file, { value }] of Object.entries(disk)) {
    if (file.startsWith(`${manifestDir}/`) && value)
      found[file.slice(manifestDir.length + 1)] = Object.freeze(value as Manifest)
  }
  return found
}
