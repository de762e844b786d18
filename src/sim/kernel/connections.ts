import { seconds } from '../../base/time'
import {
  flowKey,
  isBlocked,
  lastOfConnection,
  linkKey,
  noSession,
  retransmitLimit,
  retransmitTimeout,
  type Flow
} from './network'
import type { Pending } from './queue'
import { deliver } from './react'
import { sendReset } from './resets'
import type { Message, SimEvent } from './types'
import { own } from './memory'
import type { Process, World } from './world'

/** How often Linux sends a SYN again (net.ipv4.tcp_syn_retries), after 1 s, 2 s, 4 s … */
const synRetries = 6

/** A message reaches the machine of its receiver, unless something is in its way. */
export function arrive(world: World, item: Pending): void {
  const to = world.process(item.target)
  const from = world.process(item.from)
  if (item.flight > 0 && !hasLeft(from, item)) return
  const { network } = world
  const dropped = network.drops.length > 0 ? network.takeDrop(item) : undefined
  if (dropped !== undefined || isBlocked(network, from.machine, to.machine)) {
    lose(world, item, from, to, dropped?.entry)
    return
  }
  if (item.session === noSession) {
    if (to.status !== 'running') refuse(world, from, to, item)
    else take(world, from, to, item)
    return
  }
  const key = flowKey(from, to)
  const conn = connOf(item)
  const flow = network.find(conn, key)
  if (flow !== undefined && flow.held.length > 0 && !item.unreliable) {
    // The way is free again: what waited arrives first, and the back-off of its retransmission is over.
    flow.held.push(item)
    if (!isUnanswered(world, flow, from, to)) release(world, flow)
    return
  }
  const current = flow !== undefined && flow.session === item.session
  if (!current) {
    const senderLives = from.status === 'running' && from.incarnation === item.incarnation
    if (senderLives && !item.unreliable) return // sent on a connection that was reset meanwhile
    if (to.status !== 'running') return
  } else if (to.status !== 'running' && flow.incarnation === 0) {
    refuse(world, from, to, item)
    return
  } else if (to.status !== 'running' || (flow.incarnation !== 0 && flow.incarnation !== to.incarnation)) {
    // An open connection to a process that is gone, or was restarted: its host's kernel knows nothing of it, one RST ends it.
    if (item.unreliable) network.end(conn, key)
    else if (isBlocked(network, to.machine, from.machine)) lose(world, item, from, to)
    else {
      network.end(conn, key)
      sendReset(world, from, to, item.cause, conn)
    }
    if (!item.unreliable || to.status !== 'running') return
  } else if (flow.incarnation === 0) flow.incarnation = to.incarnation
  take(world, from, to, item)
}

/** The receiver's kernel knows nothing of the connection any more, and its RST does not get back: for the sender that is as silent as a loss. */
const isUnanswered = ({ network }: World, flow: Flow, from: Process, to: Process): boolean =>
  (to.status !== 'running' || (flow.incarnation !== 0 && flow.incarnation !== to.incarnation)) &&
  (!from.machine.up || network.isCut(to.machine, from.machine))

const connOf = ({ event }: Pending): string => (event as Message).conn ?? ''

/** Whether a message with a processing delay left before its sender ended or hung; if it hangs, it leaves when that is over. */
function hasLeft(from: Process, item: Pending): boolean {
  const life = from.incarnation - item.incarnation
  const leaves = item.at - item.flight
  if (life > 1 || ((life === 1 || from.status !== 'running') && from.endedAt < leaves)) return false
  if (life > 0 || !from.paused || from.pausedAt >= leaves) return true
  own(from)
  from.mailbox.push(item)
  return false
}

/** The process behind the port gets it; while it hangs its kernel keeps it. */
function take(world: World, from: Process, to: Process, item: Pending): void {
  const { network } = world
  if (network.losses.size > 0) network.losses.delete(flowKey(from, to))
  const conn = connOf(item)
  const back = flowKey(to, from)
  const lives = network.find(conn, back)?.incarnation ?? 0
  if (item.id === lastOfConnection) {
    network.end(conn, back)
    network.end(conn, flowKey(from, to))
  }
  // The sender was rebooted without a word: its new connection shows that the older ones are dead.
  const reset: Pending | null =
    lives > 0 && lives < item.incarnation
      ? {
          ...item,
          event: { type: 'net.reset', peer: from.id, conn } as SimEvent,
          kind: 'notice',
          incarnation: to.incarnation
        }
      : null
  if (reset) network.end(conn, back)
  if (to.paused) {
    own(to)
    if (reset) to.mailbox.push(reset)
    to.mailbox.push(item)
    return
  }
  if (reset) deliver(world, to, null, 'notice', reset)
  deliver(world, to, from, 'message', item)
}

/** Nobody listens: the machine's kernel answers with a RST, if that can pass; if not, the packet is sent again. */
function refuse(world: World, from: Process, to: Process, item: Pending): void {
  if (item.unreliable) return
  if (isBlocked(world.network, to.machine, from.machine)) {
    lose(world, item, from, to)
    return
  }
  answerSyn(world, from, to, 'net.refused', item.event, item.cause)
}

function answerSyn(
  world: World,
  from: Process,
  to: Process,
  type: 'net.connected' | 'net.refused',
  ref: unknown,
  cause: number
): void {
  world.schedule({
    at: world.network.arrival(to.machine, from.machine, world.now),
    kind: 'notice',
    cause: type === 'net.refused' && to.silencedBy > 0 ? to.silencedBy : cause,
    target: from.id,
    incarnation: from.incarnation,
    event: { type, to: to.id, ref } as SimEvent
  })
}

function lose(world: World, item: Pending, from: Process, to: Process, drop = -1): void {
  noteLoss(world, item, from, to, drop)
  if (item.unreliable) return
  if (item.session === noSession) {
    sendAgain(world, item)
    return
  }
  const flow = world.network.find(connOf(item), flowKey(from, to))
  if (!flow || flow.session !== item.session) return
  flow.held.push(item)
  if (flow.held.length === 1) scheduleRetransmit(world, flow, item.cause)
}

/** The first loss on a pair is an entry of its own: later decisions ("nothing came") are explained by it. */
function noteLoss(world: World, item: Pending, from: Process, to: Process, drop = -1): void {
  const { network } = world
  const key = flowKey(from, to)
  if (network.losses.has(key)) return
  const there = network.links.get(linkKey(from.machine, to.machine))
  const back = network.links.get(linkKey(to.machine, from.machine))
  const cut = there?.cut ? there.entry : back?.cut ? back.entry : -1
  const fault = drop >= 0 ? drop : cut >= 0 ? cut : to.machine.up ? item.cause : to.silencedBy
  network.losses.set(key, world.record('lost', to, from, fault >= 0 ? fault : item.cause, '', item.event))
}

/** What travels alone on its connection is retransmitted for itself; in the end TCP gives it up. */
function sendAgain(world: World, item: Pending): void {
  const from = world.process(item.from)
  if (from.status !== 'running' || from.incarnation !== item.incarnation) return
  if (item.attempt >= retransmitLimit) {
    answerSyn(world, from, world.process(item.target), 'net.refused', item.event, item.cause)
    return
  }
  world.schedule({
    ...item,
    at: world.now + retransmitTimeout(item.attempt),
    attempt: item.attempt + 1,
    flight: 0,
    setting: 'tcp-retransmission'
  })
}

function scheduleRetransmit(world: World, flow: Flow, cause: number): void {
  world.schedule({
    at: world.now + retransmitTimeout(flow.attempt),
    kind: 'retransmit',
    cause,
    target: flow.to,
    from: flow.from,
    name: flow.conn,
    setting: 'tcp-retransmission'
  })
}

/** The retransmission timer of a connection ran out. */
export function retransmit(world: World, item: Pending): void {
  const from = world.process(item.from)
  const to = world.process(item.target)
  const { network } = world
  const key = flowKey(from, to)
  const flow = network.find(item.name, key)
  if (!flow || flow.held.length === 0) return
  if (isBlocked(network, from.machine, to.machine) || isUnanswered(world, flow, from, to)) {
    flow.attempt++
    if (flow.attempt < retransmitLimit) scheduleRetransmit(world, flow, item.cause)
    else {
      network.end(flow.conn, key)
      sendReset(world, from, to, item.cause, flow.conn)
    }
    return
  }
  release(world, flow)
}

/** What waited for the link arrives now, in order. */
function release(world: World, flow: Flow): void {
  const held = flow.held
  flow.held = []
  flow.attempt = 0
  for (const message of held) {
    world.schedule({ ...message, at: world.now, setting: 'tcp-retransmission', flight: 0 })
  }
}

/** A SYN arrives. What is lost of the handshake, on the way there or back, is asked for again by the caller's kernel. */
export function connect(world: World, item: Pending): void {
  const from = world.process(item.from)
  const to = world.process(item.target)
  if (from.status !== 'running' || from.incarnation !== item.incarnation) return
  const { network } = world
  if (isBlocked(network, from.machine, to.machine) || isBlocked(network, to.machine, from.machine)) {
    noteLoss(world, item, from, to)
    const wait = seconds(2 ** item.attempt)
    if (item.attempt >= synRetries || (item.flight > 0 && wait >= item.flight)) return
    const flight = item.flight > 0 ? item.flight - wait : 0
    world.schedule({ ...item, at: world.now + wait, attempt: item.attempt + 1, flight })
    return
  }
  network.losses.delete(flowKey(from, to))
  // A listening socket accepts even while its process hangs: the kernel does it, not the process.
  const { ref, conn } = item.event as SimEvent & { ref?: unknown; conn: string }
  const accepts = to.status === 'running' && !to.deaf
  if (accepts && conn !== '') network.establish(conn, from, to, world.seq++)
  answerSyn(world, from, to, accepts ? 'net.connected' : 'net.refused', ref, item.cause)
}
