import type { Process } from '../../kernel/world'
import { done, type Ran, type Slices } from '../place'
import { lineOf } from '../words'
import { journalOf } from './journal'
import { poweroff, reboot } from './power'
import { agoOf, clockOf, failed, flagOf, said, systemdTime, type Call, type Ended, type Tool } from './tool'
import { lifeOf, pidOf, programName, statusText, unitNamed, units, type RunUnit, type Unit } from './units'

/** The network's daemon is no process here: what it does to the kernel when it is started anew is all that there is of it. */
function* networkd({ place, name, args }: Call, on: string): Slices<Ended | Ran> {
  const line = lineOf([name, ...args])
  return yield* done(place, { line, on }, line)
}

export const systemctl: Tool = (call) => {
  const { args, machine } = call
  if (machine && /^(?:try-)?restart systemd-networkd(?:\.service)?$/.test(args.join(' ')))
    return networkd(call, machine.id)
  const [verb = 'list-units', ...names] = args.filter((arg) => !arg.startsWith('-') && arg !== flagOf(args, '-s', '-n'))
  if (verb === 'daemon-reload' || verb === 'enable' || verb === 'disable') return said('')
  if (verb === 'reboot') return reboot(call)
  if (verb === 'poweroff' || verb === 'halt') return poweroff(call)
  if (verb === 'list-units' || verb === 'list-unit-files') return said(listUnits(call))
  const [name] = names
  if (name === undefined) return failed('Too few arguments.\n')
  const found = unitNamed(call, name)
  const full = name.endsWith('.service') ? name : `${name}.service`
  if (!found) {
    if (verb === 'is-active') return said('inactive\n', 4)
    return verb === 'status'
      ? failed(`Unit ${full} could not be found.\n`, 4)
      : failed(`Failed to ${verb} ${full}: Unit ${full} not found.\n`, 5)
  }
  const { process } = found
  const runs = process.status === 'running'
  switch (verb) {
    case 'status':
      return { ...said(status(call, found)), code: runs ? 0 : 3 }
    case 'is-active':
      return said(`${stateOf(process).word}\n`, runs ? 0 : 3)
    case 'is-enabled':
      return said('enabled\n')
    case 'show':
      return said(`MainPID=${runs ? pidOf(process) : 0}\nActiveState=${stateOf(process).word}\n`)
    case 'cat':
      return said(`# /usr/lib/systemd/system/${full}\n${unitFile(found.unit)}`)
    case 'start':
      return runs ? said('') : { code: 0, does: { kind: 'restart', target: process.id } }
    case 'restart':
    case 'reload-or-restart':
    case 'try-restart':
      return { code: 0, does: { kind: 'restart', target: process.id } }
    case 'reload':
      return full === 'haproxy.service'
        ? failed(
            "the lab's HAProxy reads its configuration when it starts: systemctl restart haproxy, which ends its connections\n"
          )
        : failed(`Failed to reload ${full}: Job type reload is not applicable for unit ${full}.\n`)
    case 'stop':
      return runs ? { code: 0, does: { kind: 'stop', target: process.id } } : said('')
    case 'kill': {
      const signal = (flagOf(args, '-s', '--signal') ?? 'TERM').replace(/^SIG/, '')
      return signalled(process, signal)
    }
    default:
      return failed(`Unknown command verb ${verb}.\n`)
  }
}

/** What a signal does to a process of the machine. */
export function signalled(process: Process, signal: string): Ended {
  if (process.status !== 'running') return failed('')
  if (signal === 'KILL' || signal === '9') return { code: 0, does: { kind: 'kill', target: process.id } }
  if (signal === 'STOP' || signal === '19') return { code: 0, does: { kind: 'pause', target: process.id } }
  if (signal === 'CONT' || signal === '18') return { code: 0, does: { kind: 'resume', target: process.id } }
  if (signal === 'TERM' || signal === '15' || signal === 'INT')
    return { code: 0, does: { kind: 'stop', target: process.id } }
  return signal === '0' || signal === 'HUP' ? said('') : failed(`the lab does not know what SIG${signal} does to it\n`)
}

function stateOf(process: Process): { word: string; detail: string; mark: string } {
  if (process.status === 'running') return { word: 'active', detail: 'active (running)', mark: '●' }
  if (!process.held && process.unit?.restart && process.machine.up)
    return { word: 'activating', detail: 'activating (auto-restart) (Result: exit-code)', mark: '●' }
  if (process.exitCode > 128) return { word: 'failed', detail: 'failed (Result: signal)', mark: '×' }
  return { word: 'inactive', detail: 'inactive (dead)', mark: '○' }
}

function status(call: Call, { name, unit, process }: RunUnit): string {
  const { place, machine } = call
  const { detail, mark } = stateOf(process)
  const life = lifeOf(call, process, place.at)
  const since = life ? ` since ${systemdTime(clockOf(call, machine, life.at))}; ${agoOf(place.at - life.at)} ago` : ''
  const runs = process.status === 'running'
  const lines = [
    `${mark} ${name}.service - ${unit.title}`,
    `     Loaded: loaded (/usr/lib/systemd/system/${name}.service; enabled; preset: enabled)`,
    ...(name === 'kubelet'
      ? ['    Drop-In: /usr/lib/systemd/system/kubelet.service.d', '             └─10-kubeadm.conf']
      : []),
    `     Active: ${detail}${since}`,
    `       Docs: ${unit.docs}`,
    ...(runs
      ? [`   Main PID: ${pidOf(process)} (${programName(unit)})`]
      : process.exitCode >= 0
        ? [
            `   Main PID: ${pidOf(process)} (code=${process.exitCode > 128 ? 'killed' : 'exited'}, status=${statusText(process.exitCode)})`
          ]
        : [])
  ]
  const journal = journalOf(call, [name], { last: 10 })
  return `${lines.join('\n')}\n\n${journal}`
}

function listUnits(call: Call): string {
  const rows = Object.keys(units).flatMap((name) => {
    const found = unitNamed(call, name)
    if (!found) return []
    const runs = found.process.status === 'running'
    const state = stateOf(found.process).word
    return [
      `  ${`${name}.service`.padEnd(34)}loaded ${state.padEnd(8)} ${(runs ? 'running' : 'dead').padEnd(8)}${found.unit.title}`
    ]
  })
  return `  ${'UNIT'.padEnd(34)}LOAD   ACTIVE   SUB     DESCRIPTION\n${rows.join('\n')}\n\n${rows.length} loaded units listed: those that the lab models.\n`
}

const unitFile = ({ title, docs, program }: Unit): string =>
  `[Unit]\nDescription=${title}\nDocumentation=${docs}\n\n[Service]\nExecStart=${program}\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n`
