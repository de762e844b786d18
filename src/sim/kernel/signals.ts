import { endProcess, flushMailbox, ghostTimers } from './life'
import { react } from './react'
import type { SimEvent } from './types'
import { own } from './memory'
import type { Machine, Process, World } from './world'

const term: SimEvent = Object.freeze({ type: 'proc.term' })

/** The exit status of a process that SIGTERM ended. */
const terminated = 143

/**
 * SIGTERM: the process may hand over before it exits. One that does not catch it ends at once, as is a signal's default. A
 * paused process gets it when it goes on.
 */
export function terminate(world: World, process: Process, cause: number): void {
  if (process.status !== 'running') return
  if (process.paused) {
    own(process)
    process.terminating = cause
    return
  }
  const entry = world.record('notice', process, null, cause, '', term)
  if (!react(world, process, entry, cause, term)) endProcess(world, process, entry, terminated)
}

/** SIGKILL: ends a process at once, in whatever state it is, paused or not. */
export const kill = endProcess

/** SIGSTOP: a process does nothing any more, and nobody is told. */
export function pause(world: World, process: Process, entry: number): void {
  if (process.status !== 'running' || process.paused) return
  own(process)
  process.paused = true
  process.pausedAt = world.now
  world.recorder.life(entry, world.now, process.index, 'paused')
  process.silencedBy = entry
  ghostTimers(world, process, entry)
}

/** SIGCONT: it goes on with what arrived in the meantime; a signal that waits comes first. */
export function resume(world: World, process: Process, entry: number): void {
  if (!process.paused) return
  own(process)
  process.paused = false
  process.silencedBy = 0
  process.missed = new Map()
  world.recorder.life(entry, world.now, process.index, 'running')
  const { terminating } = process
  process.terminating = null
  if (terminating !== null) {
    terminate(world, process, terminating)
    if (process.status !== 'running') return
  }
  flushMailbox(world, process)
}

/** All of a machine hangs: its processes, and those that would start on it. */
export function freeze(world: World, machine: Machine, entry: number): void {
  machine.frozen = true
  for (const process of world.processesOn(machine)) pause(world, process, entry)
}

export function thaw(world: World, machine: Machine, entry: number): void {
  machine.frozen = false
  for (const process of world.processesOn(machine)) {
    if (process.status === 'running') resume(world, process, entry)
    else flushMailbox(world, process)
  }
}
