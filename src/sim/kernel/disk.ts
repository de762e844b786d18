import { Journal } from '../../base/journal'
import type { Micros } from '../../base/time'
import { ms } from '../../base/time'
import type { Disk, DiskOp } from './types'
import type { Machine, World } from './world'

/** Time until a write is on the platter: the profile's fsync latency, multiplied by a slow-disk fault. */
export function diskLatency(world: World, machine: Machine): Micros {
  return ms(Number(world.setup.flags['disk-fsync-ms'] ?? 2) * machine.diskSlowdown)
}

/** Carries out synced writes on a process's files. */
export function applyDiskOps(disk: Disk, ops: readonly DiskOp[]): void {
  for (const op of ops) {
    if (op.op === 'delete') {
      delete disk[op.file]
      continue
    }
    const file = (disk[op.file] ??= {})
    if (op.op === 'put') file.value = op.value
    else if (op.op === 'append') {
      file.records ??= new Journal()
      for (const record of op.records) file.records.push(record)
    } else file.records?.dropFirst(op.count)
  }
}
