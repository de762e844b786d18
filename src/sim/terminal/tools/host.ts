import { sizedFlags } from '../../cluster'
import { kubeletDefaults } from '../../components/kubelet/config'
import { contextOf } from '../../components/contexts'
import { memoryOf, nodeMemory } from '../../components/linux/memory'
import type { Process } from '../../kernel/world'
import { agoOf, clockOf, columns, dateTime, failed, flagOf, has, processOf, said, type Call, type Tool } from './tool'
import { formatTime } from '../../api/timestamp'
import { pidOf, programName, unitNamed, unitsOf } from './units'
import { signalled } from './systemctl'

interface Running {
  readonly pid: number
  readonly command: string
  readonly memory: number
  /** Whose it is, if a signal can be sent to it: a process of the machine, or a container's. */
  readonly process?: Process
  readonly container?: { readonly pod: string; readonly name: string }
}

/** Daemons and containers' processes of the machine, as far as the lab runs them. */
function running(call: Call): Running[] {
  const found: Running[] = [{ pid: 1, command: '/sbin/init', memory: 12 * mib }]
  for (const { name, process } of unitsOf(call)) {
    if (process.status !== 'running') continue
    const unit = unitNamed(call, name)!.unit
    found.push({ pid: pidOf(process), command: unit.program, memory: 60 * mib, process })
  }
  const linux = processOf(call, 'linux')
  const context = linux && contextOf(linux, 'linux')
  let pid = 2_000
  for (const container of context?.containers.values() ?? []) {
    pid += 17
    const { spec, program } = container
    const process = program ? call.world.find(program.id) : undefined
    found.push({
      pid,
      command: spec.behaviour.argv.join(' '),
      memory: memoryOf(container),
      ...(process && { process }),
      ...(spec.name !== '' && { container: { pod: `${spec.namespace}/${spec.podName}`, name: spec.name } })
    })
  }
  return found
}

const mib = 1_048_576

export const ps: Tool = (call) => {
  const rows = running(call).map(({ pid, command, memory }) => [
    'root',
    String(pid),
    String(Math.round(memory / 1_024)),
    command
  ])
  return said(`${columns([['USER', 'PID', 'RSS', 'COMMAND'], ...rows])}`)
}

/** How many CPUs the machine has, by the flags that size it. */
export const nproc: Tool = ({ world, cluster, machine }) => {
  const flags = sizedFlags({ config: world.setup.flags, machine: machine?.id ?? 'users', cluster })
  return said(`${Number(flags['node-cpu'] ?? kubeletDefaults['node-cpu'])}\n`)
}

/** `pgrep`, `pidof` */
export const pgrep: Tool = (call) => {
  const [name = ''] = call.args.filter((arg) => !arg.startsWith('-'))
  const found = running(call).filter(({ command }) =>
    has(call.args, '-f') ? command.includes(name) : programName({ program: command.split(' ')[0]! }).startsWith(name)
  )
  const lines = found.map(({ pid, command }) => (has(call.args, '-a', '-l') ? `${pid} ${command}` : String(pid)))
  return found.length === 0
    ? { code: 1 }
    : said(call.name === 'pidof' ? `${lines.reverse().join(' ')}\n` : `${lines.join('\n')}\n`)
}

/** kill, pkill, killall: a signal is a fault of the process. */
export const kill: Tool = (call) => {
  const signals = call.args
    .filter((arg) => /^-(?:SIG)?[A-Z0-9]+$/.test(arg))
    .map((arg) => arg.slice(1).replace(/^SIG/, ''))
  const signal = flagOf(call.args, '-s') ?? signals[0] ?? 'TERM'
  const [target = ''] = call.args.filter((arg) => !arg.startsWith('-') && arg !== flagOf(call.args, '-s'))
  if (target === '')
    return failed(`${call.name}: usage: ${call.name} [-s sigspec] ${call.name === 'kill' ? 'pid' : 'name'}\n`, 2)
  const found = running(call).find(({ pid, command }) =>
    call.name === 'kill'
      ? String(pid) === target
      : command.split(' ')[0]!.endsWith(target) || (has(call.args, '-f') && command.includes(target))
  )
  if (!found) return call.name === 'kill' ? failed(`bash: kill: (${target}) - No such process\n`) : { code: 1 }
  const { process, container } = found
  if (container && (signal === 'KILL' || signal === '9' || !process))
    return { code: 0, does: { kind: 'kill-container', pod: container.pod, container: container.name } }
  return process ? signalled(process, signal) : failed('kill: the lab does not stop this process\n')
}

function memoryNow(call: Call): { total: number; used: number } {
  const linux = processOf(call, 'linux')
  const context = linux && contextOf(linux, 'linux')
  if (context) {
    const { capacity, used } = nodeMemory(context)
    return { total: capacity, used }
  }
  return { total: 2_048 * mib, used: 200 * mib }
}

export const free: Tool = (call) => {
  const { total, used } = memoryNow(call)
  const human = has(call.args, '-h', '--human')
  const unit = has(call.args, '-m') ? mib : has(call.args, '-g') ? 1_024 * mib : 1_024
  const text = (bytes: number) => (human ? `${(bytes / (1_024 * mib)).toFixed(1)}Gi` : String(Math.round(bytes / unit)))
  const row = (cells: readonly string[]) =>
    `${cells[0]!.padEnd(7)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join('')}\n`
  return said(
    row(['', 'total', 'used', 'free', 'available']) +
      row(['Mem:', text(total), text(used), text(total - used), text(total - used)]) +
      row(['Swap:', text(0), text(0), text(0)])
  )
}

/** When the machine's first process of this boot began. */
function bootedAt(call: Call): number {
  const { world, timeline, machine, place } = call
  if (!machine) return -120_000_000
  const crashed = timeline.lives.findLast(
    ({ at, process, status }) =>
      at <= place.at &&
      status === 'stopped' &&
      world.processes[process]?.kind === 'linux' &&
      world.processes[process]?.machine === machine
  )
  return crashed?.at ?? world.setup.startAt
}

export const uptime: Tool = (call) => {
  const { machine, place } = call
  const clock = formatTime(clockOf(call, machine, place.at)).slice(11, 19)
  return said(` ${clock} up ${agoOf(place.at - bootedAt(call))},  1 user\n`)
}

export const top: Tool = (call) => {
  const { total, used } = memoryNow(call)
  const { machine, place } = call
  const all = [...running(call)].sort((a, b) => b.memory - a.memory)
  const head =
    `top - ${formatTime(clockOf(call, machine, place.at)).slice(11, 19)} up ${agoOf(place.at - bootedAt(call))},  1 user\n` +
    `Tasks: ${all.length} total\n` +
    `MiB Mem : ${(total / mib).toFixed(1)} total, ${((total - used) / mib).toFixed(1)} free, ${(used / mib).toFixed(1)} used (the lab does not model CPU time)\n\n`
  return said(
    head +
      columns([
        ['PID', 'USER', 'RES', 'COMMAND'],
        ...all.map(({ pid, memory, command }) => [
          String(pid),
          'root',
          `${Math.round(memory / mib)}m`,
          command.slice(0, 60)
        ])
      ])
  )
}

export const date: Tool = (call) => {
  const { args, machine, place } = call
  const clock = clockOf(call, machine, place.at)
  const iso = formatTime(clock)
  const [format] = args.filter((arg) => arg.startsWith('+'))
  if (format === '+%s') return said(`${Math.floor(unixSeconds(clock))}\n`)
  if (has(args, '-Is', '--iso-8601=seconds', '-Iseconds')) return said(`${iso.replace('Z', '+00:00')}\n`)
  if (format)
    return said(
      `${format
        .slice(1)
        .replace(/%F/g, iso.slice(0, 10))
        .replace(/%T/g, iso.slice(11, 19))
        .replace(/%Y/g, iso.slice(0, 4))
        .replace(/%m/g, iso.slice(5, 7))
        .replace(/%d/g, iso.slice(8, 10))
        .replace(/%H/g, iso.slice(11, 13))
        .replace(/%M/g, iso.slice(14, 16))
        .replace(/%S/g, iso.slice(17, 19))}\n`
    )
  return said(`${dateTime(clock)}\n`)
}
/** Seconds since 1970 of a clock whose 0 is 2026-01-01. */
const unixSeconds = (clock: number): number => 1_767_225_600 + clock / 1_000_000

/** `timedatectl`, as far as chrony's question goes: whether the clock is right. */
export const timedatectl: Tool = (call) => {
  const clock = clockOf(call, call.machine, call.place.at)
  const right = (call.machine?.clockSkew ?? 0) === 0
  return said(
    `               Local time: ${formatTime(clock).replace('T', ' ').replace('Z', ' UTC')}\n           Universal time: ${formatTime(clock).replace('T', ' ').replace('Z', ' UTC')}\nSystem clock synchronized: ${right ? 'yes' : 'no'}\n`
  )
}
