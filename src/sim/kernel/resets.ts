import { ms, type Micros } from '../../base/time'
import { flowKey, isBlocked } from './network'
import type { Pending } from './queue'
import type { ProcessId, SimEvent } from './types'
import type { Process, World } from './world'

/** How often a kernel repeats the FIN of a socket whose process is gone (net.ipv4.tcp_orphan_retries as Linux takes 0). */
const finRetries = 8

/** A RST that is on its way and arrives: what was asked first has told already that the way is free. */
export function sendReset(
  world: World,
  peer: Process,
  gone: Process,
  cause: number,
  conn: string,
  at = world.network.arrival(gone.machine, peer.machine, world.now)
): void {
  world.schedule({
    at,
    kind: 'notice',
    cause,
    target: peer.id,
    incarnation: peer.incarnation,
    event: { type: 'net.reset', peer: gone.id, conn } as SimEvent
  })
}

/** Who writes to a connection that is not open hears so from its own kernel, at once. */
export function tellClosed(world: World, process: Process, peer: ProcessId, conn: string, cause: number): void {
  sendReset(world, process, world.process(peer), cause, conn, world.now)
}

/**
 * A process ended on a machine that runs: its kernel closes its connections. Where the packet cannot pass it is sent again;
 * until it has, the peer holds the connection for open, and learns of the end by a RST if it sends something first.
 */
export function closeConnections(world: World, gone: Process, cause: number): void {
  const { network } = world
  const open = new Map<Process, Set<string>>()
  for (const [conn, flows] of network.connections)
    for (const [key, flow] of flows) {
      if (flow.from !== gone.id && flow.to !== gone.id) continue
      const peer = world.process(flow.from === gone.id ? flow.to : flow.from)
      const known = open.get(peer)
      if (known) known.add(conn)
      else if (gone.machine.up) open.set(peer, new Set([conn]))
      if (flow.from === gone.id) network.end(conn, key)
    }
  for (const [peer, connections] of open) {
    if (peer.status !== 'running') continue
    // They leave together, so they arrive together.
    const at = network.arrival(gone.machine, peer.machine, world.now)
    for (const conn of connections) fin(world, peer, gone, cause, conn, 0, at)
  }
}

/** A FIN is sent again. */
export function repeatFin(world: World, item: Pending): void {
  const peer = world.process(item.target)
  const gone = world.process(item.from)
  const flow = world.network.find(item.name, flowKey(peer, gone))
  const old = flow !== undefined && flow.session === item.session
  if (!gone.machine.up || gone.machine.bootId !== Number(item.id) || !old || peer.incarnation !== item.incarnation)
    return
  const at = world.network.arrival(gone.machine, peer.machine, world.now)
  fin(world, peer, gone, item.cause, item.name, item.attempt, at)
}

function fin(
  world: World,
  peer: Process,
  gone: Process,
  cause: number,
  conn: string,
  attempt: number,
  at: Micros
): void {
  if (peer.status !== 'running') return
  const key = flowKey(peer, gone)
  const { network } = world
  if (!isBlocked(network, gone.machine, peer.machine)) {
    network.end(conn, key)
    sendReset(world, peer, gone, cause, conn, at)
    return
  }
  const flow = network.find(conn, key)
  if (attempt >= finRetries || flow === undefined) return
  world.schedule({
    at: world.now + ms(200) * 2 ** attempt,
    kind: 'fin',
    cause,
    target: peer.id,
    from: gone.id,
    incarnation: peer.incarnation,
    session: flow.session,
    name: conn,
    id: String(gone.machine.bootId),
    attempt: attempt + 1,
    setting: 'tcp-retransmission'
  })
}
