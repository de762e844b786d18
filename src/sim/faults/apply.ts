import { assert, impossible } from '../../base/assert'
import { own } from '../kernel/memory'
import type { Disk, SimEvent } from '../kernel/types'
import { endProcess, flushMailbox, ghostTimers, startProcess } from '../kernel/life'
import { inject } from '../kernel/react'
import type { Machine, Process, World } from '../kernel/world'
import type { Fault } from './types'

/** Does to the world what a fault says. `entry` is the fault's own timeline entry: the cause of all that follows. */
export function applyFault(world: World, fault: Fault, entry: number): void {
  switch (fault.kind) {
    case 'crash':
      return crash(world, machineOf(world, fault.machine), entry)
    case 'restart':
      return restart(world, fault.target, entry)
    case 'kill':
      return each(world, fault.target, (process) => {
        hold(process)
        endProcess(world, process, entry)
      })
    case 'stop':
      return each(world, fault.target, (process) => {
        hold(process)
        if (process.status === 'running') inject(world, process, { type: 'proc.term' }, entry)
      })
    case 'pause':
      return pause(world, fault.target, entry)
    case 'resume':
      return resume(world, fault.target, entry)
    case 'partition':
      return partition(world, fault.groups, entry)
    case 'cut':
      return cut(world, machineOf(world, fault.from), machineOf(world, fault.to), entry)
    case 'link': {
      const a = machineOf(world, fault.a)
      const b = machineOf(world, fault.b)
      for (const link of [world.network.link(a, b), world.network.link(b, a)]) {
        Object.assign(link, { extraLatency: fault.latency, extraJitter: fault.jitter, loss: fault.loss, entry })
      }
      return
    }
    case 'heal':
      return heal(world, fault.machine)
    case 'drop':
      world.network.drops.push({ from: fault.from, to: fault.to, type: fault.type ?? '', entry })
      return
    case 'slow-disk':
      machineOf(world, fault.machine).diskSlowdown = fault.factor
      return
    case 'full-disk':
      machineOf(world, fault.machine).diskFull = true
      return
    case 'free-disk':
      machineOf(world, fault.machine).diskFull = false
      return
    case 'lose-disk':
      machineOf(world, fault.machine).disksLost++
      for (const process of world.processesOn(machineOf(world, fault.machine))) {
        own(process)
        process.disk = systemFiles(process)
      }
      return
    case 'skew-clock':
      machineOf(world, fault.machine).clockSkew = fault.offset
      return
    case 'kill-container':
    case 'fill-memory': {
      // Every node's OS gets it; the one that runs the container acts.
      const { kind, at: _at, ...rest } = fault
      for (const process of world.processes) {
        if (process.kind === 'linux' && process.status === 'running') {
          inject(world, process, { type: `fault.${kind}`, ...rest } as SimEvent, entry)
        }
      }
      return
    }
    default:
      impossible(fault)
  }
}

/** What is lost is the disk of data; the system's own files (`/etc`: a kubelet's manifests) are on another one. */
const systemFiles = ({ disk }: Process): Disk =>
  Object.fromEntries(Object.entries(disk).filter(([path]) => path.startsWith('/etc/')))

/** What somebody stops by hand, systemd does not start again; what another process runs is that one's business. */
function hold(process: Process): void {
  process.held = process.unit !== null
}

function crash(world: World, machine: Machine, entry: number): void {
  if (!machine.up) return
  machine.up = false
  for (const process of world.processesOn(machine)) endProcess(world, process, entry)
}

function restart(world: World, target: string, entry: number): void {
  if (target.includes('/')) {
    const process = world.process(target)
    const ran = process.status === 'running'
    endProcess(world, process, entry)
    process.held = false
    if (process.unit && process.machine.up) startProcess(world, process, entry, '')
    if (!process.unit && !ran)
      world.recorder.note(entry, `${target} is started by what runs its container, not by hand`)
    return
  }
  const machine = machineOf(world, target)
  for (const process of world.processesOn(machine)) {
    // A reboot of a running machine: no RST is sent, its host is gone for the moment.
    if (machine.up && process.status === 'running') {
      machine.up = false
      endProcess(world, process, entry)
      machine.up = true
    }
    process.held = false
    if (!process.unit) continue
    const at = world.now + process.unit.startDelay
    world.schedule({ at, kind: 'start', target: process.id, cause: entry, setting: `start-delay-${process.kind}-ms` })
  }
  machine.up = true
  machine.bootId++
}

function pause(world: World, target: string, entry: number): void {
  each(world, target, (process) => {
    if (process.status !== 'running' || process.paused) return
    process.paused = true
    world.recorder.life(entry, world.now, process.index, 'paused')
    process.silencedBy = entry
    ghostTimers(world, process, entry)
  })
}

function resume(world: World, target: string, entry: number): void {
  each(world, target, (process) => {
    if (!process.paused) return
    process.paused = false
    process.silencedBy = 0
    own(process)
    process.missed = new Map()
    world.recorder.life(entry, world.now, process.index, 'running')
    flushMailbox(world, process)
  })
}

function partition(world: World, groups: readonly (readonly string[])[], entry: number): void {
  for (const group of groups) {
    for (const other of groups) {
      if (group === other) continue
      for (const from of group) for (const to of other) cut(world, machineOf(world, from), machineOf(world, to), entry)
    }
  }
}

function cut(world: World, from: Machine, to: Machine, entry: number): void {
  Object.assign(world.network.link(from, to), { cut: true, entry })
}

function heal(world: World, machine: string | undefined): void {
  for (const key of [...world.network.links.keys()]) {
    if (machine === undefined || key.split('>').includes(machine)) world.network.links.delete(key)
  }
}

function each(world: World, target: string, act: (process: Process) => void): void {
  if (target.includes('/')) act(world.process(target))
  else for (const process of world.processesOn(machineOf(world, target))) act(process)
}

function machineOf(world: World, id: string): Machine {
  const machine = world.machine(id)
  assert(machine, `no machine ${id}`)
  return machine
}
