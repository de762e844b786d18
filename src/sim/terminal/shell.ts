import { seconds } from '../../base/time'
import { fail, ok, type Result } from '../../base/result'
import { formatTime } from '../api/timestamp'
import { byHandNames } from '../by-hand/later'
import { clusterOf } from '../cluster'
import { advanceProc, askedOf, startProc, type Proc } from '../components/linux/process'
import type { Surroundings } from '../components/linux/programs'
import { parseScript, settle } from '../components/linux/shell'
import { Unfinished } from '../components/linux/shell-tokens'
import { clockAtStart, type MachineId } from '../kernel/types'
import type { World } from '../kernel/world'
import { copyTexts } from './copy'
import { Disk } from './disk'
import { isOfJob, news, ofJobs } from './jobs'
import { kubectl, waitsFor } from './kubectl'
import { actTime, arrive, type Piece, type Place, type Ran, type Slices } from './place'
import type { Shell } from './state'
import { toolNamed } from './tools'
import { filesOn, snapshotsOn } from './tools/machine-files'
import { files, worksOnRun } from './tools/remote'
import { reaches, type Ended } from './tools/tool'
import { lineOf } from './words'

/** What became of a line. */
export interface Answered {
  readonly said: readonly Piece[]
  readonly code: number
  /** The shell as the line left it. */
  readonly shell: Shell
  /** It goes on until somebody stops it. */
  readonly runs: boolean
  /** It was typed to let time pass, as `sleep` and `kubectl wait` are: who typed it stands where it ended. */
  readonly waited: boolean
}

/** Why there is no answer: the line is not ended, and more lines may make it a command. */
export const unfinished = 'unfinished'

/** Longest that one line may take in all. */
const patience = seconds(600)

/** A command's end, and where the shell stands then. */
type Asked = NonNullable<Proc['asked']>
type Outcome = Ran & {
  readonly moves?: MachineId | ''
  readonly waited?: boolean
  /** What goes on behind the shell after it. */
  readonly jobs?: Shell['jobs']
  /** What lies on machines after it, if it wrote on another one than its own. */
  readonly disks?: Shell['disks']
}

/**
 * Runs what a person typed, one line or several: kubectl and the machines' tools in the run, all else in the shell itself.
 * Each command begins when the one before it has ended.
 */
export function* runLine(place: Place, shell: Shell, line: string): Slices<Result<Answered>> {
  try {
    parseScript(line)
  } catch (error) {
    if (error instanceof Unfinished) return fail(unfinished)
  }
  const start = place.at
  const said: Piece[] = []
  let now = shell
  let disk = diskOf(place, now)
  const lost = lostOf(place, now)
  if (lost !== '')
    return ok({
      said: [{ at: start, stream: 'stderr', text: lost }],
      code: 255,
      shell: { ...now, machine: '', code: 255 },
      runs: false,
      waited: false
    })
  const jobs = function* (): Slices<void> {
    if (!now.jobs?.length) return
    const told = yield* news(place, now.jobs)
    said.push(...told.said)
    // Both write to one screen.
    said.sort((a, b) => a.at - b.at)
    now = { ...now, jobs: told.jobs }
  }
  yield* jobs()
  const around = (): Surroundings => surroundings(place, now, disk, said)
  const { proc, progress: begun } = startProc(['sh', '-c', line], around())
  let progress = begun
  let runs = false
  let waited = false
  while (progress.kind === 'runs' && place.at - start <= patience) {
    const asked = askedOf(proc)
    const tells = disk.untold.size > 0
    if (tells) disk = tell(place, now, disk)
    if (asked) {
      yield* arrive(place)
      // What it has just written is there by now.
      if (tells) disk = diskOf(place, disk.kept(now))
      const ran: Outcome = yield* command(place, now, disk, asked)
      settle(proc, ran.said, ran.code, around())
      waited ||= ran.waited === true
      place.at = Math.max(place.at, ran.until)
      if (ran.jobs) now = { ...now, jobs: ran.jobs }
      if (ran.moves !== undefined) {
        now = { ...disk.kept(now), machine: ran.moves }
        disk = diskOf(place, now)
      } else if (ran.disks) {
        const own = disk.kept(now)
        const { machine } = now
        now =
          machine === ''
            ? { ...own, disks: ran.disks }
            : { ...own, disks: { ...ran.disks, [machine]: own.disks[machine] ?? {} } }
        disk = diskOf(place, now)
      } else if (byHandNames.has(asked.argv[0] ?? '')) {
        // What it did to files of the run is seen by what follows on the line.
        now = disk.kept(now)
        disk = diskOf(place, now)
      }
      if (ran.runs) {
        runs = true
        if (!onlyPipe(proc)) break
      }
    } else if (progress.wakeAt - start > patience) {
      runs = true
      break
    } else {
      waited ||= progress.wakeAt > place.at
      place.at = Math.max(place.at, progress.wakeAt)
    }
    progress = advanceProc(proc, around())
    yield
  }
  if (disk.untold.size > 0) disk = tell(place, now, disk)
  yield* jobs()
  const code = progress.kind === 'exited' ? progress.status : proc.status
  const kept = disk.kept(now)
  const { vars, functions } = proc
  return ok({ said, code, shell: { ...kept, vars: { ...kept.vars, ...vars }, functions, code }, runs, waited })
}

/** What goes on leads into a pipe: its other members read what there is so far, and nothing comes after them. */
function onlyPipe(proc: Proc): boolean {
  if (proc.pipes.length === 0 || proc.code === null) return false
  const end = proc.code.findIndex(({ op }, i) => i >= proc.pc && op === 'end-pipe')
  if (end < 0) return false
  proc.code = proc.code.slice(0, end + 1)
  proc.frames = []
  return true
}

/** The world in which a command looks around. */
const worldOf = ({ simulation, at }: Place): World => simulation.history.seek(at)

function diskOf(place: Place, shell: Shell): Disk {
  const { machine } = shell
  const world = worldOf(place)
  const shares = world.find(`${machine}/linux`) !== undefined || machine === 'lb'
  return Disk.of(shell, machine, machine === '' ? snapshotsOn(world, 'users') : filesOn(world, machine), shares)
}

/** Files that programs of the cluster read become the run's when the shell has written them: its line goes on when they are there. */
function tell(place: Place, shell: Shell, disk: Disk): Disk {
  for (const [path, text] of disk.untold) {
    const at = actTime(place.simulation, place.at)
    const line = lineOf(text === null ? ['rm', '-f', path] : ['tee', path])
    const kubectl = { at, line, on: shell.machine, ...(text !== null && { stdin: text }) }
    place.act({ title: `ssh ${shell.machine} ${line}`, kubectl })
    place.at = at
  }
  return diskOf(place, disk.kept(shell))
}

/** Why the machine that the shell is logged in to does not answer any more; empty if it does. */
function lostOf(place: Place, { machine }: Shell): string {
  if (machine === '') return ''
  const world = worldOf(place)
  if (reaches({ world }, 'users', machine)) return ''
  const address = clusterOf(world).addresses[machine] ?? machine
  return `Timeout, server ${address} not responding.\n`
}

function surroundings(place: Place, shell: Shell, disk: Disk, said: Piece[]): Surroundings {
  const { machine } = shell
  const { setup } = place.simulation.history.head
  return {
    now: place.at,
    skew: clockAtStart + (setup.clocksAhead ?? 0),
    files: disk,
    hostname: machine === '' ? 'laptop' : machine,
    env: { HOME: '/root', USER: 'root', ...shell.vars, '?': String(shell.code) },
    anyProgram: false,
    unknownStatus: 0,
    listens: () => false,
    screen: {
      functions: shell.functions ?? {},
      elsewhere: (name, argv) =>
        name in ownCommands ||
        isOfJob(argv, shell.jobs ?? []) ||
        toolNamed(name, machine) !== undefined ||
        (byHandNames.has(name) && name !== 'tee' && worksOnRun(worldOf(place), machine, name, argv)),
      print: (stream, text, at = place.at) => void said.push({ at, stream, text })
    }
  }
}

/** What the terminal runs itself. */
const ownCommands: Readonly<Record<string, true>> = { kubectl: true, k: true, watch: true }

/** `watch kubectl get nodes`: what its command says at this instant, under the time; asked again, it tells of another. */
function* watch(place: Place, shell: Shell, args: readonly string[], disk: Disk): Slices<Outcome> {
  const first = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-(?:n|-interval)$/.test(args[i - 1] ?? ''))
  if (first < 0) return did(place, { code: 1, stderr: 'Usage:\n watch [options] command\n' }, 'watch', args)
  const every = /^-n ?([\d.]+)$/.exec(args.slice(0, first).join(' '))?.[1] ?? '2'
  const line = args.slice(first).join(' ')
  const at = place.at
  const { now, skew, hostname } = surroundings(place, shell, disk, [])
  const head = `Every ${Number(every).toFixed(1)}s: ${line}    ${hostname}: ${formatTime(now + (skew ?? 0))
    .replace('T', ' ')
    .replace('Z', '')}\n\n`
  const ran = yield* runLine(place, shell, line)
  const said = ran.ok ? ran.value.said : []
  return { said: [{ at, stream: 'stdout', text: head }, ...said], code: 0, until: place.at, runs: true }
}

/** Runs one program that is not the shell's own. */
function* command(
  place: Place,
  shell: Shell,
  disk: Disk,
  { argv, stdin, env = {}, background }: Asked
): Slices<Outcome> {
  const [name = '', ...args] = argv
  if (name === 'kubectl' || name === 'k') {
    const ran = yield* kubectl(place, args, {
      stdin,
      env,
      files: disk,
      atHome: shell.machine === '',
      ...(background && { behind: shell.jobs ?? [] })
    })
    for (const { path, text } of ran.files ?? []) disk.set(path, text)
    return { ...ran, waited: waitsFor(args) }
  }
  if (isOfJob(argv, shell.jobs ?? [])) return ofJobs(place, shell.jobs ?? [], argv)
  if (name === 'watch') return yield* watch(place, shell, args, disk)
  const world = worldOf(place)
  if (name === 'scp') {
    const onDisk = (machine: string) => (machine === shell.machine ? disk : diskOf(place, { ...shell, machine }))
    const written = copyTexts(world, shell, args, onDisk)
    if (written === disk) return did(place, { code: 0 }, name, args)
    if (written) {
      tell(place, { ...shell, machine: written.machine }, written)
      return { ...did(place, { code: 0 }, name, args), disks: written.kept(shell).disks }
    }
  }
  const remote = name === 'ssh' ? remoteOf(args) : null
  const call = {
    name,
    args: remote ? [remote.host] : args,
    stdin,
    place,
    shell,
    disk,
    world,
    cluster: clusterOf(world),
    timeline: place.simulation.history.timeline,
    machine: world.machine(shell.machine) ?? null
  }
  const answer = (toolNamed(name, shell.machine) ?? files)(call)
  const ended = 'code' in answer ? answer : yield* answer
  if ('said' in ended) {
    for (const { path, text } of ended.files ?? []) disk.set(path, text)
    return ended
  }
  if (remote && ended.moves !== undefined) {
    const there: Shell = { ...shell, machine: ended.moves }
    const ran = yield* runLine(place, there, remote.line)
    if (!ran.ok) return { said: [], code: 2, until: place.at }
    const { shell: left, ...rest } = ran.value
    return { ...rest, until: place.at, disks: left.disks }
  }
  return did(place, ended, name, args)
}

/** `ssh master-1 'systemctl status kubelet'`: the words after the host are a line for the shell there. */
function remoteOf(args: readonly string[]): { host: string; line: string } | null {
  const at = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-[iopl]$/.test(args[i - 1] ?? ''))
  const words = args.slice(at + 1).filter((word, i) => !(i === 0 && word === '--'))
  return at < 0 || words.length === 0 ? null : { host: args[at]!, line: words.join(' ') }
}

function did(place: Place, ended: Ended, name: string, args: readonly string[]): Outcome {
  const { code, stdout = '', stderr = '', takes = 0, does, runs, moves } = ended
  let at = place.at
  if (does) {
    at = actTime(place.simulation, place.at)
    place.act({ title: lineOf([name, ...args]), fault: { ...does, at } })
  }
  const said: Piece[] = []
  if (stdout !== '') said.push({ at, stream: 'stdout', text: stdout })
  if (stderr !== '') said.push({ at, stream: 'stderr', text: stderr })
  return { said, code, until: at + takes, ...(runs && { runs }), ...(moves !== undefined && { moves }) }
}
