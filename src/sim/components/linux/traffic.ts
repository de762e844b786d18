import { ms, seconds, type Micros } from '../../../base/time'
import type { Delivered } from '../../kernel/types'
import { addressOf } from '../../protocol'
import { latency } from './config'
import { endContainer } from './containers'
import type { LinuxContext } from './context'
import { probeProgram, type ProbeRequest } from './program-process'
import { serverAt, type Found } from './servers'
import type {
  RuleEndpoint,
  ServiceRule,
  TrafficForward,
  TrafficHop,
  TrafficRefused,
  TrafficRequest,
  TrafficResponse,
  Outbox
} from './messages'

/**
 * A machine only forwards: what is lost between two of them the ends send again. Each request is a connection of its own, so a
 * slow pod holds up nobody else's answer.
 */
const forwarded = { connection: 'own', unreliable: true } as const

interface Packet {
  readonly id: number
  readonly ip: string
  readonly port: number
  readonly path: string
  readonly hops: readonly TrafficHop[]
}

/** A request from a client: resolves a Service's address by the rules, then brings it to the machine of the pod. */
export function route(
  context: LinuxContext,
  out: Outbox,
  request: Delivered<TrafficRequest, TrafficResponse | TrafficRefused>
): void {
  const { id, path, from } = request
  const hops = [from]
  const { rules } = context
  const isNodePort = 'nodePort' in request.to
  const index = isNodePort
    ? rules.byNodePort.get((request.to as { nodePort: number }).nodePort)
    : rules.byClusterIP.get(`${(request.to as { ip: string }).ip}:${(request.to as { port: number }).port}`)
  if (index === undefined) {
    if (isNodePort) return refuse(context, out, id, hops, 'Connection refused', 0)
    const { ip, port } = request.to as { ip: string; port: number }
    return deliver(context, out, { id, ip, port, path, hops })
  }
  const service = rules.services[index]!
  const endpoint = choose(context, service, from.slice(0, from.indexOf('/')))
  // The REJECT rule of a Service without endpoints: icmp-port-unreachable, which a client sees as a refused connection.
  if (!endpoint) return refuse(context, out, id, hops, 'Connection refused', 0)
  deliver(context, out, { id, ip: endpoint.ip, port: endpoint.port, path, hops })
}

/**
 * Chooses an endpoint. iptables: rule i of n matches with probability 1/(n−i), the last one always; IPVS: round robin.
 * ClientIP affinity comes first in both. Models the KUBE-SVC chains of pkg/proxy/iptables/proxier.go.
 */
export function choose(context: LinuxContext, service: ServiceRule, client: string): RuleEndpoint | null {
  const { endpoints, affinitySeconds } = service
  const n = endpoints.length
  if (n === 0) return null
  const { rules } = context
  const key = `${service.namespace}/${service.name}:${service.portName}`
  if (affinitySeconds > 0) {
    const last = rules.affinity.get(`${key}|${client}`)
    const same = last && endpoints.find(({ ip, port }) => ip === last.ip && port === last.port)
    if (same && context.now - last.at <= seconds(affinitySeconds)) return remember(context, key, client, same)
  }
  let chosen = n - 1
  if (rules.mode === 'ipvs') {
    chosen = (rules.next.get(key) ?? 0) % n
    rules.next.set(key, chosen + 1)
  } else {
    for (let i = 0; i < n - 1; i++) {
      if (context.rng.float() < 1 / (n - i)) {
        chosen = i
        break
      }
    }
  }
  const endpoint = endpoints[chosen]!
  return affinitySeconds > 0 ? remember(context, key, client, endpoint) : endpoint
}

function remember(context: LinuxContext, key: string, client: string, endpoint: RuleEndpoint): RuleEndpoint {
  context.rules.affinity.set(
    `${key}|${client}`,
    Object.freeze({ ip: endpoint.ip, port: endpoint.port, at: context.now })
  )
  return endpoint
}

function deliver(context: LinuxContext, out: Outbox, packet: Packet): void {
  const owner = ownerOf(context, packet.ip)
  if (owner === context.machine) return answer(context, out, packet)
  // An address that belongs to no pod network and no worker goes to the default gateway, where nobody answers.
  if (owner === undefined || !context.cluster.workers.includes(owner)) return
  const hops = [...packet.hops, addressOf('linux', context.machine)]
  out.send(addressOf('linux', owner), { type: 'traffic.forward', ...packet, hops }, forwarded)
}

function ownerOf(context: LinuxContext, ip: string): string | undefined {
  const pod = context.machineByPodNet[ip.slice(0, ip.lastIndexOf('.'))]
  if (pod !== undefined) return pod
  const { addresses } = context.cluster
  if (addresses[context.machine] === ip) return context.machine
  return context.cluster.workers.find((machine) => addresses[machine] === ip)
}

/** A request that another machine forwarded here: this one holds the pod's address. */
export function receive(context: LinuxContext, out: Outbox, message: Delivered<TrafficForward>): void {
  const { id, ip, port, path, hops } = message
  answer(context, out, { id, ip, port, path, hops })
}

function answer(context: LinuxContext, out: Outbox, { id, ip, port, path, hops }: Packet): void {
  const found = serverAt(context, ip, port)
  if (found === 'gone') {
    return refuse(context, out, id, hops, 'No route to host', latency(context.config, 'neigh-mcast-solicit-timeout-ms'))
  }
  if (found === 'closed') return refuse(context, out, id, hops, 'Connection refused', 0)
  const exit = /^\/exit(?:\?code=(\d+))?$/.exec(path)
  // Kubernetes' own test server (agnhost netexec) ends when it is told to.
  if (exit && context.containers.get(found.containerId)!.spec.behaviour.argv.includes('netexec')) {
    endContainer(context, out, found.containerId, Number(exit[1] ?? 0))
  }
  const response: TrafficResponse = {
    type: 'traffic.response',
    id,
    code: codeOf(context, found, path),
    pod: found.pod,
    node: context.machine,
    hops: hops.slice(0, -1)
  }
  out.send(hops[hops.length - 1]!, response, { connection: 'own', delay: ms(found.server.latencyMs) })
}

function refuse(
  context: LinuxContext,
  out: Outbox,
  id: number,
  hops: readonly TrafficHop[],
  reason: TrafficRefused['reason'],
  delay: Micros
): void {
  const refused: TrafficRefused = {
    type: 'traffic.refused',
    id,
    reason,
    node: context.machine,
    hops: hops.slice(0, -1)
  }
  out.send(hops[hops.length - 1]!, refused, { ...forwarded, delay })
}

/** An answer on its way back through this machine (its connection tracking undoes the address translation). */
export function relay(out: Outbox, message: TrafficResponse | TrafficRefused): void {
  const { hops } = message
  const to = hops[hops.length - 1]
  if (to === undefined) return
  const options = message.type === 'traffic.refused' ? forwarded : ({ connection: 'own' } as const)
  out.send(to, { ...message, hops: hops.slice(0, -1) }, options)
}

function codeOf(context: LinuxContext, { server, containerId }: Found, path: string): number {
  if (server.root === '') return 200
  const { files } = context.containers.get(containerId)!
  const clean = path.split('?')[0]!
  return files.has(`${server.root}${clean.endsWith('/') ? `${clean}index.html` : clean}`) ? 200 : 404
}

/** A probe of the kubelet: from the host straight to the pod's address. */
export function probe(context: LinuxContext, out: Outbox, asked: ProbeRequest): void {
  const { id, kind, ip, port, path, from } = asked
  const program = probeProgram(context, out, asked)
  if (program === 'passed on') return
  if (program === 'connected') {
    out.send(from, { type: 'linux.probed', id, code: 0, error: '' })
    return
  }
  const found = serverAt(context, ip, port)
  if (kind === 'grpc' && (typeof found === 'string' || found.server.root !== '')) return
  const tcp = `dial tcp ${ip}:${port}: connect: `
  if (typeof found === 'string') {
    const error = `${tcp}${found === 'closed' ? 'connection refused' : 'no route to host'}`
    const delay = found === 'closed' ? 0 : latency(context.config, 'neigh-mcast-solicit-timeout-ms')
    out.send(from, { type: 'linux.probed', id, code: 0, error }, { connection: 'own', delay })
    return
  }
  const code = kind === 'http' ? codeOf(context, found, path) : 0
  const delay = kind === 'tcp' ? 0 : ms(found.server.latencyMs)
  out.send(from, { type: 'linux.probed', id, code, error: '' }, { connection: 'own', delay })
}
