import { seconds, type Micros } from '../../../../base/time'
import { flag } from '../config'
import type { LinuxContext } from '../context'
import type { Flow, Outbox, RuleEndpoint, ServiceRule, TrafficHop, TrafficRequest } from '../messages'

/*
 * Connections that clients keep. On the machine whose rules translated the address of its first packet a connection has an entry in connection
 * tracking: what follows goes to the same endpoint, whatever kube-proxy has written since. On the machine of the pod its kernel knows the socket:
 * when the process ends it sends FIN, and what comes for a socket that it does not know it answers with RST.
 */

/** Both ends of this machine: entries of connection tracking (or of IPVS), and sockets of its containers; by the connections' names. */
export interface Flows {
  tracked: Map<string, Tracked>
  sockets: Map<string, Socket>
}

/** Where a connection's packets go. */
interface Tracked {
  readonly ip: string
  readonly port: number
  /** The Service's port by which it came there. */
  readonly service: string
  readonly udp: boolean
  /** When its last packet passed. */
  readonly at: Micros
}

/** The server's end of a connection: whose process holds it, and the way to its client. */
interface Socket {
  readonly containerId: string
  readonly hops: readonly TrafficHop[]
}

const flowsOf = (context: LinuxContext): Flows => (context.flows ??= { tracked: new Map(), sockets: new Map() })

const keyOf = ({ namespace, name, portName }: ServiceRule): string => `${namespace}/${name}:${portName}`

/** How long an idle connection is remembered: by nf_conntrack, or by IPVS where that forwards. */
function memoryOf({ config, rules }: LinuxContext, udp: boolean): Micros {
  if (udp) return seconds(flag(config, 'conntrack-udp-timeout-stream'))
  return seconds(flag(config, rules.mode === 'ipvs' ? 'ipvs-tcp-timeout' : 'conntrack-tcp-timeout-established'))
}

/**
 * Where connection tracking sends a packet of a connection. What it has forgotten meets the rules as a first packet does (nf_conntrack_tcp_loose);
 * IPVS takes no connection up in its middle: its address is this machine's own, which answers with RST.
 */
export function wayOf(
  context: LinuxContext,
  flow: Flow,
  to: TrafficRequest['to']
): { readonly ip: string; readonly port: number } | 'reset' | undefined {
  const flows = flowsOf(context)
  const entry = flows.tracked.get(flow.id)
  const udp = flow.udp === true
  if (!entry || context.now - entry.at > memoryOf(context, udp)) {
    flows.tracked.delete(flow.id)
    const isVirtual = 'nodePort' in to || context.rules.clusterIPs.has(to.ip)
    return context.rules.mode === 'ipvs' && isVirtual && !udp && !flow.opens ? 'reset' : undefined
  }
  if (flow.sends === 'FIN') flows.tracked.delete(flow.id)
  else flows.tracked.set(flow.id, Object.freeze({ ...entry, at: context.now }))
  return entry
}

/** The rules have chosen: so it stays. */
export function track(context: LinuxContext, flow: Flow, { ip, port }: RuleEndpoint, service: ServiceRule): void {
  if (flow.sends === 'FIN') return
  const entry = { ip, port, service: keyOf(service), udp: flow.udp === true, at: context.now }
  flowsOf(context).tracked.set(flow.id, Object.freeze(entry))
}

/**
 * New rules are in place: kube-proxy removes the entries of datagrams whose endpoint is none any more, and no others. Models
 * pkg/proxy/conntrack/cleanup.go (CleanStaleEntries); IPVS deletes such a server at once (graceful_termination.go waits for TCP alone).
 */
export function flushDatagrams({ flows, rules }: LinuxContext): void {
  if (!flows) return
  const current = new Map(rules.services.map((service) => [keyOf(service), service.endpoints]))
  for (const [id, { udp, service, ip, port }] of flows.tracked) {
    if (udp && !current.get(service)?.some((one) => one.ip === ip && one.port === port)) flows.tracked.delete(id)
  }
}

/**
 * What the kernel of a pod's machine makes of a packet on a connection that should stand: it goes to its process (undefined), it is all that was
 * asked (`stands`: a probe is acknowledged), it is over (`ended`), or nobody knows it (`reset`). To an address without a pod it does not come at all.
 */
export function standing(
  context: LinuxContext,
  { id, sends }: Flow,
  ip: string
): 'stands' | 'ended' | 'reset' | undefined {
  const { sockets } = flowsOf(context)
  if (sends === 'FIN') {
    sockets.delete(id)
    return 'ended'
  }
  if (sockets.has(id)) return sends === 'probe' ? 'stands' : undefined
  const isHere = context.byIP.has(ip) || ip === context.cluster.addresses[context.machine]
  return isHere ? 'reset' : undefined
}

/** A process has accepted a connection, or hears more on it. */
export function hold(context: LinuxContext, { id, udp }: Flow, containerId: string, hops: readonly TrafficHop[]): void {
  if (!udp) flowsOf(context).sockets.set(id, Object.freeze({ containerId, hops }))
}

/** A container's process has ended: its kernel closes all that it held. Nobody sends a lost FIN again once the pod's network is gone. */
export function closeAll({ flows, machine }: LinuxContext, out: Outbox, containerId: string): void {
  for (const [id, socket] of flows?.sockets ?? []) {
    if (socket.containerId !== containerId) continue
    flows!.sockets.delete(id)
    const { hops } = socket
    out.send(
      hops[hops.length - 1]!,
      { type: 'traffic.refused', id: 0, flow: id, reason: 'EOF', node: machine, hops: hops.slice(0, -1) },
      { connection: 'own', unreliable: true }
    )
  }
}
