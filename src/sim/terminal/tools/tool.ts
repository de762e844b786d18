import type { Cluster } from '../../cluster'
import type { Micros } from '../../../base/time'
import type { Fault } from '../../faults/types'
import { clockAtStart, type MachineId } from '../../kernel/types'
import type { Machine, Process, World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import { formatTime } from '../../api/timestamp'
import type { Disk } from '../disk'
import type { Place, Ran, Slices } from '../place'
import type { Shell } from '../state'

/** A program that a shell runs, and what it sees. */
export interface Call {
  readonly name: string
  readonly args: readonly string[]
  readonly stdin: string
  readonly place: Place
  readonly shell: Shell
  readonly disk: Disk
  /** The world of the instant; only to be read. */
  readonly world: World
  readonly cluster: Cluster
  readonly timeline: Timeline
  /** The machine that the shell is logged in to; null at home. */
  readonly machine: Machine | null
}

/** How a program ended. */
export interface Ended {
  readonly code: number
  readonly stdout?: string
  readonly stderr?: string
  /** How long it took. */
  readonly takes?: Micros
  /** The shell is on another machine from now on; empty: at home. */
  readonly moves?: MachineId | ''
  /** What it does to the run, as a fault. */
  readonly does?: Act
  /** It goes on until somebody stops it. */
  readonly runs?: boolean
}

/** A fault without its time: now. */
export type Act = Fault extends infer F ? (F extends Fault ? Omit<F, 'at'> : never) : never

export type Tool = (call: Call) => Ended | Slices<Ended | Ran>

export const said = (stdout: string, code = 0): Ended => ({ code, stdout })
export const failed = (stderr: string, code = 1): Ended => ({ code, stderr })

/** What the machine's clock reads at an instant of the run. */
export const clockOf = ({ world }: Call, machine: Machine | null, at: Micros): Micros =>
  at + clockAtStart + (world.setup.clocksAhead ?? 0) + (machine?.clockSkew ?? 0)

/** A process of the call's machine. */
export const processOf = ({ world, machine }: Call, kind: string): Process | undefined =>
  world.find(`${machine?.id ?? 'users'}/${kind}`)

/** The value of a flag: `-n 5`, `-n5`, `--lines=5`, `--lines 5`. */
export function flagOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i++) {
    for (const name of names) {
      const arg = args[i]!
      if (arg === name) return args[i + 1]
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1)
      if (/^-[a-zA-Z]$/.test(name) && arg.startsWith(name) && arg.length > 2 && !arg.startsWith('--'))
        return arg.slice(2)
    }
  }
  return undefined
}

export const has = (args: readonly string[], ...flags: readonly string[]): boolean =>
  args.some((arg) => flags.includes(arg))

/** `Jan 01 10:00:12` */
export function syslogTime(at: Micros): string {
  const iso = formatTime(at)
  return `${months[Number(iso.slice(5, 7)) - 1]!} ${iso.slice(8, 10)} ${iso.slice(11, 19)}`
}

/** `Thu 2026-01-01 10:00:12 UTC`, as systemd writes it. */
export function systemdTime(at: Micros): string {
  const iso = formatTime(at)
  return `${dayOf(at)} ${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}

/** `Thu Jan  1 10:00:12 UTC 2026`, as date(1) writes it. */
export function dateTime(at: Micros): string {
  const iso = formatTime(at)
  return `${dayOf(at)} ${months[Number(iso.slice(5, 7)) - 1]!} ${String(Number(iso.slice(8, 10))).padStart(2)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** 2026-01-01, day 0 of the clocks, was a Thursday. */
const dayOf = (at: Micros): string =>
  ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'][((Math.floor(at / 86_400_000_000) % 7) + 7) % 7]!

/** `12s`, `3min 4s`, `1h 2min`: the two largest units, as systemd and uptime say it. */
export function agoOf(micros: Micros): string {
  const total = Math.max(0, Math.floor(micros / 1_000_000))
  const parts = [
    [Math.floor(total / 86_400), total >= 172_800 ? ' days' : ' day'],
    [Math.floor(total / 3_600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's']
  ] as const
  const found = parts.filter(([count]) => count > 0).slice(0, 2)
  return found.length === 0 ? '0s' : found.map(([count, unit]) => `${count}${unit}`).join(' ')
}

/** Columns as wide as their widest cell, two or more blanks between. */
export function columns(rows: readonly (readonly string[])[], gap = 3): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]! + gap))).join('')}\n`)
    .join('')
}

/** Whether a packet gets from one machine to another and back. */
export function reaches({ world }: { readonly world: World }, from: MachineId, to: MachineId): boolean {
  const [a, b] = [world.machine(from), world.machine(to)]
  if (!a || !b) return false
  return b.up && !b.frozen && !world.network.isCut(a, b) && !world.network.isCut(b, a)
}

/** The machine that a name or an address is one's. */
export function machineNamed({ addresses }: Cluster, name: string): MachineId | undefined {
  const host = name.replace(/^.*@/, '')
  return Object.hasOwn(addresses, host) ? host : Object.keys(addresses).find((id) => addresses[id] === host)
}
