import { clusterOf } from '../cluster'
import type { MachineId } from '../kernel/types'
import type { World } from '../kernel/world'
import type { Disk } from './disk'
import type { Shell } from './state'
import { reaches } from './tools/tool'

/** Where a path of scp leads: a machine, or empty for the person's own. */
interface Spot {
  readonly machine: MachineId | ''
  readonly path: string
}

/**
 * `scp master-1:/etc/kubernetes/admin.conf .`: texts from one machine's disk to another's. Null if it is not for the shell to do:
 * the file is no text, or nobody answers there, which the run tells.
 */
export function copyTexts(
  world: World,
  shell: Shell,
  args: readonly string[],
  diskOn: (machine: MachineId | '') => Disk
): Disk | null {
  const paths = args.filter((arg, i) => !arg.startsWith('-') && !/^-[iPoFlSc]$/.test(args[i - 1] ?? ''))
  const spots = paths.map((text) => spotOf(world, shell.machine, text))
  const target = spots.pop()
  if (!target || spots.length === 0) return null
  const there = (machine: MachineId | '') =>
    machine === shell.machine || reaches({ world }, shell.machine || 'users', machine)
  if (![...spots, target].every((spot) => spot !== null && there(spot.machine))) return null
  const to = diskOn(target.machine)
  const directory = directoryOf(to, target.path)
  for (const { machine, path } of spots as readonly Spot[]) {
    const text = diskOn(machine).get(path)
    if (text === undefined) return null
    to.set(directory === null ? target.path : directory + path.replace(/^.*\//, ''), text)
  }
  return to
}

function spotOf(world: World, own: MachineId | '', text: string): Spot | null {
  const [, name, path = ''] = /^(?:[\w-]+@)?([\w.-]+):(.*)$/.exec(text) ?? []
  if (name === undefined) return { machine: own, path: text }
  const { addresses } = clusterOf(world)
  const machine = Object.keys(addresses).find((one) => one === name || addresses[one] === name)
  return machine === undefined || machine === 'users' || !world.machine(machine) ? null : { machine, path }
}

/** With what a name in that directory begins; null: the path is a file's. */
function directoryOf(disk: Disk, path: string): string | null {
  const plain = path.replace(/\/+$/, '')
  if (['', '.', '~'].includes(plain)) return path.startsWith('/') ? '/' : ''
  if (path.endsWith('/')) return `${plain}/`
  for (const one of disk.keys()) if (one.startsWith(`${plain}/`)) return `${plain}/`
  return ['/root', '/tmp', '/etc'].includes(plain) ? `${plain}/` : null
}
