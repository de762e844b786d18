import { copy, save } from './copy'
import type { Process } from './world'

/** What a process holds and changes in place. */
export type Memory = Pick<Process, 'context' | 'disk' | 'timers' | 'mailbox' | 'output' | 'missed' | 'pace'>

/** The memory of one process as several worlds hold it: a running one, and checkpoints of it. */
export interface Shared {
  /** Whose memory it is: it may go on in it once the others have a saved one. Null: all hold the saved one. */
  owner: Process | null
  /** The same process in the worlds that were cloned since its last step. */
  others: Process[]
}

/** Lets a clone of a process hold the same memory, until one of the two acts. */
export function share(process: Process, clone: Process): void {
  const shared = (process.shared ??= { owner: process, others: [] })
  clone.shared = shared
  clone.saved = null
  if (shared.owner) shared.others.push(clone)
}

/**
 * Gives a process a memory of its own before something changes in place. Only those that act after a checkpoint cost
 * something; and what is saved for the checkpoint shares all with the checkpoint before that has not changed.
 */
export function own(process: Process): void {
  const { shared } = process
  if (!shared) return
  const { owner } = shared
  if (owner) settle(shared, owner)
  if (owner !== process) {
    process.saved = memoryOf(process)
    Object.assign(process, copy(process.saved))
  }
  process.shared = null
}

function settle(shared: Shared, owner: Process): void {
  const saved = save(memoryOf(owner), owner.saved)
  for (const other of shared.others) Object.assign(other, saved)
  owner.saved = saved
  owner.shared = null
  shared.owner = null
  shared.others = []
}

const memoryOf = ({ context, disk, timers, mailbox, output, missed, pace }: Process): Memory => ({
  context,
  disk,
  timers,
  mailbox,
  output,
  missed,
  pace
})
