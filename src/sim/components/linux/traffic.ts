import { ms, type Micros } from '../../../base/time'
import { addressIn, isPodAddress, joinedAt } from '../../address-plan'
import type { Delivered } from '../../kernel/types'
import { addressOf, machineOf } from '../../protocol'
import { bodyOf, codeOf, wordsFor } from './answers'
import { choose } from './choose'
import { latency } from './config'
import { endContainer } from './containers'
import { toolDone } from './exec-tools'
import type { LinuxContext } from './context'
import { probeProgram, programAt, type ProbeRequest, type ProgramFound } from './program-process'
import { takeIn, workOn } from './load'
import { mayAsk, mayBeAsked } from './network/policy'
import { hasRoute } from './network/routes'
import { namesOfWorld } from './network/world-names'
import { answerOf, serverAt, type Found } from './servers'
import { asNodePort, healthServer, isTurnedAway, ruleFor } from './service-lookup'
import { callsOfApplications, keptFlows } from './network/later'
import type {
  DnsReply,
  Flow,
  HttpResponse,
  PodRequest,
  RuleEndpoint,
  ServiceRule,
  TrafficAccepted,
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

export interface Packet {
  readonly id: number
  readonly ip: string
  readonly port: number
  readonly path: string
  readonly host?: string | undefined
  readonly hops: readonly TrafficHop[]
  readonly more?: PodRequest | undefined
  readonly flow?: Flow | undefined
}

/** A request from a client: resolves a Service's address by the rules, then brings it to the machine of the pod. */
export function route(
  context: LinuxContext,
  out: Outbox,
  request: Delivered<TrafficRequest, TrafficResponse | TrafficRefused | TrafficAccepted>
): void {
  routeOn(context, out, request, [request.from])
}

/** @param hops the way back: who asks, and over which machines it came */
function routeOn(
  context: LinuxContext,
  out: Outbox,
  request: Delivered<TrafficRequest, TrafficResponse | TrafficRefused | TrafficAccepted>,
  hops: readonly TrafficHop[]
): void {
  const { id, path, from, more, host, flow } = request
  const { rules } = context
  const to = asNodePort(context, request.to)
  const isNodePort = 'nodePort' in to
  // What connection tracking knows goes its way, whatever the rules say by now.
  const way = flow && keptFlows().wayOf(context, flow, to)
  if (way === 'reset') return refuse(context, out, id, hops, 'Connection reset by peer', 0, flow)
  if (way) return deliver(context, out, { id, ip: way.ip, port: way.port, path, host, hops, more, flow })
  const found = ruleFor(context, to, more)
  const proxy = 'nodePort' in to ? healthServer(context, to.nodePort) : undefined
  if (proxy) return pass(context, out, proxy.program, { id, ip: proxy.ip, port: proxy.port, path, hops, more })
  if (!found) {
    if (isNodePort) return refuse(context, out, id, hops, 'Connection refused', 0, flow)
    const { ip, port } = to
    // nftables refuses ports that a Service does not have; with iptables such a packet goes out to nobody.
    if (rules.mode === 'nftables' && rules.clusterIPs.has(ip))
      return refuse(context, out, id, hops, 'Connection refused', 0, flow)
    return deliver(context, out, { id, ip, port, path, host, hops, more, flow })
  }
  const { service, outside } = found
  if ('ip' in to && isTurnedAway(service, to.ip, sourceOf(context, { more, hops }))) return
  const endpoints = reachable(context, service, outside, more)
  // A policy that is Local drops what could be served elsewhere.
  if (endpoints.length === 0 && service.endpoints.length > 0) return
  const endpoint = choose(context, { ...service, endpoints }, more?.source ?? from.slice(0, from.indexOf('/')))
  // The REJECT rule of a Service without endpoints: icmp-port-unreachable, which a client sees as a refused connection.
  if (!endpoint) return refuse(context, out, id, hops, 'Connection refused', 0, flow)
  if (flow) keptFlows().track(context, flow, endpoint, service)
  deliver(context, out, { id, ip: endpoint.ip, port: endpoint.port, path, host, hops, more, flow })
}

/** Where traffic may go by the Service's policies; what pods and nodes themselves send to an outer address is traffic from within. */
function reachable(
  context: LinuxContext,
  { endpoints, internal, external }: ServiceRule,
  outside: boolean,
  more: PodRequest | undefined
): readonly RuleEndpoint[] {
  const isOwn =
    more !== undefined && (isPods(context, more.source) || more.source === context.cluster.addresses[context.machine])
  if (outside) return isOwn ? endpoints : (external ?? endpoints)
  return internal ?? endpoints
}

function deliver(context: LinuxContext, out: Outbox, packet: Packet): void {
  const { more: pod } = packet
  if (pod && !mayAsk(context.policies.get(pod.source), packet)) return
  const owner = packet.ip.startsWith('127.') ? context.machine : ownerOf(context, packet.ip)
  if (owner === context.machine) return answer(context, out, packet)
  // An address that belongs to no pod network and no worker goes to the default gateway: the world's web servers answer behind it.
  if (owner === undefined) {
    const internet = latency(context.config, 'internet-latency-ms')
    // The nodes' own name server and those of the world, which pods ask whose dnsPolicy is Default.
    if (packet.more?.question && packet.port === 53)
      return respond(context, out, packet, { code: 0, pod: '', dns: namesOfWorld(packet.more.question) }, internet)
    if (!isWebServer(packet)) return
    const said = { code: 200, pod: '', ...(pod && { body: '<!doctype html>\n' }) }
    return respond(context, out, packet, said, internet)
  }
  if (isPods(context, packet.ip) && !hasRoute(context, owner)) return
  const hops = [...packet.hops, addressOf('linux', context.machine)]
  const { more, host, flow, ...rest } = packet
  const told = { ...(host !== undefined && { host }), ...(more && { more }), ...(flow && { flow }) }
  out.send(addressOf('linux', owner), { type: 'traffic.forward', ...rest, hops, ...told }, forwarded)
}

/** Names of the world outside have addresses of this network (`coredns`); web servers are there. */
const isWebServer = ({ ip, port, more }: Packet): boolean =>
  ip.startsWith('203.0.113.') && (port === 80 || port === 443) && !more?.question

const ownerOf = ({ machineByPodNet, nodeByAddress, cluster }: LinuxContext, ip: string): string | undefined =>
  machineByPodNet[ip.slice(0, ip.lastIndexOf('.'))] ?? nodeByAddress[ip] ?? joinedAt(cluster, ip)

const isPods = ({ machineByPodNet, cluster }: LinuxContext, ip: string): boolean =>
  machineByPodNet[ip.slice(0, ip.lastIndexOf('.'))] !== undefined ||
  (isPodAddress(ip) && joinedAt(cluster, ip) !== undefined)

/** A request that another machine forwarded here: this one holds the pod's address. */
export function receive(context: LinuxContext, out: Outbox, message: Delivered<TrafficForward>): void {
  const { id, ip, port, path, host, hops, more, flow } = message
  // From here its rules lead on.
  if ('nodePort' in asNodePort(context, { ip, port })) {
    const to = { nodePort: port }
    const from = hops.at(-1)!
    return routeOn(
      context,
      out,
      {
        type: 'traffic.request',
        id,
        to,
        path,
        ...(host !== undefined && { host }),
        ...(more && { more }),
        ...(flow && { flow }),
        from
      },
      hops
    )
  }
  answer(context, out, { id, ip, port, path, host, hops, more, flow })
}

function answer(context: LinuxContext, out: Outbox, packet: Packet): void {
  const { id, ip, port, path, hops, more, flow } = packet
  if (!mayBeAsked(context.policies.get(ip), packet, sourceOf(context, packet))) return
  if (port === echo && context.byIP.has(ip)) return respond(context, out, packet, { code: 0, pod: '' })
  const known = flow && !flow.opens && !flow.udp && keptFlows().standing(context, flow, ip)
  if (known === 'ended') return
  if (known === 'stands') return accept(out, packet)
  if (known === 'reset') return refuse(context, out, id, hops, 'Connection reset by peer', 0, flow)
  const program = programAt(context, ip, port)
  if (program && flow) keptFlows().hold(context, flow, program.containerId, hops)
  if (program) return pass(context, out, program, packet)
  const found = serverAt(context, ip, port)
  if (found === 'gone') {
    return refuse(
      context,
      out,
      id,
      hops,
      'No route to host',
      latency(context.config, 'neigh-mcast-solicit-timeout-ms'),
      flow
    )
  }
  if (found === 'closed') return refuse(context, out, id, hops, 'Connection refused', 0, flow)
  if (flow) keptFlows().hold(context, flow, found.containerId, hops)
  const exit = /^\/exit(?:\?code=(\d+))?$/.exec(path)
  // Kubernetes' own test server (agnhost netexec) ends when it is told to.
  if (exit && context.containers.get(found.containerId)!.spec.behaviour.argv.includes('netexec')) {
    endContainer(context, out, found.containerId, Number(exit[1] ?? 0))
  }
  // A server of HTTP does not answer a datagram.
  if (more?.question) return
  // Whom an application needs it asks first.
  const { image } = context.containers.get(found.containerId)!.spec.behaviour
  const called = image !== undefined && callsOfApplications().callFirst(context, out, packet, found)
  if (called === 'waits') accept(out, packet)
  else serve(context, out, packet, found, called || undefined)
}

/** @param failure why it cannot: another that it needs did not answer */
export function serve(context: LinuxContext, out: Outbox, packet: Packet, found: Found, failure?: string): void {
  const { path, more, flow } = packet
  const taken = takeIn(context, out, found)
  // What is turned away at once costs next to nothing.
  const delay = taken === 'full' ? taken : Math.max(taken, workOn(context, found))
  if (delay !== 'full' && delay > (flow ? sooner : soon)) accept(out, packet)
  const code = delay === 'full' ? 503 : failure !== undefined ? 500 : codeOf(context, found, path)
  const said = {
    code,
    pod: found.pod,
    ...(more && {
      body:
        failure ??
        ((found.server.root === '' && wordsFor(context, out, found, more)) || bodyOf(context, found, path, code))
    })
  }
  respond(context, out, packet, said, delay === 'full' ? ms(found.server.latencyMs) : delay)
}

/** Who asks: a pod by its address; what came in by another node has that node's, where its address was translated. */
function sourceOf({ cluster, machine }: LinuxContext, { more, hops }: Pick<Packet, 'more' | 'hops'>): string {
  if (more) return more.source
  return addressIn(cluster, machineOf(hops[hops.length - 1]!)) ?? cluster.addresses[machine] ?? ''
}

/** An answer that comes sooner comes before anybody sends a SYN again. */
const soon = ms(500)
/** The same of data on a connection that stands: TCP sends it again after 200 ms. */
const sooner = ms(150)

export function accept(out: Outbox, { id, hops, flow }: Packet): void {
  const probed = flow?.sends && { flow: flow.id }
  const accepted: TrafficAccepted = { type: 'traffic.accepted', id, ...probed, hops: hops.slice(0, -1) }
  out.send(hops[hops.length - 1]!, accepted, { connection: 'own' })
}

type Said = Pick<TrafficResponse, 'code' | 'pod' | 'body' | 'dns' | 'certificate'>

function respond(
  context: Pick<LinuxContext, 'machine'>,
  out: Outbox,
  { id, hops }: Pick<Packet, 'id' | 'hops'>,
  said: Said,
  delay = 0
): void {
  const response: TrafficResponse = {
    type: 'traffic.response',
    id,
    ...said,
    node: context.machine,
    hops: hops.slice(0, -1)
  }
  out.send(hops[hops.length - 1]!, response, { connection: 'own', delay })
}

/** The port that stands for an ICMP echo. */
export const echo = -1

/** A program of the simulator is asked; it answers `programAnswered`. Its connection stands at once, however long that takes. */
function pass(context: LinuxContext, out: Outbox, program: ProgramFound, packet: Packet): void {
  const id = ++context.lastDial
  const { path, port, host, more, hops } = packet
  const asker = addressOf('linux', context.machine)
  context.passed.set(id, Object.freeze({ id: packet.id, hops, pod: program.pod }))
  if (!more?.question) {
    accept(out, packet)
    const { body, headers } = more ?? {}
    const about = {
      port,
      source: sourceOf(context, packet),
      ...(host !== undefined && { host }),
      ...(body && { body }),
      ...(headers && { headers })
    }
    return out.send(program.id, { type: 'http.get', id, asker, path, ...about })
  }
  if (program.names) out.send(program.names, { type: 'dns.query', id, asker, question: more.question })
}

export function programAnswered(context: LinuxContext, out: Outbox, message: HttpResponse | DnsReply): void {
  const stopper = context.stoppers.get(message.id)
  if (stopper !== undefined) {
    context.stoppers.delete(message.id)
    return toolDone(context, out, { type: 'tool.done', id: stopper, code: 0, stdout: '', stderr: '' })
  }
  const passed = context.passed.get(message.id)
  if (!passed) return
  context.passed.delete(message.id)
  const { pod } = passed
  if (message.type === 'dns.reply') respond(context, out, passed, { code: 0, pod, dns: message.answer })
  else {
    const { code, body, certificate } = message
    const said = { code, pod: message.pod ?? pod, body, ...(certificate !== undefined && { certificate }) }
    respond(context, out, passed, said)
  }
}

export function refuse(
  context: LinuxContext,
  out: Outbox,
  id: number,
  hops: readonly TrafficHop[],
  reason: TrafficRefused['reason'],
  delay: Micros,
  flow?: Flow
): void {
  const refused: TrafficRefused = {
    type: 'traffic.refused',
    id,
    reason,
    ...(flow && { flow: flow.id }),
    node: context.machine,
    hops: hops.slice(0, -1)
  }
  out.send(hops[hops.length - 1]!, refused, { ...forwarded, delay })
}

/** An answer on its way back through this machine (its connection tracking undoes the address translation). */
export function relay(out: Outbox, message: TrafficResponse | TrafficRefused | TrafficAccepted): void {
  const { hops } = message
  const to = hops[hops.length - 1]
  if (to === undefined) return
  const options = message.type === 'traffic.refused' ? forwarded : ({ connection: 'own' } as const)
  out.send(to, { ...message, hops: hops.slice(0, -1) }, options)
}

/** A probe of the kubelet: from the host straight to the pod's address. */
export function probe(context: LinuxContext, out: Outbox, named: ProbeRequest): void {
  const asked = named.ip === 'localhost' ? { ...named, ip: '127.0.0.1' } : named
  const { id, kind, ip, port, path, from, tls } = asked
  const program = probeProgram(context, out, asked)
  if (program === 'passed on') return
  if (program === 'connected') {
    out.send(from, { type: 'linux.probed', id, code: 0, error: '' })
    return
  }
  // The loopback of the machine: who is on its network listens there, too.
  const found = serverAt(context, ip === '127.0.0.1' ? (context.cluster.addresses[context.machine] ?? ip) : ip, port)
  if (kind === 'grpc' && (typeof found === 'string' || found.server.root !== '' || found.server.plain)) return
  const tcp = `dial tcp ${ip}:${port}: connect: `
  if (typeof found === 'string') {
    const error = `${tcp}${found === 'closed' ? 'connection refused' : 'no route to host'}`
    const delay = found === 'closed' ? 0 : latency(context.config, 'neigh-mcast-solicit-timeout-ms')
    out.send(from, { type: 'linux.probed', id, code: 0, error }, { connection: 'own', delay })
    return
  }
  // A connection is accepted by the kernel; what is asked on it waits as everybody's requests do.
  const delay = kind === 'tcp' ? 0 : takeIn(context, out, found)
  const code = kind !== 'http' ? 0 : delay === 'full' ? 503 : codeOf(context, found, path)
  const after = delay === 'full' ? ms(found.server.latencyMs) : delay
  const about = kind === 'grpc' ? 'grpc' : kind === 'http' ? path : ''
  const age = context.now - context.containers.get(found.containerId)!.startedAt
  const { status, afterMs = 0 } = answerOf(found.server, about, age) ?? {}
  const unwell = kind === 'grpc' && status !== undefined ? `service unhealthy (responded with "${status}")` : ''
  const error =
    kind === 'http' && tls && found.server.plain ? 'http: server gave HTTP response to HTTPS client' : unwell
  out.send(from, { type: 'linux.probed', id, code, error }, { connection: 'own', delay: after + ms(afterMs) })
}
