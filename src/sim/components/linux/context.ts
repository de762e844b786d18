import type { MachineId, ProcessContext } from '../../kernel/types'
import { Shelf } from '../../kernel/shelf'
import { hasCalico, sizedFlags, type Boot, type Cluster } from '../../cluster'
import type { Container } from './containers'
import type { DnsAnswer, InhibitRequest, PodPolicy, ServiceRule } from './messages'
import type { NetworkMount } from './network-volumes'
import type { Dial, Passed } from './network/dial'
import type { Calls } from './network/calls'
import type { Flows } from './network/flows'

/** What the operating system of one node holds. All but its volumes is in memory: a reboot begins empty. */
export interface LinuxContext extends ProcessContext {
  machine: MachineId
  cluster: Cluster
  containers: Shelf<Container>
  /** Containers by pod address. */
  byIP: Shelf<readonly string[]>
  /** Exits that the runtime has not fetched from their shims yet. */
  exited: Shelf<{
    readonly containerId: string
    readonly exitCode: number
    readonly oomKilled: boolean
    readonly at: number
  }>
  /** The kubelet's lock against a shutdown, and how long logind respects it, in seconds; null: nobody holds one. */
  inhibitor: { readonly by: InhibitRequest['from']; readonly delay: number } | null
  /** On the way to its power-off: who holds the lock is waited for, or all that runs is told to end. */
  shutdown: 'announced' | 'stopping' | null
  /** Something has filled the machine's disk (`full-disk`). */
  diskFull: boolean
  /** Bytes of the images that the runtime keeps. */
  imageBytes: number
  /** Log files of containers that have ended. */
  logs: Map<string, string>
  lastPid: number
  /** CPU time that requests have taken, in milliseconds, by container. */
  worked: Map<string, number>
  /** What volumes hold that lie on this machine, by path; it outlives reboots. */
  volumes: Map<string, string>
  /** Directories here that lie elsewhere; missing: there never was one. */
  networkMounts?: Map<string, NetworkMount>
  rules: Rules
  /** What NetworkPolicies make of pods here, by address. */
  policies: ReadonlyMap<string, PodPolicy>
  /** Nodes whose pods the kernel knows a way to; null: the network between machines brings packets to all of them. */
  routes: Set<MachineId> | null
  /** Programs of containers that wait for the network, by the number of what they ask. */
  dials: Map<number, Dial>
  /** What the node's cache of names knows, by name and type. */
  names: Map<string, { readonly answer: DnsAnswer; readonly until: number }>
  /** Requests that a program of the simulator has to answer. */
  passed: Map<number, Passed>
  /** Commands that wait until a program has stopped: the number of their exec, by that of their question. */
  stoppers: Map<number, number>
  lastDial: number
  /** Connections that clients keep, as far as this machine has to do with them; null: it never had. */
  flows: Flows | null
  /** Applications that call others before they answer; null: there never was one. */
  calls: Calls | null
  /** First three bytes of a pod network → its machine. */
  machineByPodNet: Readonly<Record<string, MachineId>>
  /** A node's own address → the node. */
  nodeByAddress: Readonly<Record<string, MachineId>>
}

/** The packet filter's Service rules. */
export interface Rules {
  mode: 'iptables' | 'ipvs' | 'nftables'
  services: readonly ServiceRule[]
  /** `clusterIP:port`, `clusterIP:port/UDP` → index in services. */
  byClusterIP: Map<string, number>
  byNodePort: Map<number, number>
  /** As byClusterIP, of external addresses. */
  byAddress: Map<string, number>
  clusterIPs: Set<string>
  /** IPVS: next endpoint by service key. */
  next: Map<string, number>
  /** ClientIP affinity: `service|client` → endpoint and when it was last used. */
  affinity: Map<string, { readonly ip: string; readonly port: number; readonly at: number }>
}

export const noRules = (): Rules => ({
  mode: 'iptables',
  services: [],
  byClusterIP: new Map(),
  byNodePort: new Map(),
  byAddress: new Map(),
  clusterIPs: new Set(),
  next: new Map(),
  affinity: new Map()
})

export const bootLinux = (boot: Boot): LinuxContext => ({
  self: boot.self,
  now: boot.now,
  rng: boot.rng,
  config: sizedFlags(boot),
  machine: boot.machine,
  cluster: boot.cluster,
  containers: new Shelf(),
  byIP: new Shelf(),
  exited: new Shelf(),
  inhibitor: null,
  shutdown: null,
  diskFull: boot.disk.full?.value === true,
  imageBytes: 0,
  logs: new Map(),
  lastPid: 1_000,
  worked: new Map(),
  volumes: new Map(Object.entries(boot.disk).map(([path, { value }]) => [path, String(value)])),
  rules: noRules(),
  policies: new Map(),
  routes: hasCalico(boot.config) ? new Set() : null,
  dials: new Map(),
  names: new Map(),
  passed: new Map(),
  stoppers: new Map(),
  lastDial: 0,
  flows: null,
  calls: null,
  ...routesOf(boot.cluster)
})

type Routes = Pick<LinuxContext, 'machineByPodNet' | 'nodeByAddress'>

/** One table for all machines of a cluster. */
const known = new WeakMap<Cluster, Routes>()

/** Who has a pod network, and which node has an address: a machine without a pod network is no node. */
function routesOf(cluster: Cluster): Routes {
  let routes = known.get(cluster)
  if (!routes) {
    const nodes = Object.entries(cluster.podCidrs)
    routes = Object.freeze({
      machineByPodNet: Object.freeze(Object.fromEntries(nodes.map(([machine, net]) => [net, machine]))),
      nodeByAddress: Object.freeze(Object.fromEntries(nodes.map(([machine]) => [cluster.addresses[machine]!, machine])))
    })
    known.set(cluster, routes)
  }
  return routes
}

/** A Service's port in the rules' table; TCP unless it says otherwise. */
export const ruleKey = (ip: string, port: number, protocol: ServiceRule['protocol'] = 'TCP'): string =>
  protocol === 'UDP' ? `${ip}:${port}/UDP` : `${ip}:${port}`
