import { arrive, connect, retransmit } from './connections'
import { syncWrite } from './disk'
import { spawnProcess, endProcess, startProcess } from './life'
import { deliver } from './react'
import type { Pending } from './queue'
import { repeatFin } from './resets'
import { powerOff, stopMachine } from './machines'
import { kill, terminate } from './signals'
import { restartLater } from './supervisor'
import type { MachineOrder, SimEvent, Spawn } from './types'
import { own } from './memory'
import type { World } from './world'

/** Does the next thing that is due. False if nothing is pending. */
export function step(world: World): boolean {
  world.touched = null
  world.offence = null
  if (world.commandAt <= world.queue.nextAt) return command(world)
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
    case 'fin':
      repeatFin(world, item)
      break
    case 'start':
      start(world, item)
      break
    case 'missed':
      missed(world, item)
      break
    case 'exit': {
      const process = world.process(item.target)
      if (process.incarnation !== item.incarnation || process.status !== 'running') break
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
    case 'machine':
      order(world, item)
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

/** What a process has ordered of machines: init does what stops one, the door the rest, as a command from outside. */
function order(world: World, { target, cause, setting, session, event }: Pending): void {
  const { order: what, size } = event as SimEvent & { order: MachineOrder; size?: unknown }
  const machine = world.machine(target)
  if (what === 'power-off' && !(machine?.stopping && machine.bootId === session)) return
  const entry = world.record('command', null, null, cause, setting, { type: 'command' })
  const text = `${what} machine ${target}`
  world.recorder.note(entry, text)
  if (machine && what === 'stop') return stopMachine(world, machine, entry)
  if (machine && what === 'power-off') return powerOff(world, machine, entry)
  world.apply(world, { at: world.now, text, body: { kind: 'machine', order: what, machine: target, size } }, entry)
}

function notice(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.status !== 'running' || process.incarnation !== item.incarnation || !process.machine.up) return
  own(process)
  if (process.paused) process.mailbox.push(item)
  else deliver(world, process, null, 'notice', item)
}

function fire(world: World, item: Pending): void {
  const process = world.process(item.target)
  if (process.timers.get(item.id) !== item.seq) return
  own(process)
  if (process.paused) {
    process.mailbox.push(item)
    return
  }
  // One that is set again in this step keeps its place in the table.
  process.timers.set(item.id, fired)
  deliver(world, process, null, 'timer', item)
  if (process.timers.get(item.id) === fired) process.timers.delete(item.id)
}

/** No pending record has this number. */
const fired = -1

function synced(world: World, item: Pending): void {
  const process = world.process(item.target)
  own(process)
  const event = syncWrite(process, item)
  if (event === null) return
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
  if (item.id === 'KILL')
    kill(world, process, world.record('notice', process, null, item.cause, '', { type: 'proc.kill' }))
  else terminate(world, process, item.cause)
}

/** A start is for one boot of its machine and for the life after the one in which it was ordered. */
function start(world: World, item: Pending): void {
  const process = world.process(item.target)
  const { machine } = process
  if (machine.bootId !== item.session) return
  if (machine.booting) {
    machine.booting = false
    machine.up = true
  }
  if (process.status === 'running' || process.held || !machine.up) return
  if (process.incarnation !== item.incarnation) return
  own(process)
  if (machine.frozen) process.mailbox.push(item)
  else startProcess(world, process, item.cause, item.setting)
}
