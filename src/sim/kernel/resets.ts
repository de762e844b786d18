import { ms } from '../../base/time'
import { flowKey, isBlocked } from './network'
import type { Pending } from './queue'
import type { SimEvent } from './types'
import type { Process, World } from './world'

/** How often a kernel repeats the FIN of a socket whose process is gone (net.ipv4.tcp_orphan_retries as Linux takes 0). */
const finRetries = 8

/** A RST that is on its way and arrives: what was asked first has told already that the way is free. */
export function sendReset(world: World, peer: Process, gone: Process, cause: number): void {
  world.schedule({
    at: world.now + world.network.delay(gone.machine, peer.machine),
    kind: 'notice',
    cause,
    target: peer.id,
    incarnation: peer.incarnation,
    event: { type: 'net.reset', peer: gone.id } as SimEvent
  })
}

/**
 * A process ended on a machine that runs: its kernel closes its connections. Where the packet cannot pass it is sent again;
 * until it has, the peer holds the connection for open, and learns of the end by a RST if it sends something first.
 */
export function closeConnections(world: World, gone: Process, cause: number): void {
  const { network } = world
  const peers = new Set<Process>()
  for (const [key, flow] of network.flows) {
    if (flow.from !== gone.id && flow.to !== gone.id) continue
    const peer = world.process(flow.from === gone.id ? flow.to : flow.from)
    if (gone.machine.up) peers.add(peer)
    if (flow.from === gone.id) network.flows.delete(key)
  }
  for (const peer of peers) fin(world, peer, gone, cause, 0)
}

/** A FIN is sent again. */
export function repeatFin(world: World, item: Pending): void {
  const peer = world.process(item.target)
  const gone = world.process(item.from)
  const flow = world.network.flows.get(flowKey(peer, gone))
  const old = flow !== undefined && flow.session === item.session
  if (!gone.machine.up || gone.machine.bootId !== Number(item.id) || !old || peer.incarnation !== item.incarnation)
    return
  fin(world, peer, gone, item.cause, item.attempt)
}

function fin(world: World, peer: Process, gone: Process, cause: number, attempt: number): void {
  if (peer.status !== 'running') return
  const key = flowKey(peer, gone)
  const { flows } = world.network
  if (!isBlocked(world.network, gone.machine, peer.machine)) {
    flows.delete(key)
    sendReset(world, peer, gone, cause)
    return
  }
  const flow = flows.get(key)
  if (attempt >= finRetries || flow === undefined) return
  world.schedule({
    at: world.now + ms(200) * 2 ** attempt,
    kind: 'fin',
    cause,
    target: peer.id,
    from: gone.id,
    incarnation: peer.incarnation,
    session: flow.session,
    id: String(gone.machine.bootId),
    attempt: attempt + 1,
    setting: 'tcp-retransmission'
  })
}
