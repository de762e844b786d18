import { NotLoaded } from '../../base/late'
import { Exit, Panic } from '../../base/panic'
import { Prng } from '../../base/prng'
import { begin } from './advance'
import { copy } from './copy'
import { settleWrites } from './disk'
import { createPace, Runaway } from './loops'
import { clockOf, outbox } from './outbox'
import { closeConnections } from './resets'
import { release } from './resources'
import { lastHasEnded, restartLater } from './supervisor'
import { takeRaised } from './turn'
import type { ProcessEnded, ProcessId, Spawn } from './types'
import { own } from './memory'
import type { Parent, Process, World } from './world'

/** Starts a process with what its disk holds. */
export function startProcess(world: World, process: Process, cause: number, setting: string): void {
  own(process)
  process.status = 'running'
  process.held = false
  process.deaf = false
  process.silencedBy = 0
  process.missed = new Map()
  process.incarnation++
  process.mailbox = []
  process.pace = createPace()
  process.diskLost = false
  const entry = world.record('start', process, null, cause, setting, { type: 'proc.start' })
  world.recorder.life(entry, world.now, process.index, 'running')
  const { setup } = world
  world.touched = process
  try {
    process.context = process.table.context({
      self: process.id,
      machine: process.machine.id,
      now: clockOf(world),
      rng: Prng.forName(setup.seed, `${process.id}#${process.incarnation}`),
      config: setup.flags,
      cluster: world.cluster,
      disk: copy(process.disk),
      bootId: process.machine.bootId,
      incarnation: process.incarnation,
      address: process.address,
      argv: process.parent?.argv ?? [],
      ...(process.parent?.version !== undefined && { version: process.parent.version }),
      ...(process.parent && { owner: process.parent.owner }),
      account: process.parent?.account ?? '',
      ...(process.parent?.surroundings && { surroundings: process.parent.surroundings })
    })
    process.context.skew = process.machine.clockSkew + (setup.clocksAhead ?? 0)
    const out = outbox(world, process, entry, cause)
    process.leaf = begin(process.table, process.context, out)
    takeRaised(process, out)
  } catch (error) {
    panicked(world, process, entry, error)
    return
  }
  world.recorder.moved(entry, '', process.table.leaves[process.leaf]!)
}

/** The exit status of a process that SIGKILL ended, and of a Go program that panicked. */
export const killed = 137
const exitOfPanic = 2

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
 * Ends a process at once: its memory and timers are gone, what it wrote stays as its machine's kernel has it. If its host is up,
 * the host's kernel closes the process's connections; if not, peers hear nothing.
 */
export function endProcess(world: World, process: Process, entry: number, exitCode = killed): void {
  if (process.status !== 'running') return
  own(process)
  process.status = 'stopped'
  process.exitCode = exitCode
  if (process.parent && world.process(process.parent.id).status === 'running')
    tellParent(world, process.id, process.parent, exitCode, entry)
  process.paused = false
  process.terminating = null
  process.endedAt = world.now
  world.recorder.life(entry, world.now, process.index, 'stopped')
  process.silencedBy = entry
  for (const child of world.processes) if (child.parent?.id === process.id) endProcess(world, child, entry)
  process.missed = new Map()
  ghostTimers(world, process, entry)
  process.timers = new Map()
  process.mailbox = []
  settleWrites(world, process)
  release(process)
  closeConnections(world, process, entry)
  if (process.machine.stopping && process.unit) lastHasEnded(world, process.machine, entry)
}

/**
 * An exception ends the process that threw it, with its log line in Go's form, and its supervisor starts it again. One that
 * upstream does not throw is a defect of this simulator, and breaks an invariant.
 */
export function panicked(world: World, process: Process, entry: number, error: unknown): void {
  if (error instanceof NotLoaded) throw error
  const text = error instanceof Error ? error.message : String(error)
  const exits = error instanceof Exit
  world.recorder.log(entry, world.now, process.index, 'E', exits ? text : `panic: ${text}`)
  world.recorder.note(entry, `${process.id} ${exits ? 'exits' : 'panics'}: ${text}`)
  if (error instanceof Runaway) world.offend('no-silent-loops', process, text)
  else if (!(error instanceof Panic))
    world.offend('no-component-panics', process, `${process.id} panics: ${String(error)}`)
  endProcess(world, process, entry, exits ? error.code : exitOfPanic)
  restartLater(world, process, entry)
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
    // What it was about to send takes as much longer as it hung.
    const late = item.kind === 'message' && item.from === process.id ? world.now - process.pausedAt : 0
    const at = late > 0 ? item.at + late : world.now
    const seq = world.schedule({ ...item, at })
    if (item.kind === 'timer' && process.timers.get(item.id) === item.seq) process.timers.set(item.id, seq)
  }
}
