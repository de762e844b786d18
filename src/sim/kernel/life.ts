import { Prng } from '../../base/prng'
import { begin } from './advance'
import { copy } from './copy'
import { clockOf, outbox, resetPeer, takeRaised } from './react'
import type { ProcessEnded, ProcessId, Spawn } from './types'
import { own } from './memory'
import type { Parent, Process, World } from './world'

/** Starts a process with what its disk holds. */
export function startProcess(world: World, process: Process, cause: number, setting: string): void {
  own(process)
  process.status = 'running'
  process.held = false
  process.paused = false
  process.silencedBy = 0
  process.missed = new Map()
  process.incarnation++
  process.mailbox = []
  process.timers = new Map()
  const entry = world.record('start', process, null, cause, setting, { type: 'proc.start' })
  world.recorder.life(entry, world.now, process.index, 'running')
  const { setup } = world
  process.context = process.table.context({
    self: process.id,
    machine: process.machine.id,
    now: clockOf(world, process.machine),
    rng: Prng.forName(setup.seed, `${process.id}#${process.incarnation}`),
    config: setup.flags,
    cluster: setup.cluster,
    disk: copy(process.disk),
    bootId: process.machine.bootId,
    incarnation: process.incarnation,
    address: process.address
  })
  process.context.skew = process.machine.clockSkew
  const out = outbox(world, process, entry, cause)
  process.leaf = begin(process.table, process.context, out)
  takeRaised(process, out)
  world.recorder.moved(entry, '', process.table.leaves[process.leaf]!)
}

/** The exit status of a process that SIGKILL ended. */
export const killed = 137

/** Starts a process for another one of its machine. Models fork and execve. */
export function spawnProcess(
  world: World,
  id: ProcessId,
  kind: string,
  parent: Process,
  how: Spawn,
  cause: number
): void {
  const process = world.processFor(id, kind)
  if (process.machine !== parent.machine) throw new Error(`${parent.id} cannot start ${id}: another machine`)
  if (process.status === 'running') {
    tellParent(world, process.id, { ...how, id: parent.id, incarnation: parent.incarnation }, 1, cause)
    return
  }
  own(process)
  process.parent = Object.freeze({ ...how, id: parent.id, incarnation: parent.incarnation })
  process.address = how.address
  process.output = []
  startProcess(world, process, cause, '')
}

function tellParent(world: World, id: ProcessId, parent: Parent, exitCode: number, cause: number): void {
  const event: ProcessEnded = { type: 'proc.ended', process: id, ref: parent.ref, exitCode }
  const { id: target, incarnation } = parent
  world.schedule({ at: world.now, kind: 'notice', target, incarnation, cause, event })
}

/**
 * Ends a process at once: its memory and timers are gone, its disk stays. If its host is up, the host's kernel resets
 * the process's connections; if not, peers hear nothing.
 */
export function endProcess(world: World, process: Process, entry: number, exitCode = killed): void {
  if (process.status !== 'running') return
  // Checkpoints hold the memory that it loses here.
  own(process)
  process.status = 'stopped'
  process.exitCode = exitCode
  if (process.parent && world.process(process.parent.id).status === 'running')
    tellParent(world, process.id, process.parent, exitCode, entry)
  world.recorder.life(entry, world.now, process.index, 'stopped')
  process.silencedBy = entry
  for (const child of world.processes) if (child.parent?.id === process.id) endProcess(world, child, entry)
  process.missed = new Map()
  ghostTimers(world, process, entry)
  process.timers = new Map()
  process.mailbox = []
  const { network } = world
  const peers = new Set<ProcessId>()
  for (const [key, flow] of network.flows) {
    if (flow.from !== process.id && flow.to !== process.id) continue
    peers.add(flow.from === process.id ? flow.to : flow.from)
    if (flow.from === process.id || process.machine.up) network.flows.delete(key)
  }
  if (!process.machine.up) return
  for (const id of peers) {
    const peer = world.process(id)
    if (peer.status === 'running') resetPeer(world, peer, process, entry)
  }
}

/** Timers of a silenced process: each is recorded as missed when it would have fired, with the fault as its cause. */
export function ghostTimers(world: World, process: Process, entry: number): void {
  if (process.timers.size === 0) return
  const live = new Map([...process.timers].map(([id, seq]) => [seq, id]))
  const ghosts = world.queue
    .items()
    .filter((item) => item.kind === 'timer' && item.target === process.id && live.has(item.seq))
  ghosts.sort((a, b) => a.seq - b.seq)
  for (const { at, target, id, setting, event } of ghosts) {
    world.schedule({ at, kind: 'missed', cause: entry, target, incarnation: process.incarnation, id, setting, event })
  }
}

/** Gives a resumed process all that arrived while it hung, in order. */
export function flushMailbox(world: World, process: Process): void {
  own(process)
  const waiting = process.mailbox
  process.mailbox = []
  for (const item of waiting) {
    const seq = world.schedule({ ...item, at: world.now })
    if (item.kind === 'timer' && process.timers.get(item.id) === item.seq) process.timers.set(item.id, seq)
  }
}

/** A process that exited by itself is started again as its unit says. */
export function restartLater(world: World, process: Process, cause: number): void {
  const restart = process.unit?.restart
  if (process.held || !restart) return
  const { delay, setting } = restart
  world.schedule({ at: world.now + delay, kind: 'start', target: process.id, cause, setting })
}
