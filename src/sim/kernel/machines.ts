import { seconds, type Micros } from '../../base/time'
import { formatted } from './disk'
import { kill, terminate } from './signals'
import { lastHasEnded, scheduleStart, switchOffLater } from './supervisor'
import type { MachineId, SetupProcess } from './types'
import { own } from './memory'
import type { Machine, World } from './world'

/**
 * A machine comes to the world: it is powered on now, silent until its system is up after `boot`, and runs its units then. One that was
 * taken away and has the same name is another one: its disk is new.
 */
export function addMachine(
  world: World,
  processes: readonly SetupProcess[],
  boot: Micros,
  setting: string,
  entry: number
): void {
  for (const { id, kind, startDelay, restart = null, disk = {}, address = '' } of processes) {
    const known = world.find(id)
    const process = known ?? world.addProcess(id, kind, startDelay === null ? null : { startDelay, restart }, {})
    own(process)
    Object.assign(process, { disk: formatted(disk), address, held: false })
  }
  const machines = new Set(processes.map(({ id }) => world.process(id).machine))
  for (const machine of machines) {
    const again = machine.gone
    Object.assign(machine, {
      up: false,
      booting: true,
      gone: false,
      stopping: false,
      switchedOff: false,
      frozen: false,
      clockSkew: 0,
      diskSlowdown: 1,
      diskFull: false
    })
    if (again) machine.bootId++
  }
  for (const { id, startDelay } of processes) {
    if (startDelay !== null) scheduleStart(world, world.process(id), world.now + boot + startDelay, entry, setting)
  }
}

/** A machine is taken away for good, with all that it held: its power is off, and nothing starts on it again. */
export function removeMachine(world: World, id: MachineId, entry: number): void {
  const machine = world.machine(id)
  if (!machine || machine.gone) return
  Object.assign(machine, { up: false, booting: false, stopping: false, gone: true })
  for (const process of world.processesOn(machine)) kill(world, process, entry)
}

/** The power goes: nothing answers any more, and nothing that was not synced is kept. */
export function powerOff(world: World, machine: Machine, entry: number): void {
  // One that boots loses its power, too.
  machine.booting = false
  const { up, stopping } = machine
  machine.stopping = false
  if (!up) return
  Object.assign(machine, { up: false, switchedOff: stopping })
  for (const process of world.processesOn(machine)) kill(world, process, entry)
}

const stopSetting = 'DefaultTimeoutStopSec'
/** In seconds, as `sim/flags.ts` has it. */
const defaultTimeoutStopS = 90

/**
 * All that a machine's init runs gets SIGTERM, and nothing is started again. The power goes when the last of it has ended, or when
 * `DefaultTimeoutStopSec` is over. Models systemd's shutdown.target.
 */
export function stopMachine(world: World, machine: Machine, entry: number): void {
  if (!machine.up || machine.stopping) return
  machine.stopping = true
  const patience = seconds(Number(world.setup.flags[stopSetting] ?? defaultTimeoutStopS))
  switchOffLater(world, machine, world.now + patience, entry, stopSetting)
  for (const process of world.processesOn(machine)) {
    if (!process.unit) continue
    process.held = true
    terminate(world, process, entry)
  }
  lastHasEnded(world, machine, entry)
}
