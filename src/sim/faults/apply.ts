import { assert, impossible } from '../../base/assert'
import type { Disk, SimEvent } from '../kernel/types'
import { loseFiles } from '../kernel/disk'
import { startProcess } from '../kernel/life'
import { own } from '../kernel/memory'
import { powerOff, stopMachine } from '../kernel/machines'
import { inject } from '../kernel/react'
import { freeze, kill, pause, resume, terminate, thaw } from '../kernel/signals'
import { scheduleStart } from '../kernel/supervisor'
import type { Machine, Process, World } from '../kernel/world'
import { addWorker, removeWorker } from '../join'
import { targetsOf } from './targets'
import { farEnds, groupsAmong, type Fault } from './types'

/** Does to the world what a fault says. `entry` is the fault's own timeline entry: the cause of all that follows. */
export function applyFault(world: World, fault: Fault, entry: number): void {
  const absent = fault.kind === 'add' ? undefined : targetsOf(fault).find((target) => !isThere(world, target))
  if (absent !== undefined) return world.recorder.note(entry, `there is no ${absent} now`)
  switch (fault.kind) {
    case 'add':
    case 'remove': {
      const change = fault.kind === 'add' ? addWorker : removeWorker
      const problem = change(world, fault.machine, entry)
      if (problem !== '') world.recorder.note(entry, problem)
      return
    }
    case 'crash':
      return powerOff(world, machineOf(world, fault.machine), entry)
    case 'shutdown':
      return shutDown(world, machineOf(world, fault.machine), entry)
    case 'restart':
      return restart(world, fault.target, entry)
    case 'kill':
      return each(world, fault.target, (process) => {
        hold(process)
        kill(world, process, entry)
      })
    case 'stop':
      return each(world, fault.target, (process) => {
        hold(process)
        terminate(world, process, entry)
      })
    case 'pause':
      if (fault.target.includes('/')) pause(world, world.process(fault.target), entry)
      else freeze(world, machineOf(world, fault.target), entry)
      return
    case 'resume':
      if (fault.target.includes('/')) resume(world, world.process(fault.target), entry)
      else thaw(world, machineOf(world, fault.target), entry)
      return
    case 'partition':
      return partition(world, fault.groups, entry)
    case 'cut':
      return cut(world, machineOf(world, fault.from), machineOf(world, fault.to), entry)
    case 'link': {
      const a = machineOf(world, fault.a)
      const names = world.machines.map(({ id }) => id)
      for (const b of farEnds(fault, names).map((name) => machineOf(world, name))) {
        const ways = fault.oneWay ? [world.network.link(a, b)] : [world.network.link(a, b), world.network.link(b, a)]
        for (const link of ways)
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
      return fillDisk(world, machineOf(world, fault.machine), true, entry)
    case 'free-disk':
      return fillDisk(world, machineOf(world, fault.machine), false, entry)
    case 'lose-disk':
      machineOf(world, fault.machine).disksLost++
      for (const process of world.processesOn(machineOf(world, fault.machine))) loseFiles(process, systemFiles(process))
      return
    case 'skew-clock':
      machineOf(world, fault.machine).clockSkew = fault.offset
      return
    case 'kill-container':
    case 'fill-memory': {
      // The first node that runs such a container: `web-*` means one pod, not one on each node.
      const { kind, at: _at, ...rest } = fault
      for (const process of world.processes)
        if (process.kind === 'linux' && process.status === 'running') {
          if (inject(world, process, { type: `fault.${kind}`, ...rest } as SimEvent, entry)) return
        }
      return
    }
    default:
      impossible(fault)
  }
}

const isThere = (world: World, target: string): boolean =>
  world.machine(target.split('/')[0]!)?.gone === false && (!target.includes('/') || world.find(target) !== undefined)

/** What fills it lies there over a reboot; the operating system tells its kubelet how much is left. */
function fillDisk(world: World, machine: Machine, full: boolean, entry: number): void {
  machine.diskFull = full
  const linux = world.find(`${machine.id}/linux`)
  if (!linux) return
  own(linux)
  linux.disk = { ...linux.disk, full: Object.freeze({ value: full }) }
  if (linux.status === 'running') inject(world, linux, { type: 'fault.disk', full } as SimEvent, entry)
}

/** What is lost is the disk of data; the system's own files (`/etc`: a kubelet's manifests) are on another one. */
const systemFiles = ({ disk }: Process): Disk =>
  Object.fromEntries(Object.entries(disk).filter(([path]) => path.startsWith('/etc/')))

/** What somebody stops by hand, systemd does not start again; what another process runs is that one's business. */
function hold(process: Process): void {
  process.held = process.unit !== null
}

/** A node's system asks who holds it up first; any other machine has nobody that would. */
function shutDown(world: World, machine: Machine, entry: number): void {
  const linux = world.find(`${machine.id}/linux`)
  if (linux?.status === 'running') inject(world, linux, { type: 'fault.shutdown' } as SimEvent, entry)
  else stopMachine(world, machine, entry)
}

function restart(world: World, target: string, entry: number): void {
  if (target.includes('/')) {
    const process = world.process(target)
    const ran = process.status === 'running'
    kill(world, process, entry)
    process.held = false
    if (!process.unit) {
      if (!ran) world.recorder.note(entry, `${target} is started by what runs its container, not by hand`)
      return
    }
    if (!process.machine.up) return
    if (process.machine.frozen) scheduleStart(world, process, world.now, entry, '')
    else startProcess(world, process, entry, '')
    return
  }
  const machine = machineOf(world, target)
  // A reboot of a running machine: no FIN is sent, its host is gone for the moment, and what was not synced with it.
  powerOff(world, machine, entry)
  machine.up = true
  machine.frozen = false
  machine.bootId++
  for (const process of world.processesOn(machine)) {
    process.held = false
    if (!process.unit) continue
    scheduleStart(world, process, world.now + process.unit.startDelay, entry, `start-delay-${process.kind}-ms`)
  }
}

function partition(world: World, named: readonly (readonly string[])[], entry: number): void {
  const groups = groupsAmong(
    named,
    world.machines.filter(({ gone }) => !gone).map(({ id }) => id)
  )
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
