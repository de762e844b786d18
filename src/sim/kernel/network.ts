import type { Micros } from '../../base/time'
import { ms } from '../../base/time'
import { Prng } from '../../base/prng'
import type { Flags, ProcessId } from './types'
import type { Machine, Process } from './world'
import type { Pending } from './queue'

/** One direction of a connection between two processes: keeps order, and remembers which life of the peer it talks to. */
export interface Flow {
  readonly from: ProcessId
  readonly to: ProcessId
  /** The connection's name; empty for the one that the two share. */
  readonly conn: string
  /** Unique number of this session; what was sent on an older one is not delivered any more. */
  readonly session: number
  /** Arrival of the last message, so that none overtakes it. */
  lastAt: Micros
  /** What was sent and has not left yet, because its sender works on it, in the order in which it leaves. */
  ahead: Ahead[]
  /** The receiver's incarnation when the first message of this session arrived; 0 before. */
  incarnation: number
  /** Messages that wait for the link (TCP retransmits them in order). */
  held: Pending[]
  attempt: number
}

interface Ahead {
  readonly leaves: Micros
  readonly at: Micros
}

/** The id of a message after which its sender closes the connection. */
export const lastOfConnection = 'last'

/** The session of a message that travels alone on a connection of its own. */
export const noSession = -1

/** A message that a fault takes out of the network: the next from a process to another, of a type or name (or any: empty). */
export interface Drop {
  readonly from: ProcessId
  readonly to: ProcessId
  readonly type: string
  readonly entry: number
}

/** What faults do to one direction of a link between two machines. */
export interface LinkFault {
  cut: boolean
  extraLatency: Micros
  extraJitter: Micros
  /** Probability that a packet is lost. */
  loss: number
  /** The entry of the fault, as the cause of what it destroys. */
  entry: number
}

/** TCP's first retransmission timeout on Linux (TCP_RTO_MIN), doubled at each try up to TCP_RTO_MAX. */
export const retransmitTimeout = (attempt: number): Micros => Math.min(ms(200) * 2 ** attempt, ms(120_000))

/** Retransmissions before TCP gives a connection up (net.ipv4.tcp_retries2). */
export const retransmitLimit = 15

/** The network as data: latencies from the profile, faults per directed pair of machines. */
export class Network {
  /** By connection (the empty name: those that processes share), then by flow key: sender index × 65536 + receiver index. */
  readonly connections = new Map<string, Map<number, Flow>>([['', new Map()]])
  /** Key: `master-1>worker-2`. */
  links = new Map<string, LinkFault>()
  /** First entry in which something from a process to another was lost, by flow key. */
  losses = new Map<number, number>()
  drops: Drop[] = []
  /** Arrival of the last packet on a way, by the machines' key. */
  private arrived = new Map<number, Micros>()
  private readonly loopback: Micros
  private readonly latency: Micros
  private readonly jitter: Micros

  constructor(
    flags: Flags,
    seed: number,
    public rng = Prng.forName(seed, 'network')
  ) {
    this.loopback = ms(Number(flags['loopback-latency-ms'] ?? 0.03))
    this.latency = ms(Number(flags['network-latency-ms'] ?? 0.25))
    this.jitter = ms(Number(flags['network-jitter-ms'] ?? 0.1))
  }

  /** When a packet arrives that leaves now: a way between two machines does not change the order of packets. */
  arrival(from: Machine, to: Machine, now: Micros): Micros {
    const at = now + this.delay(from, to)
    if (from === to) return at
    const key = flowKey(from, to)
    const arrives = Math.max(at, this.arrived.get(key) ?? at)
    this.arrived.set(key, arrives)
    return arrives
  }

  /** One-way delay of a packet now. */
  delay(from: Machine, to: Machine): Micros {
    if (from === to) return this.loopback
    let delay = this.latency + (this.jitter > 0 ? this.rng.below(this.jitter) : 0)
    if (this.links.size > 0) {
      const link = this.links.get(linkKey(from, to))
      if (link) delay += link.extraLatency + (link.extraJitter > 0 ? this.rng.below(link.extraJitter) : 0)
    }
    return delay
  }

  /** There and back without jitter, as whoever measures it would find it; nothing is drawn for it. */
  roundTrip(from: Machine, to: Machine): Micros {
    if (from === to) return 2 * this.loopback
    const extra = (key: string) => this.links.get(key)?.extraLatency ?? 0
    return 2 * this.latency + extra(linkKey(from, to)) + extra(linkKey(to, from))
  }

  isCut(from: Machine, to: Machine): boolean {
    return this.links.size > 0 && from !== to && this.links.get(linkKey(from, to))?.cut === true
  }

  isLost(from: Machine, to: Machine): boolean {
    if (this.links.size === 0 || from === to) return false
    const loss = this.links.get(linkKey(from, to))?.loss ?? 0
    return loss > 0 && this.rng.float() < loss
  }

  /** A direction of a connection; undefined if it is not open. */
  find(conn: string, key: number): Flow | undefined {
    return this.connections.get(conn)?.get(key)
  }

  /** The connection that processes share for what names none; a session begins with its first message. */
  shared(from: Process, to: Process, session: number): Flow {
    return this.find('', flowKey(from, to)) ?? this.begin('', from, to, session, 0)
  }

  /** A connection of its own is established: both ends know each other. */
  establish(conn: string, from: Process, to: Process, session: number): void {
    this.begin(conn, from, to, session, to.incarnation)
    this.begin(conn, to, from, session, from.incarnation)
  }

  private begin(conn: string, from: Process, to: Process, session: number, incarnation: number): Flow {
    const flow: Flow = {
      from: from.id,
      to: to.id,
      conn,
      session,
      lastAt: -Infinity,
      ahead: [],
      incarnation,
      held: [],
      attempt: 0
    }
    const flows = this.connections.get(conn)
    if (flows) flows.set(flowKey(from, to), flow)
    else this.connections.set(conn, new Map([[flowKey(from, to), flow]]))
    return flow
  }

  /** One end of a connection is forgotten. */
  end(conn: string, key: number): void {
    const flows = this.connections.get(conn)
    flows?.delete(key)
    if (flows?.size === 0 && conn !== '') this.connections.delete(conn)
  }

  /** The fault that takes this message, if one waits for it; it waits no longer then. */
  takeDrop({ from, target, event, name }: Pending): Drop | undefined {
    const index = this.drops.findIndex(
      ({ from: sender, to, type }) =>
        sender === from && to === target && (type === '' || type === event.type || type === name)
    )
    return index < 0 ? undefined : this.drops.splice(index, 1)[0]
  }

  link(from: Machine, to: Machine): LinkFault {
    const key = linkKey(from, to)
    const found = this.links.get(key)
    if (found) return found
    const fresh = { cut: false, extraLatency: 0, extraJitter: 0, loss: 0, entry: -1 }
    this.links.set(key, fresh)
    return fresh
  }

  clone(): Network {
    const next = new Network({}, 0, this.rng.clone())
    Object.assign(next, { loopback: this.loopback, latency: this.latency, jitter: this.jitter })
    for (const [conn, flows] of this.connections) {
      const copies = new Map<number, Flow>()
      for (const [key, flow] of flows) copies.set(key, { ...flow, ahead: flow.ahead.slice(), held: flow.held.slice() })
      next.connections.set(conn, copies)
    }
    for (const [key, link] of this.links) next.links.set(key, { ...link })
    next.losses = new Map(this.losses)
    next.drops = this.drops.slice()
    next.arrived = new Map(this.arrived)
    return next
  }
}

export const linkKey = (from: Machine, to: Machine): string => `${from.id}>${to.id}`
export const flowKey = (from: { index: number }, to: { index: number }): number => from.index * 65_536 + to.index

/** Whether a packet gets from one machine to another at this moment; loss is drawn anew at each asking. */
export const isBlocked = (network: Network, from: Machine, to: Machine): boolean =>
  !to.up || network.isCut(from, to) || network.isLost(from, to)

/**
 * When a message arrives that leaves at `leaves`, and without others would arrive at `at`: a connection keeps the order in which
 * messages leave. One that its sender still works on holds up nothing that leaves before it.
 */
export function departure(flow: Flow, now: Micros, leaves: Micros, at: Micros): Micros {
  const { ahead } = flow
  if (ahead.length === 0 && leaves === now) return (flow.lastAt = Math.max(flow.lastAt, at))
  while (ahead[0] && ahead[0].leaves <= now) flow.lastAt = Math.max(flow.lastAt, ahead.shift()!.at)
  const found = ahead.findIndex((other) => other.leaves > leaves)
  const index = found < 0 ? ahead.length : found
  const before = ahead[index - 1]?.at ?? flow.lastAt
  const after = ahead[index]?.at ?? Infinity
  const arrives = Math.max(before, Math.min(at, after))
  if (leaves <= now) flow.lastAt = arrives
  else ahead.splice(index, 0, Object.freeze({ leaves, at: arrives }))
  return arrives
}
