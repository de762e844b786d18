import type { MachineId, ProcessContext } from '../../kernel/types'
import { Shelf } from '../../kernel/shelf'
import { sizedFlags, type Boot, type Cluster } from '../../cluster'
import type { Container } from './containers'
import type { ServiceRule } from './messages'

/** What the operating system of one node holds. All of it is in memory: a reboot begins empty. */
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
  /** Log files of containers that have ended. */
  logs: Map<string, string>
  lastPid: number
  rules: Rules
  /** First three bytes of a pod network → its machine. */
  machineByPodNet: Readonly<Record<string, MachineId>>
}

/** The packet filter's Service rules. */
export interface Rules {
  mode: 'iptables' | 'ipvs'
  services: readonly ServiceRule[]
  /** `clusterIP:port` → index in services. */
  byClusterIP: Map<string, number>
  byNodePort: Map<number, number>
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
  logs: new Map(),
  lastPid: 1_000,
  rules: noRules(),
  machineByPodNet: machinesByPodNet(boot.cluster.podCidrs)
})

/** One table for all machines of a cluster. */
const byPodNet = new WeakMap<Cluster['podCidrs'], Readonly<Record<string, MachineId>>>()

function machinesByPodNet(podCidrs: Cluster['podCidrs']): Readonly<Record<string, MachineId>> {
  let machines = byPodNet.get(podCidrs)
  if (!machines) {
    machines = Object.freeze(Object.fromEntries(Object.entries(podCidrs).map(([machine, net]) => [net, machine])))
    byPodNet.set(podCidrs, machines)
  }
  return machines
}
