import { panicked } from './life'
import { countRetry, countStep } from './loops'
import { clockOf, outbox } from './outbox'
import type { Pending } from './queue'
import type { EntryKind } from './recorder'
import { take, takeRaised } from './turn'
import type { SimEvent } from './types'
import { own } from './memory'
import type { Process, World } from './world'

/**
 * Gives one event to a process: its table takes it, what it says goes out through the outbox. An exception ends the process, with
 * all that it had said until then said. False if the process takes no such event in its state.
 */
export function react(world: World, process: Process, entry: number, cause: number, event: SimEvent): boolean {
  own(process)
  const { context, table } = process
  context.now = clockOf(world)
  context.skew = process.machine.clockSkew + (world.setup.clocksAhead ?? 0)
  const before = process.leaf
  world.touched = process
  world.event = event
  const out = outbox(world, process, entry, cause, failedPeer(event))
  let taken: boolean
  try {
    countStep(world, process)
    taken = take(process, event, out)
    if (out.raised.length > 0) takeRaised(process, out)
  } catch (error) {
    panicked(world, process, entry, error)
    return true
  }
  if (out.retried) {
    const text = countRetry(world, process, out.failed)
    if (text !== null) world.offend('no-retry-without-back-off', process, text)
  }
  if (process.leaf !== before) world.recorder.moved(entry, table.leaves[before]!, table.leaves[process.leaf]!)
  return taken
}

/** The peer whose connection an event tells the end of; empty for all other events. */
function failedPeer(event: SimEvent): string {
  if (event.type === 'net.refused') return (event as SimEvent & { to: string }).to
  return event.type === 'net.reset' ? (event as SimEvent & { peer: string }).peer : ''
}

/** Opens the entry of what arrives at a process, and gives it to it. What ended before it could take it takes nothing. */
export function deliver(world: World, to: Process, from: Process | null, kind: EntryKind, item: Pending): void {
  if (to.status !== 'running') return
  const entry = world.record(kind, to, from, item.cause, item.setting, item.event)
  react(world, to, entry, item.cause, item.event)
}

/**
 * Gives an event to a process from outside the network (a command, a fault). A process that is paused takes it when it goes
 * on, one that does not run ignores it.
 * @returns whether it takes it: what is paused will
 */
export function inject(world: World, process: Process, event: SimEvent, cause: number): boolean {
  if (process.status !== 'running') {
    world.recorder.note(cause, `${process.id} does not run: ${event.type} reaches nobody`)
    return false
  }
  const at = world.now
  if (process.paused) {
    own(process)
    process.mailbox.push(
      world.pending({ at, kind: 'notice', target: process.id, incarnation: process.incarnation, cause, event })
    )
    return true
  }
  const entry = world.record('notice', process, null, cause, '', event)
  return react(world, process, entry, cause, event)
}
