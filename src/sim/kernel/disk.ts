import { Journal } from '../../base/journal'
import type { Micros } from '../../base/time'
import { ms } from '../../base/time'
import type { Disk, DiskError, DiskOp, SimEvent } from './types'
import type { Pending } from './queue'
import { copy } from './copy'
import { own } from './memory'
import type { Machine, Process, World } from './world'

/** A write on its way to the platter; it belongs to the life that wrote it. */
interface Write extends SimEvent {
  readonly type: 'disk.write'
  readonly ref: unknown
  readonly ops: readonly DiskOp[]
}

/** A disk as it is at first. */
export function formatted(disk: Disk): Disk {
  const files = copy(disk)
  for (const file of Object.values(files)) if (!file.records) Object.freeze(file)
  return files
}

/** Time until a write is on the platter: the profile's fsync latency, multiplied by a slow-disk fault. */
function diskLatency(world: World, machine: Machine): Micros {
  return ms(Number(world.setup.flags['disk-fsync-ms'] ?? 2) * machine.diskSlowdown)
}

/** A process writes and asks for fsync. Its writes reach the disk in the order in which it made them. */
export function submitWrite(world: World, process: Process, entry: number, ref: unknown, ops: readonly DiskOp[]): void {
  process.diskBusyUntil = Math.max(process.diskBusyUntil, world.now + diskLatency(world, process.machine))
  world.schedule({
    at: process.diskBusyUntil,
    kind: 'disk',
    cause: entry,
    target: process.id,
    incarnation: process.incarnation,
    setting: 'disk-fsync-ms',
    event: { type: 'disk.write', ref, ops } as Write
  })
}

/** The fsync of a write returns. Gives what the process is told; null if the life that wrote is over. */
export function syncWrite(process: Process, item: Pending): SimEvent | null {
  if (process.status !== 'running' || process.incarnation !== item.incarnation) return null
  const { ref, ops } = item.event as Write
  const error = store(process, ops)
  return error === null ? ({ type: 'disk.synced', ref } as SimEvent) : ({ type: 'disk.failed', ref, error } as SimEvent)
}

/**
 * The end of a process's life for its writes. What it wrote is in the page cache of its machine's kernel, which carries it out
 * when only the process died; with the machine it is lost. Nothing of it is left for the next life to meet.
 */
export function settleWrites(world: World, process: Process): void {
  process.diskBusyUntil = -Infinity
  if (!process.machine.up) return
  const left = world.queue
    .items()
    .filter(
      ({ kind, target, incarnation }) => kind === 'disk' && target === process.id && incarnation === process.incarnation
    )
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
  for (const item of left) store(process, (item.event as Write).ops)
}

/** The files of a process are deleted, but for some. One that runs notices when it starts anew. */
export function loseFiles(process: Process, kept: Disk): void {
  own(process)
  process.disk = kept
  process.diskLost = process.status === 'running'
}

function store(process: Process, ops: readonly DiskOp[]): DiskError | null {
  // Its files were deleted under it: it goes on writing into what has no name any more.
  if (process.diskLost) return null
  if (process.machine.diskFull && ops.some((op) => op.op === 'put' || op.op === 'append')) return 'ENOSPC'
  applyDiskOps(process.disk, ops)
  return null
}

/** Carries out synced writes on a process's files. */
function applyDiskOps(disk: Disk, ops: readonly DiskOp[]): void {
  for (const op of ops) {
    if (op.op === 'delete') {
      delete disk[op.file]
      continue
    }
    const { [op.file]: file } = disk
    if (op.op === 'put') {
      if (file?.records) file.value = op.value
      else disk[op.file] = Object.freeze({ value: op.value })
    } else if (op.op === 'append') {
      const records = file?.records ?? new Journal()
      if (!file?.records) disk[op.file] = { ...file, records }
      for (const record of op.records) records.push(record)
    } else file?.records?.dropFirst(op.count)
  }
}
