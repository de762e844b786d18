import { parseDuration } from '../../../base/duration'
import type { Micros } from '../../../base/time'
import { formatTime, parseTime } from '../../api/timestamp'
import { clockAtStart } from '../../kernel/types'
import type { LogLine } from '../../timeline/timeline'
import { asWritten } from '../../components/kubelet/log-lines/as-written'
import { lastContextOf } from '../../components/contexts'
import { clockOf, failed, flagOf, has, said, syslogTime, type Call, type Ended, type Tool } from './tool'
import { journalGib } from './disk-space'
import { pidOf, programName, statusText, unitNamed, unitsOf, type RunUnit } from './units'

interface Line {
  readonly at: Micros
  readonly from: string
  readonly text: string
}

/** journalctl: what the machine's processes logged in the run, and what its init did with them. */
export const journalctl: Tool = (call) => {
  const { args, place } = call
  const usage = journalUsage(call, args)
  if (usage) return usage
  const names = args.flatMap((arg, i) =>
    arg === '-u' || arg === '--unit'
      ? [args[i + 1] ?? '']
      : /^-u./.test(arg)
        ? [arg.slice(2)]
        : arg.startsWith('--unit=')
          ? [arg.slice(7)]
          : []
  )
  const unknown = names.find((name) => !unitNamed(call, name))
  if (unknown !== undefined) return said('-- No entries --\n')
  const since = sinceOf(call, flagOf(args, '-S', '--since'))
  const until = sinceOf(call, flagOf(args, '-U', '--until'))
  if (since === null || until === null) return failed('Failed to parse timestamp\n')
  const follows = has(args, '-f', '--follow') || args.some((arg) => /^-[a-z]*f/.test(arg) && !arg.startsWith('--'))
  const count = flagOf(args, '-n', '--lines')
  const last = count === undefined || count === 'all' ? (follows ? 10 : Infinity) : Number(count)
  const upTo = follows ? Math.max(place.at, place.followTo) : place.at
  const text = journalOf(call, names, {
    last,
    upTo,
    ...(follows && { from: place.at }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    bare: flagOf(args, '-o', '--output') === 'cat',
    reversed: has(args, '-r', '--reverse')
  })
  const runs = follows && { runs: true }
  return { code: 0, stdout: text === '' && !follows ? '-- No entries --\n' : text, ...runs }
}

/** Of GiB; what a `full-disk` fault has filled is the journal, whose size is bounded nowhere here. */
function journalUsage(call: Call, args: readonly string[]): Ended | null {
  const gib = journalGib(call)
  if (has(args, '--disk-usage'))
    return said(`Archived and active journals take up ${gib < 1 ? '48M' : `${gib.toFixed(1)}G`} in the file system.\n`)
  if (!args.some((arg) => /^--vacuum-(?:size|time|files)/.test(arg))) return null
  const freed = gib < 1 ? 0 : gib
  return {
    code: 0,
    stderr: `Vacuuming done, freed ${freed === 0 ? '0B' : `${freed.toFixed(1)}G`} of archived journals from /var/log/journal.\n`,
    ...(call.machine && freed > 0 && { does: { kind: 'free-disk', machine: call.machine.id } })
  }
}

interface Want {
  readonly last: number
  /** The instant of the run up to which it is read. */
  readonly upTo?: Micros
  /** What came after this instant is not counted among the last ones: it is followed. */
  readonly from?: Micros
  readonly since?: Micros
  readonly until?: Micros
  readonly bare?: boolean
  readonly reversed?: boolean
}

/** Lines of the journal of some units; of all, if none is named. */
export function journalOf(call: Call, names: readonly string[], want: Want): string {
  const { place, machine, timeline } = call
  const { upTo = place.at, from = upTo, since = -Infinity, until = Infinity, last, bare, reversed } = want
  const found = names.length > 0 ? names.flatMap((name) => unitNamed(call, name) ?? []) : unitsOf(call)
  const byProcess = new Map(found.map((unit) => [unit.process.index, unit]))
  const lines: Line[] = []
  for (const log of timeline.logs) {
    if (log.at > upTo) break
    const unit = byProcess.get(log.process)
    if (!unit) continue
    const from = `${programName(unit.unit)}[${pidOf(unit.process)}]`
    const kubelet = lastContextOf(unit.process, 'kubelet')
    for (const said of kubelet ? asWritten(kubelet, log) : [log])
      lines.push({ at: log.at, from, text: lineOf(call, unit, { ...log, ...said }) })
  }
  for (const life of timeline.lives) {
    if (life.at > upTo) break
    const unit = byProcess.get(life.process)
    for (const text of unit ? initSays(unit, life.status) : []) lines.push({ at: life.at, from: 'systemd[1]', text })
  }
  const wanted = lines
    .map((line, i) => ({ ...line, i }))
    .filter(({ at }) => at >= since && at <= until)
    .sort((a, b) => a.at - b.at || turn(a) - turn(b) || a.i - b.i)
  const followed = wanted.filter(({ at }) => at > from)
  const past = wanted.filter(({ at }) => at <= from)
  const chosen = [...(last === Infinity ? past : past.slice(Math.max(0, past.length - last))), ...followed]
  if (reversed) chosen.reverse()
  return chosen
    .map(({ at, from: who, text }) =>
      bare ? `${text}\n` : `${syslogTime(clockOf(call, machine, at))} ${machine?.id ?? ''} ${who}: ${text}\n`
    )
    .join('')
}

/** What a program says that ends at once stands between its start and its end. */
const turn = ({ from, text }: Line): number => (from === 'systemd[1]' ? (text.startsWith('Started ') ? 0 : 2) : 1)

/** As the program itself writes it: klog's header, containerd's logfmt, HAProxy's plain text. */
function lineOf(call: Call, { unit, process }: RunUnit, { at, level, text }: LogLine): string {
  const clock = clockOf(call, call.machine, at)
  if (unit.kind === 'load-balancer') return text
  const iso = formatTime(clock)
  const fraction = String(clock % 1_000_000).padStart(6, '0')
  if (unit.kind === 'container-runtime') {
    const word = { I: 'info', W: 'warning', E: 'error' }[level]
    const [message, fields] = text.split('\t')
    const line = `time="${iso.replace('Z', `.${fraction}000Z`)}" level=${word} msg=${JSON.stringify(message)}`
    return fields === undefined ? line : `${line} ${fields}`
  }
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19)}.${fraction} ${String(pidOf(process)).padStart(7)} ${text}`
}

function initSays({ name, unit, process }: RunUnit, status: 'running' | 'stopped' | 'paused'): string[] {
  const full = `${name}.service`
  if (status === 'running') return [`Started ${full} - ${unit.title}.`]
  if (status === 'paused') return []
  const code = process.exitCode
  if (code === 0 || code === 143) return [`${full}: Deactivated successfully.`, `Stopped ${full} - ${unit.title}.`]
  return [
    `${full}: Main process exited, code=${code > 128 ? 'killed' : 'exited'}, status=${statusText(code)}`,
    `${full}: Failed with result '${code > 128 ? 'signal' : 'exit-code'}'.`
  ]
}

/** `5 min ago`, `-10m`, `2026-01-01 10:00:05`, `10:00:05`, `today`; undefined if nothing is asked, null if it is no time. */
function sinceOf(call: Call, text: string | undefined): Micros | undefined | null {
  if (text === undefined) return undefined
  const { place, machine } = call
  if (text === 'today' || text === 'yesterday' || text === 'boot') return -Infinity
  if (text === 'now') return place.at
  const ago = /^(?:-\s*(.+)|(.+?)\s+ago)$/.exec(text.trim())
  if (ago) {
    const span = (ago[1] ?? ago[2]!)
      .replace(/\s*(hours?|hr)\b/g, 'h')
      .replace(/\s*(minutes?|mins?)\b/g, 'm')
      .replace(/\s*(seconds?|secs?)\b/g, 's')
      .replace(/\s+/g, '')
    const length = parseDuration(span)
    return length.ok ? place.at - length.value : null
  }
  const today = formatTime(clockOf(call, machine, place.at)).slice(0, 10)
  const full = /^\d\d:\d\d/.test(text) ? `${today} ${text}` : text
  const read = parseTime(`${full.replace(' ', 'T')}${/:\d\d:\d\d/.test(full) ? '' : ':00'}Z`)
  return read > 0 ? read - clockAtStart - (machine?.clockSkew ?? 0) : null
}
