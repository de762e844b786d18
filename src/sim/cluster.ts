import { fnv1a, Prng } from '../base/prng'
import { ms, seconds, type Micros } from '../base/time'
import { podNetOf, workerAddress } from './address-plan'
import type { ClientMessage } from './components/kube-apiserver/messages'
import {
  clockAtStart,
  type Address,
  type Boot as KernelBoot,
  type Disk,
  type Flags,
  type MachineId,
  type SetupProcess,
  type SimEvent
} from './kernel/types'
import { kubeconfigOf, signed } from './kubeadm/kubeconfigs'
import type { Setup, World } from './kernel/world'
import { manifestDir, manifestOf, type ControlPlaneKind, type StaticManifest } from './kubeadm/manifests'
import { addressOf, type Kind } from './protocol'
import { runtimeOn, runtimes, type RuntimeName } from './runtimes'

export { clusterDns } from './kubeadm/dns'

/** The static shape of the cluster, known to every process from its own flags and config files. */
export interface Cluster {
  readonly masters: readonly MachineId[]
  readonly workers: readonly MachineId[]
  /** How many workers and Nodes there were at the beginning: the places of machines that join come after theirs. */
  readonly planned: { readonly workers: number; readonly nodes: number }
  /** Failure domain of a machine (`topology.kubernetes.io/zone`), if it has one. */
  readonly zones: Readonly<Record<MachineId, string>>
  readonly hasLoadBalancer: boolean
  readonly runtime: RuntimeName
  /** Machines whose size is not that of the flags. */
  readonly sizes?: Readonly<Record<MachineId, MachineSize>>
  /** IP address of each machine. */
  readonly addresses: Readonly<Record<MachineId, string>>
  /** Pod network of each machine, `10.244.k.0/24` written as its first three bytes. */
  readonly podCidrs: Readonly<Record<MachineId, string>>
}

/** A year, for which kubeadm signs. */
const year = 365 * 24 * 3_600

/** What a component is started with. */
export interface Boot extends KernelBoot {
  cluster: Cluster
}

/** Where API clients outside the control plane dial: the load balancer, or the only API server. */
export const apiEntrance = ({ hasLoadBalancer, masters }: Cluster): Address<ClientMessage> =>
  hasLoadBalancer ? addressOf('load-balancer', 'lb') : addressOf('kube-apiserver', masters[0]!)

/** The machines that a world has now, and where they are. */
export const clusterOf = (world: World): Cluster => world.cluster as Cluster

/** What a machine has, if it is not what the flags `node-cpu` and `node-memory-mib` say. */
export interface MachineSize {
  readonly cpu?: number
  readonly memoryMib?: number
}

/** The flags of a process that reports or shares out its machine's size. */
export function sizedFlags({ config, machine, cluster }: Pick<Boot, 'config' | 'machine' | 'cluster'>): Flags {
  const size = cluster.sizes?.[machine] ?? (cluster.masters.includes(machine) ? sizeOfMasters(config) : undefined)
  if (!size) return config
  return Object.freeze({
    ...config,
    ...(size.cpu !== undefined && { 'node-cpu': size.cpu }),
    ...(size.memoryMib !== undefined && { 'node-memory-mib': size.memoryMib })
  })
}

/** What the flags say of masters, if it is not what they say of workers. */
function sizeOfMasters(config: Flags): MachineSize | undefined {
  const { 'master-cpus': cpu, 'master-memory-mib': memory } = config
  if (cpu === undefined && memory === undefined) return undefined
  return { ...(cpu !== undefined && { cpu: Number(cpu) }), ...(memory !== undefined && { memoryMib: Number(memory) }) }
}

/** What a cluster is built of. */
export interface ClusterSpec {
  /** 1 to 7 masters, each with etcd, kube-apiserver, kube-controller-manager and kube-scheduler (kubeadm's stacked layout). */
  readonly masters: number
  readonly workers: number
  /** Number of zones that the machines are spread over; 0 leaves them unlabelled. */
  readonly zones: number
  readonly runtime: Cluster['runtime']
  readonly loadBalancer: boolean
  /** By machine: those that are not as the flags say. */
  readonly sizes?: Readonly<Record<MachineId, MachineSize>>
}

export function buildCluster(spec: ClusterSpec, flags: Flags): Cluster {
  const masters = Array.from({ length: spec.masters }, (_, i) => `master-${i + 1}`)
  const workers = Array.from({ length: spec.workers }, (_, i) => `worker-${i + 1}`)
  const addresses: Record<MachineId, string> = { lb: '10.0.0.10', users: '10.0.0.2' }
  masters.forEach((id, i) => (addresses[id] = `10.0.0.${11 + i}`))
  workers.forEach((id, i) => (addresses[id] = workerAddress(i)))
  const podCidrs: Record<MachineId, string> = {}
  const nodes = mastersAreNodes(flags) ? [...workers, ...masters] : workers
  nodes.forEach((id, i) => (podCidrs[id] = podNetOf(i)))
  const zones: Record<MachineId, string> = {}
  if (spec.zones > 0) {
    for (const group of [masters, workers]) group.forEach((id, i) => (zones[id] = `zone-${1 + (i % spec.zones)}`))
  }
  // Every process holds it: what is frozen is shared.
  for (const part of [masters, workers, zones, addresses, podCidrs]) Object.freeze(part)
  return Object.freeze({
    masters,
    workers,
    planned: Object.freeze({ workers: workers.length, nodes: nodes.length }),
    zones,
    hasLoadBalancer: spec.loadBalancer,
    runtime: spec.runtime,
    sizes: Object.freeze(spec.sizes ?? {}),
    addresses,
    podCidrs
  })
}

/** IP address of each machine of a cluster. */
export const addressesOf = (spec: ClusterSpec, flags: Flags): Readonly<Record<MachineId, string>> =>
  buildCluster(spec, flags).addresses

/** kubeadm runs a kubelet on masters too: they are Nodes with the control-plane taint. Flag `masters-are-nodes`. */
export const mastersAreNodes = (flags: Flags): boolean => flags['masters-are-nodes'] !== false

/** kubeadm runs the control plane as static pods, and kube-proxy as a DaemonSet. Flag `static-pods`; without it systemd runs them. */
export const hasStaticPods = (flags: Flags): boolean => mastersAreNodes(flags) && flags['static-pods'] !== false

/** RestartSec of the units that packages bring: kubeadm's kubelet, Debian's haproxy (systemd's default). */
const restartSeconds: Partial<Record<Kind, number>> = { kubelet: 10, 'load-balancer': 0.1 }

/** The CNI plugin enforces NetworkPolicies: its agent runs on each node, as a DaemonSet. */
export const hasCalico = (flags: Flags): boolean => flags.cni === 'calico' && hasStaticPods(flags)

/** Workers are rented from a provider, who can be asked for more. Flag `cloud-provider`. */
export const hasCloud = (flags: Flags): boolean => flags['cloud-provider'] === 'external'

/** What systemd does when a process ends by itself. Flag `supervisor-restart-delay-s` for those that have no unit upstream. */
function restartOf(kind: Kind, flags: Flags, runtime: RuntimeName): NonNullable<SetupProcess['restart']> {
  const unit = kind === 'container-runtime' ? runtimes[runtime].restartSeconds : restartSeconds[kind]
  if (unit !== undefined) return { delay: seconds(unit), setting: 'RestartSec' }
  return { delay: seconds(Number(flags['supervisor-restart-delay-s'] ?? 1)), setting: 'supervisor-restart-delay-s' }
}

/** An etcd member's data directory: the cluster was made before the run begins. */
const madeBefore: Disk = { member: { value: { created: 0 } } }

/** Processes in the order in which a cluster's machines start them, with their first start's delay. */
export function processesOf(
  cluster: Cluster,
  flags: Flags,
  seed: number,
  /** When kubeadm signed the certificates, by wall clocks. */
  madeAt: Micros = clockAtStart
): SetupProcess[] {
  const goodFor = (flag: string) => madeAt + seconds(Number(flags[flag] ?? year))
  const notAfter = goodFor('kubeconfig-validity-period-s')
  const kubeconfigAt = (kind: Kind): { disk?: Disk } =>
    kubeconfigOf(kind) === undefined ? {} : { disk: signed(kind, {}, notAfter) }
  /** A kubelet's is renewed in time unless somebody set for how long it is signed. */
  const ofKubelet = (disk: Disk): Disk =>
    flags['cluster-signing-duration'] === undefined
      ? disk
      : signed('kubelet', disk, goodFor('cluster-signing-duration'))
  const found: SetupProcess[] = []
  const add = (machine: MachineId, kind: Started, later = 0, name: string = kind) => {
    const address = cluster.addresses[machine]
    found.push({
      id: `${machine}/${name}`,
      kind,
      startDelay: startDelay(kind, flags),
      firstStart: startDelay(kind, flags) + later,
      restart: restartOf(kind, flags, runtimeOn(cluster, machine)),
      ...(address !== undefined && { address }),
      ...(kind === 'etcd' && { disk: madeBefore }),
      ...(kind !== 'kubelet' && kubeconfigAt(kind)),
      ...(kind === 'kubelet' && { disk: ofKubelet(hasStaticPods(flags) ? manifestsAt(machine, cluster, flags) : {}) })
    })
  }
  /** What its machine's kubelet runs: known by its address, whether it is there or not. */
  const known = (machine: MachineId, kind: Kind) => {
    const address = cluster.addresses[machine] ?? ''
    found.push({
      id: `${machine}/${kind}`,
      kind,
      startDelay: null,
      address,
      ...(kind === 'etcd' && { disk: madeBefore }),
      ...kubeconfigAt(kind)
    })
  }
  if (cluster.hasLoadBalancer) add('lb', 'load-balancer')
  cluster.masters.forEach((machine, i) => {
    // `kubeadm init` makes the first master, the others join it: its controllers lead when they come.
    for (const kind of masterKinds) {
      if (hasStaticPods(flags)) known(machine, kind)
      else if (isElected(kind)) add(machine, kind, (i > 0 ? joinDelay : 0) + spread(`${machine}/${kind}`, flags, seed))
      else add(machine, kind)
    }
  })
  // Nodes join when the first master's API answers.
  const join = (machine: MachineId, kinds: readonly Started[]) => {
    const later = workerJoinDelay + spread(machine, flags, seed)
    for (const kind of kinds) add(machine, kind, later)
  }
  if (hasStaticPods(flags)) {
    const agents: readonly Kind[] = hasCalico(flags) ? ['kube-proxy', 'calico-node'] : ['kube-proxy']
    for (const machine of cluster.masters) {
      for (const kind of masterNodeKinds) add(machine, kind)
      for (const kind of agents) known(machine, kind)
    }
    for (const machine of cluster.workers) {
      join(machine, masterNodeKinds)
      for (const kind of agents) known(machine, kind)
    }
  } else {
    if (mastersAreNodes(flags)) for (const machine of cluster.masters) join(machine, masterNodeKinds)
    for (const machine of cluster.workers) join(machine, workerKinds)
  }
  add('users', 'kubectl')
  add('users', 'users', 0, 'traffic')
  if (hasCloud(flags)) add('users', 'cloud')
  // The instrument of the recorded lab is part of what was recorded, and of nothing else.
  if (flags['api-probes'] === true) add('users', 'api-probes')
  return found
}

/** What `kubeadm init` (of the first master: all) or `kubeadm join` has written when the kubelet starts. */
function manifestsAt(machine: MachineId, cluster: Cluster, flags: Flags): Disk {
  const index = cluster.masters.indexOf(machine)
  if (index < 0) return {}
  const kinds = masterKinds.filter((kind) => index === 0 || !isElected(kind))
  const files = kinds.map((kind) => [`${manifestDir}/${kind}.yaml`, { value: manifest(kind, machine, cluster, flags) }])
  return Object.fromEntries(files) as Disk
}

function manifest(kind: ControlPlaneKind, machine: MachineId, cluster: Cluster, flags: Flags): StaticManifest {
  const address = (id: MachineId) => cluster.addresses[id] ?? ''
  const masters = cluster.masters.map((id) => [id, address(id)] as const)
  return manifestOf(kind, { machine, address: address(machine), masters }, flags)
}

/** What happens while the cluster is put together: the elected components of the masters that join get their manifests later. */
export function happeningsOf(
  cluster: Cluster,
  flags: Flags,
  seed: number,
  startAt: Micros
): NonNullable<Setup['happenings']> {
  if (!hasStaticPods(flags)) return []
  return cluster.masters.slice(1).flatMap((machine) =>
    masterKinds.filter(isElected).map((kind) => ({
      at: startAt + joinDelay + spread(`${machine}/${kind}`, flags, seed),
      to: `${machine}/kubelet`,
      event: {
        type: 'kubelet.manifest',
        file: `${kind}.yaml`,
        pod: manifest(kind, machine, cluster, flags)
      } as SimEvent
    }))
  )
}

/** How much later than on the first master the elected components of the others start, when a cluster is created. */
const joinDelay = seconds(30)
const workerJoinDelay = seconds(15)
const isElected = (kind: Kind): boolean => kind === 'kube-controller-manager' || kind === 'kube-scheduler'

/** Nobody starts machines in the same instant: else heartbeats and monitor rounds of all runs would be in phase. Flag `start-spread-s`. */
const spread = (name: string, flags: Flags, seed: number): Micros =>
  Math.round(Prng.forName(seed, `start/${name}`).float() * seconds(Number(flags['start-spread-s'] ?? 10)))

export const masterKinds = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const
export const masterNodeKinds = ['linux', 'container-runtime', 'kubelet'] as const
export const workerKinds = ['linux', 'container-runtime', 'kubelet', 'kube-proxy'] as const

/** What is started with its machine, or by something on it: all but what the first input from outside begins. */
export type Started = Exclude<Kind, 'clients' | 'kubeadm' | 'storage' | 'tools'>

/** Time from a machine's (or the cluster's) start until a process runs: images unpacked, arguments parsed. Flag `start-delay-<kind>-ms`. */
export const startDelay = (kind: Started, flags: Flags): number =>
  ms(Number(flags[`start-delay-${kind}-ms`] ?? defaultStartDelayMs[kind]))

/** From the power of a machine that joins until its kubelet starts, in seconds. Flag `machine-boot-s`, which names the source. */
export const defaultMachineBootS = 180

export const defaultStartDelayMs: Readonly<Record<Started, number>> = {
  linux: 0,
  'load-balancer': 50,
  etcd: 200,
  'kube-apiserver': 600,
  'kube-controller-manager': 1_000,
  'kube-scheduler': 1_000,
  'container-runtime': 100,
  kubelet: 0,
  'kube-proxy': 500,
  coredns: 300,
  'calico-node': 800,
  'metrics-server': 600,
  'telemetry-agent': 300,
  'mesh-proxy': 900,
  'nginx-ingress-controller': 1_500,
  'external-provisioner': 500,
  operator: 500,
  'nginx-gateway-fabric': 800,
  cloud: 0,
  'cloud-controller-manager': 800,
  'cluster-autoscaler': 600,
  'kube-webhook-certgen': 100,
  kubectl: 0,
  users: 0,
  'api-probes': 0
}

/** A member of etcd as etcd writes it: 16 hexadecimal digits; upstream a hash of its peer URLs and the cluster's token. */
export const memberId = (name: string): string =>
  fnv1a(`a${name}`).toString(16).padStart(8, '0') + fnv1a(`b${name}`).toString(16).padStart(8, '0')
