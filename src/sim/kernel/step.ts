import { endProcess, restartLater, spawnProcess, startProcess } from './life'
import { applyDiskOps } from './disk'
import type { EntryKind } from './recorder'
import { flowKey, linkKey, retransmitLimit, retransmitTimeout, type Flow } from './network'
import { inject, react, resetPeer } from './react'
import type { Pending } from './queue'
import type { DiskOp, SimEvent, Spawn } from './types'
import { own } from './memory'
import type { Process, World } from './world'

/** Does the next thing that is due. False if nothing is pending. */
export function step(world: World): boolean {
  const due = world.queue.peek()
  world.touched = null
  if (world.commandAt <= (due === undefined ? Infinity : due.at)) return command(world)
  const item = world.queue.pop()
  if (!item) return false
  world.now = item.at
  switch (item.kind) {
    case 'message':
      arrive(world, item)
      break
    case 'timer':
      fire(world, item)
      break
    case 'disk':
      synced(world, item)
      break
    case 'notice':
      notice(world, item)
      break
    case 'retransmit':
      retransmit(world, item)
      break
    case 'connect':
      connect(world, item)
      break
    case 'start':
      start(world, item)
      break
    case 'missed':
      missed(world, item)
      break
    case 'exit': {
      const process = world.process(item.target)
      if (process.incarnation !== item.incarnation) break
      const entry = world.record('notice', process, null, item.cause, '', { type: 'proc.exit' })
      endProcess(world, process, entry, (item.event as { code?: number }).code ?? 1)
      restartLater(world, process, entry)
      break
    }
    case 'spawn':
      spawn(world, item)
      break
    case 'signal':
      signal(world, item)
      break
  }
  return true
}

/** Steps until `until` (inclusive) or until nothing is pending; `now` is then `until`. */
export function runUntil(world: World, until: number): void {
  while (world.nextAt <= until) step(world)
  if (world.now < until) world.now = until
}

/** Commands come before everything else of their time. */
function command(world: World): boolean {
  if (world.commandAt === Infinity) return false
  world.now = world.commandAt
  const due = world.takeCommand()
  const entry = world.record('command', null, null, -1, '', { type: 'command' })
  world.recorder.note(entry, due.text)
  world.apply(world, due, entry)
  return true
}

// --- what arrives -------------------------------------------------------------------------------------------------

function arrive(world: World, item: Pending): void {
  const to = world.process(item.target)
  const from = world.process(item.from)
  const { network } = world
  const key = flowKey(from, to)
  const flow = network.flows.get(key)
  const dropped = network.drops.length > 0 ? network.takeDrop(item) : undefined
  const silent = dropped !== undefined || !to.machine.up || network.isCut(from.machine, to.machine)
  if (silent || network.isLost(from.machine, to.machine)) {
    lose(world, item, from, to, flow, dropped?.entry)
    return
  }
  if (flow !== undefined && flow.held.length > 0 && !item.unreliable) {
    // The way is free again: what waited arrives first, and the back-off of its retransmission is over.
    flow.held.push(item)
    release(world, flow)
    return
  }
  if (network.losses.size > 0) network.losses.delete(key)
  const senderLives = from.status === 'running' && from.incarnation === item.incarnation
  const current = flow !== undefined && flow.session === item.session
  if (to.status !== 'running') {
    if (current && flow.incarnation > 0) {
      // An open connection to a process that is gone: its host's kernel knows nothing of it, one RST ends it.
      network.flows.delete(key)
      if (!item.unreliable) resetPeer(world, from, to, item.cause)
    } else if (current && !item.unreliable) refuse(world, from, to, item)
    return
  }
  if (current) {
    if (flow.incarnation === 0) flow.incarnation = to.incarnation
    else if (flow.incarnation !== to.incarnation) {
      // The peer was restarted: its kernel knows no such connection and answers with a RST.
      network.flows.delete(key)
      if (!item.unreliable) {
        resetPeer(world, from, to, item.cause)
        return
      }
    }
  } else if (senderLives && !item.unreliable) return // sent on a connection that was reset meanwhile
  const back = flowKey(to, from)
  const lives = network.flows.get(back)?.incarnation ?? 0
  // The sender was rebooted without a word: its new connection shows that the older ones are dead.
  const reset =
    lives > 0 && lives < item.incarnation
      ? {
          ...item,
          event: { type: 'net.reset', peer: from.id } as SimEvent,
          kind: 'notice' as const,
          incarnation: to.incarnation
        }
      : null
  if (reset) network.flows.delete(back)
  if (to.paused) {
    own(to)
    if (reset) to.mailbox.push(reset)
    to.mailbox.push(item)
    return
  }
  if (reset) deliver(world, to, null, 'notice', reset)
  deliver(world, to, from, 'message', item)
}

function deliver(world: World, to: Process, from: Process | null, kind: EntryKind, item: Pending): void {
  const entry = world.record(kind, to, from, item.cause, item.setting, item.event)
  react(world, to, entry, item.cause, item.event)
}

function lose(world: World, item: Pending, from: Process, to: Process, flow: Flow | undefined, drop = -1): void {
  const { network } = world
  const link = network.links.get(linkKey(from.machine, to.machine))
  const key = flowKey(from, to)
  // The first loss on a pair is an entry of its own: later decisions ("nothing came") are explained by it.
  if (!network.losses.has(key)) {
    const fault = drop >= 0 ? drop : link?.cut ? link.entry : to.machine.up ? item.cause : to.silencedBy
    network.losses.set(key, world.record('lost', to, from, fault >= 0 ? fault : item.cause, '', item.event))
  }
  if (item.unreliable || !flow || flow.session !== item.session) return
  flow.held.push(item)
  if (flow.held.length === 1) scheduleRetransmit(world, flow, item.cause)
}

function scheduleRetransmit(world: World, flow: Flow, cause: number): void {
  world.schedule({
    at: world.now + retransmitTimeout(flow.attempt),
    kind: 'retransmit',
    cause,
    target: flow.to,
    from: flow.from,
    setting: 'tcp-retransmission'
  })
}

function retransmit(world: World, item: Pending): void {
  const from = world.process(item.from)
  const to = world.process(item.target)
  const { network } = world
  const key = flowKey(from, to)
  const flow = network.flows.get(key)
  if (!flow || flow.held.length === 0) return
  if (!to.machine.up || network.isCut(from.machine, to.machine) || network.isLost(from.machine, to.machine)) {
    flow.attempt++
    if (flow.attempt < retransmitLimit) scheduleRetransmit(world, flow, item.cause)
    else {
      network.flows.delete(key)
      resetPeer(world, from, to, item.cause)
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
    world.schedule({ ...message, at: world.now, setting: 'tcp-retransmission' })
  }
}

function refuse(world: World, from: Process, to: Process, item: Pending): void {
  world.schedule({
    at: world.now + world.network.delay(to.machine, from.machine),
    kind: 'notice',
    cause: to.silencedBy > 0 ? to.silencedBy : item.cause,
    target: from.id,
    incarnation: from.incarnation,
    event: { type: 'net.refused', to: to.id, ref: item.event } as SimEvent
  })
}

function connect(world: World, item: Pending): void {
  const from = world.process(item.from)
  const to = world.process(item.target)
  if (!to.machine.up || world.network.isCut(from.machine, to.machine)) {
    const key = flowKey(from, to)
    if (!world.network.losses.has(key)) {
      const cut = world.network.links.get(linkKey(from.machine, to.machine))
      const fault = cut?.cut ? cut.entry : to.silencedBy
      world.network.losses.set(key, world.record('lost', to, from, fault, '', item.event))
    }
    return
  }
  world.network.losses.delete(flowKey(from, to))
  // A listening socket accepts even while its process hangs: the kernel does it, not the process.
  const { ref } = item.event as { ref?: unknown }
  const answer = to.status === 'running' ? 'net.connected' : 'net.refused'
  if (world.network.isCut(to.machine, from.machine)) return
  world.schedule({
    at: world.now + world.network.delay(to.machine, from.machine),
    kind: 'notice',
    cause: answer === 'net.refused' && to.silencedBy > 0 ? to.silencedBy : item.cause,
    target: from.id,
    incarnation: from.incarnation,
    event: { type: answer, to: to.id, ref } as SimEvent
  })
}

function notice(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.status !== 'running' || process.incarnation !== item.incarnation || !process.machine.up) return
  if (process.paused) {
    own(process)
    process.mailbox.push(item)
    return
  }
  deliver(world, process, null, 'notice', item)
}

function fire(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.timers.get(item.id) !== item.seq) return
  own(process)
  if (process.paused) {
    process.mailbox.push(item)
    return
  }
  process.timers.delete(item.id)
  deliver(world, process, null, 'timer', item)
}

function synced(world: World, item: Pending): void {
  const process = world.process(item.target)
  const { ref, ops } = item.event as SimEvent & { ref: unknown; ops: readonly DiskOp[] }
  const alive = process.status === 'running' && process.incarnation === item.incarnation && process.machine.up
  // A write that reached the disk's queue before a process died is still done by the kernel; before a host died it is not.
  if (!process.machine.up) return
  own(process)
  const error = process.machine.diskFull && ops.some((op) => op.op === 'put' || op.op === 'append') ? 'ENOSPC' : null
  if (error === null) applyDiskOps(process.disk, ops)
  if (!alive) return
  const event: SimEvent =
    error === null ? ({ type: 'disk.synced', ref } as SimEvent) : ({ type: 'disk.failed', ref, error } as SimEvent)
  const done = { ...item, kind: 'notice' as const, event }
  if (process.paused) process.mailbox.push(done)
  else deliver(world, process, null, 'disk', done)
}

function missed(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.incarnation !== item.incarnation || (process.status === 'running' && !process.paused)) return
  own(process)
  const entry = world.record('missed', process, null, item.cause, item.setting, item.event)
  if (!process.missed.has(item.setting ?? '')) process.missed.set(item.setting ?? '', entry)
}

function spawn(world: World, item: Pending): void {
  const parent = world.process(item.from)
  if (parent.status !== 'running' || parent.incarnation !== item.incarnation) return
  const { kind, how } = item.event as SimEvent & { kind: string; how: Spawn }
  spawnProcess(world, item.target, kind, parent, how, item.cause)
}

function signal(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.status !== 'running' || process.incarnation !== item.incarnation) return
  if (item.id === 'KILL') {
    endProcess(world, process, world.record('notice', process, null, item.cause, '', { type: 'proc.kill' }))
    return
  }
  // What hangs handles a signal when it goes on.
  if (process.paused) {
    own(process)
    process.mailbox.push({ ...item, kind: 'notice', event: { type: 'proc.term' } })
  } else inject(world, process, { type: 'proc.term' }, item.cause)
}

function start(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.status === 'running' || process.held || !process.machine.up) return
  startProcess(world, process, item.cause, item.setting)
}
