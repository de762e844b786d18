import { seconds, toMs, type Micros } from '../../base/time'
import type { SimEvent } from './types'
import type { Process, World } from './world'

/*
 * What processes of a machine share besides its disk: CPU time, the link, memory. Work is a fluid: processes that have some left share the
 * CPUs evenly (cgroups of one weight), each takes as many as it can get. Only what asks for CPU time (`Outbox.compute`) is counted.
 */

/** Go lets a goroutine run this long before it is another one's turn. Models forcePreemptNS of runtime/proc.go. */
const turnMs = 10

/** A short request is in line this often: whoever reads the connection, its handler, who guards its time, who writes its answer. */
const turns = 4

/** A process has grown or shrunk by so much: who started it is told. */
const step = 16 * 1_048_576

/** A process' work. */
export interface Work {
  /** CPU time that this life has asked for, what of it is not done yet, and how long its long jobs are; milliseconds. */
  cpuMs: number
  backlogMs: number
  longMs: number
  /** Memory in use as it tells, and as its parent was told last; bytes. */
  memoryBytes: number
  memoryTold: number
}
export const noWork: Readonly<Work> = Object.freeze({
  cpuMs: 0,
  backlogMs: 0,
  longMs: 0,
  memoryBytes: 0,
  memoryTold: 0
})

/** What the processes of a machine share. */
export interface Shares {
  /** Processes (by index) that have asked for CPU time, whether one of them still has work, and until when it is counted. */
  computing: readonly number[]
  busy: boolean
  drainedAt: Micros
  /** When all that was sent is on the wire. */
  linkFreeAt: Micros
}
export const unshared: Readonly<Shares> = Object.freeze({ computing: [], busy: false, drainedAt: 0, linkFreeAt: 0 })

/** What a process uses of its machine, as its parent finds it in its cgroup. */
export interface Usage {
  /** CPU time of this life, in milliseconds. */
  readonly cpuMs: number
  /** 0: it has not told. */
  readonly memoryBytes: number
}

/**
 * A process has work of so much CPU time; less than nothing is given back: it was not done.
 * @returns how long it takes until that is done. What is short costs no time of its own here, but waits for its turn.
 */
export function compute(world: World, process: Process, ms: number): Micros {
  const { machine } = process
  if (machine.busy) drain(world, machine.computing, process)
  else if (ms === 0) return 0
  process.cpuMs += ms
  const before = process.backlogMs
  if (before === 0 && ms <= turnMs) {
    if (ms > 0) begin(world, process, ms)
    return 0
  }
  if (ms < 0) {
    process.backlogMs = Math.max(0, before + ms)
    return 0
  }
  begin(world, process, before + ms)
  const cores = world.cores
  const rate = cores / busyOn(world, machine.computing)
  if (ms > turnMs) {
    process.longMs = process.longMs === 0 ? ms : 0.9 * process.longMs + 0.1 * ms
    return Math.round(Math.max(ms, (before + ms) / rate) * 1_000)
  }
  // As long jobs take turns, what is short waits for one turn of each of them, as often as it is in line.
  const line = process.longMs > turnMs ? (before / process.longMs) * turnMs : before
  const excess = Math.max(0, line - cores * turnMs)
  return Math.round((Math.min(before, turns * excess) / rate) * 1_000)
}

function begin(world: World, process: Process, backlog: number): void {
  const { machine } = process
  process.backlogMs = backlog
  if (machine.busy) return
  machine.busy = true
  machine.drainedAt = world.now
  if (!machine.computing.includes(process.index)) machine.computing = [...machine.computing, process.index]
}

const busyOn = ({ processes }: World, computing: readonly number[]): number => {
  let count = 0
  for (const index of computing) if (processes[index]!.backlogMs > 0) count++
  return Math.max(1, count)
}

/** What was done since the last look. */
function drain(world: World, computing: readonly number[], { machine, index }: Process): void {
  if (!computing.includes(index)) machine.computing = computing = [...computing, index]
  let left = toMs(world.now - machine.drainedAt)
  machine.drainedAt = world.now
  const cores = world.cores
  while (left > 0) {
    let count = 0
    let least = Infinity
    for (const one of computing) {
      const { backlogMs } = world.processes[one]!
      if (backlogMs === 0) continue
      count++
      if (backlogMs < least) least = backlogMs
    }
    if (count === 0) break
    const rate = cores / count
    const done = Math.min(left * rate, least)
    for (const one of computing) {
      const process = world.processes[one]!
      if (process.backlogMs === 0) continue
      const rest = process.backlogMs - done
      process.backlogMs = rest > 1e-6 ? rest : 0
      if (process.backlogMs === 0) process.longMs = 0
    }
    left -= done / rate
  }
  machine.busy = computing.some((one) => world.processes[one]!.backlogMs > 0)
}

/** From when on the link of a machine is free again after so many bytes more; one connection does not get all of it. */
export function transmit({ now, setup: { flags } }: World, { machine }: Process, bytes: number): Micros {
  const perSecond = (setting: string, mbit: number): number => Number(flags[setting] ?? mbit) * 125_000
  const begins = Math.max(now, machine.linkFreeAt)
  machine.linkFreeAt = begins + seconds(bytes / perSecond('link-mbit-per-s', 10_000))
  const alone = seconds(bytes / perSecond('connection-mbit-per-s', 5_000))
  return Math.round(Math.max(machine.linkFreeAt - now, alone))
}

/** A process tells how much memory it has in use; its parent hears of it when that is much more or less than it knew. */
export function hold(world: World, process: Process, bytes: number, cause: number): void {
  process.memoryBytes = bytes
  const { parent } = process
  if (!parent || Math.abs(bytes - process.memoryTold) < step) return
  const first = process.memoryTold === 0
  process.memoryTold = bytes
  if (first) return
  const event = { type: 'proc.memory', process: process.id, ref: parent.ref, bytes } as SimEvent
  world.schedule({ at: world.now, kind: 'notice', target: parent.id, incarnation: parent.incarnation, cause, event })
}

/** A process has ended: what it had not done is not done. */
export function release(process: Process): void {
  Object.assign(process, noWork)
}
