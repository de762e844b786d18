import type { Micros } from '../../base/time'
import type { SimEvent } from './types'
import type { Machine, Process, World } from './world'

/** A process that ended by itself is started again as its unit says, if nobody keeps it down. */
export function restartLater(world: World, process: Process, cause: number): void {
  const restart = process.unit?.restart
  if (process.held || !restart) return
  const { delay, setting, backOff } = restart
  if (!backOff || world.now - process.restartedAt > backOff.forget) process.restarts = 0
  const again = process.restarts - 1
  const wait = again < 0 || !backOff ? delay : Math.min(backOff.first * 2 ** Math.min(again, 20), backOff.max)
  process.restarts++
  process.restartedAt = world.now + wait
  scheduleStart(world, process, process.restartedAt, cause, setting)
}

/** Schedules the start of a process's next life. It holds for this boot of its machine, and until somebody starts it before. */
export function scheduleStart(world: World, process: Process, at: Micros, cause: number, setting: string): void {
  world.schedule({
    at,
    kind: 'start',
    target: process.id,
    incarnation: process.incarnation,
    session: process.machine.bootId,
    cause,
    setting
  })
}

/** The power of a machine goes then, if it is still in this boot and about to be switched off. */
export function switchOffLater(world: World, machine: Machine, at: Micros, cause: number, setting: string): void {
  const event = { type: 'machine.order', order: 'power-off' } as SimEvent
  world.schedule({ at, kind: 'machine', target: machine.id, session: machine.bootId, cause, setting, event })
}

/** With the last of what init runs goes the power of a machine that is to be switched off. */
export function lastHasEnded(world: World, machine: Machine, cause: number): void {
  if (!world.processesOn(machine).some(({ unit, status }) => unit && status === 'running'))
    switchOffLater(world, machine, world.now, cause, '')
}
