import { wallClock } from '../../kernel/clock'
import type { Micros } from '../../../base/time'
import { ms } from '../../../base/time'
import type { Address, ProcessEnded } from '../../kernel/types'
import { latency } from './config'
import type { LinuxContext } from './context'
import type {
  DnsQuery,
  ExecWake,
  HttpGet,
  KubeletAddress,
  LinuxExec,
  LinuxLogs,
  ProgramFiles,
  LinuxStart,
  Outbox,
  RuntimeAddress
} from './messages'
import { execStopper, execTool, isTool } from './exec-tools'
import { lastWord, logOf, printedBy } from './container-logs'
import { missingText, placeText } from './refused'
import { execLater, programOf, runsIn, waitForProgram } from './program-process'
import { hangUp } from './network/hang-up'
import { callsOfApplications, keptFlows } from './network/later'
import type { DialEnded } from './network/dial'
import { checkMemory } from './oom'
import { logind } from './logind-later'
import { killed, wake } from './wake'
import { advanceProc, askedOf, startProc, terminate, type Proc, type Progress } from './process'
import { shell } from './shell-later'
import { inExec, surroundings } from './surroundings'
import { saveVolumes } from './volumes'

/** A container's processes and what they share. */
export interface Container {
  /** As the runtime asked for it, and with what it may use now; frozen. */
  spec: LinuxStart
  /** Who hears of it. */
  readonly runtime: RuntimeAddress
  readonly startedAt: Micros
  files: Map<string, string>
  main: Proc
  execs: Map<number, Exec>
  /** The kernel's process that it is, if its program is one of the simulator's own, and whether that was started. */
  program: {
    readonly id: Address<HttpGet>
    readonly names: Address<DnsQuery | ProgramFiles> | null
    started: boolean
  } | null
  /** Memory that a fault made it take. */
  extraBytes: number
  /** When its server has worked off what waits, and what its heap has grown to by that. */
  busyUntil: Micros
  /** When its quota of CPU time has sufficed for all requests that came (`load.ts`). */
  quotaUntil: Micros
  heapBytes: number
  /** The OOM killer was here: the runtime will say `OOMKilled` even if only a child died. */
  oom: boolean
  /** Number of the last process that was started in it; the first one is 1. */
  lastPid?: number
}

/** A further process in a container. */
export interface Exec {
  readonly id: number
  readonly asker: RuntimeAddress
  readonly proc: Proc
  /** Its number in the container, and what it is. */
  readonly pid?: number
  readonly argv?: readonly string[]
  /** When its asker's patience is over. */
  readonly deadline: Micros
}

export function startContainer(context: LinuxContext, out: Outbox, spec: LinuxStart, from: RuntimeAddress): void {
  const startLatency = latency(context.config, 'runc-start-latency-ms')
  const startedAt = context.now + startLatency
  const files = new Map(Object.entries(spec.behaviour.files))
  const program = programOf(context, spec)
  const refuse = (error: string): void =>
    out.send(from, { type: 'linux.start.failed', containerId: spec.containerId, error: `${error}: unknown` })
  const place = placeText(spec.behaviour)
  if (place !== '') return refuse(place)
  const { proc, progress } = program
    ? waitForProgram(spec.behaviour)
    : startProc(
        spec.behaviour.argv,
        { ...surroundings(context, { spec, files }), now: startedAt },
        spec.behaviour.serving
      )
  if (progress.kind === 'missing') return refuse(missingText(progress.program))
  const container: Container = {
    spec: Object.freeze(spec),
    runtime: from,
    startedAt,
    files,
    main: proc,
    execs: new Map(),
    program,
    extraBytes: 0,
    busyUntil: 0,
    quotaUntil: 0,
    heapBytes: 0,
    oom: false
  }
  context.containers.set(spec.containerId, container)
  context.byIP.set(spec.podIP, [...(context.byIP.get(spec.podIP) ?? []), spec.containerId])
  const { containerId } = spec
  const pid = ++context.lastPid
  out.send(from, { type: 'linux.created', containerId, pid })
  out.timer(`s/${containerId}`, startLatency, 'runc-start-latency-ms', { type: 'linux.begin', containerId, pid })
  saveVolumes(context, out)
  if (progress.kind === 'exited') {
    const exec = latency(context.config, 'process-exec-latency-ms')
    wake(context, out, containerId, startLatency + exec, { status: progress.status })
    return
  }
  // What it asks of others first it asks when it runs.
  if (!askedOf(proc)) followMain(context, out, container, progress)
}

/** `runc start` is done: the process runs. */
export function begin(context: LinuxContext, out: Outbox, event: { containerId: string; pid: number }): void {
  const { containerId, pid } = event
  const container = context.containers.get(containerId)
  if (!container) return
  out.send(container.runtime, { type: 'linux.started', containerId, pid })
  if (container.spec.behaviour.memoryIsDeclared) checkMemory(context, out, container)
  if (container.program) execLater(out, container)
  else if (askedOf(container.main)) out.raise({ type: 'linux.dial', of: { containerId, exec: null } })
}

/** A container's first process is due to go on (or to end with the status it was given). */
export function wakeContainer(
  context: LinuxContext,
  out: Outbox,
  event: { containerId: string; status?: number }
): void {
  const container = context.containers.change(event.containerId)
  if (!container) return
  if (event.status !== undefined) return exit(context, out, container, event.status)
  followMain(context, out, container, advanceProc(container.main, surroundings(context, container)))
}

function followMain(context: LinuxContext, out: Outbox, container: Container, progress: Progress): void {
  saveVolumes(context, out)
  if (progress.kind === 'exited') exit(context, out, container, progress.status)
  else if (progress.kind === 'runs') {
    const { containerId } = container.spec
    if (askedOf(container.main)) out.raise({ type: 'linux.dial', of: { containerId, exec: null } })
    if (progress.wakeAt < Number.MAX_SAFE_INTEGER) wake(context, out, containerId, progress.wakeAt - context.now)
    if (container.main.job && container.main.job.memoryBytes > 0) checkMemory(context, out, container)
  }
}

export function signalContainer(
  context: LinuxContext,
  out: Outbox,
  containerId: string,
  signal: 'TERM' | 'KILL'
): void {
  const container = context.containers.change(containerId)
  if (!container) return
  if (container.program?.started) {
    out.signal(container.program.id, signal)
    return
  }
  if (signal === 'KILL') {
    wake(context, out, containerId, latency(context.config, 'process-kill-latency-ms'), { status: killed })
    return
  }
  const end = terminate(container.main, context.now)
  if (end === null) {
    out.note(`${container.spec.name || 'pause'} has no handler for SIGTERM: PID 1 ignores it`)
    return
  }
  if (end.exit === null) wake(context, out, containerId, end.at - context.now)
  else {
    const stop = latency(context.config, 'process-stop-latency-ms')
    wake(context, out, containerId, context.rng.jitter(stop, 1), { status: end.exit })
  }
}

/** A process ends by itself with a status: a request told it to. */
export function endContainer(context: LinuxContext, out: Outbox, containerId: string, status: number): void {
  wake(context, out, containerId, latency(context.config, 'process-stop-latency-ms'), { status })
}

/** Log files of ended containers that a node keeps; the oldest goes first. */
const keptLogs = 100

export function readLogs(
  context: LinuxContext,
  out: Outbox,
  { id, containerId }: LinuxLogs,
  from: KubeletAddress
): void {
  const text = logOf(context, containerId, (program) => out.output(program))
  out.send(from, { type: 'linux.logs.read', id, text })
}

/** The kernel's process that a container is has ended. */
export function programEnded(context: LinuxContext, out: Outbox, { ref, exitCode }: ProcessEnded): void {
  const container = context.containers.get(ref)
  if (container) exit(context, out, container, exitCode)
}

function exit(context: LinuxContext, out: Outbox, container: Container, exitCode: number): void {
  const { containerId, podIP, namespace, podName, name } = container.spec
  const text = printedBy(container, (program) => out.output(program))
  if (text !== '') context.logs.set(containerId, text)
  for (const oldest of context.logs.keys()) {
    if (context.logs.size <= keptLogs) break
    context.logs.delete(oldest)
  }
  const message = lastWord(context, container, exitCode, text)
  context.containers.delete(containerId)
  context.worked.delete(containerId)
  hangUp(context, out, containerId)
  if (context.flows) keptFlows().closeAll(context, out, containerId)
  if (context.calls) callsOfApplications().drop(context, out, containerId)
  out.cancel(`c/${containerId}`)
  out.cancel(`p/${containerId}`)
  const sharing = context.byIP.get(podIP)!.filter((id) => id !== containerId)
  if (sharing.length > 0) context.byIP.set(podIP, sharing)
  else context.byIP.delete(podIP)
  for (const exec of container.execs.values()) {
    out.cancel(`x/${exec.id}`)
    reply(out, exec, { exitCode: killed })
  }
  context.exited.set(
    containerId,
    Object.freeze({ containerId, exitCode, oomKilled: container.oom, at: wallClock(context) })
  )
  out.send(container.runtime, {
    type: 'linux.exited',
    containerId,
    exitCode,
    oomKilled: container.oom,
    ...(message && { message })
  })
  if (name)
    out.fact('container-exited', {
      pod: `${namespace}/${podName}`,
      container: name,
      exitCode,
      oomKilled: container.oom
    })
  if (context.shutdown) logind().ended(context, out)
}

// --- more processes in a container --------------------------------------------------------------------------------

export function execInContainer(context: LinuxContext, out: Outbox, request: LinuxExec, asker: RuntimeAddress): void {
  const container = context.containers.change(request.containerId)
  if (!container) {
    reply(out, { id: request.id, asker, proc: null }, { error: 'cannot exec in a stopped state' })
    return
  }
  if (container.program && isTool(container.spec, request.argv))
    return execTool(context, out, container, request, asker)
  if (container.program && request.argv[0] === container.spec.behaviour.program?.stopper)
    return execStopper(context, out, container, request, asker)
  if (container.program && !runsIn(container.spec, request.argv)) {
    const error = `OCI runtime exec failed: exec failed: unable to start container process: ${missingText(request.argv[0] ?? '')}`
    reply(out, { id: request.id, asker, proc: null }, { error })
    return
  }
  const pid = (container.lastPid = (container.lastPid ?? 1) + 1)
  const own = { pid, argv: request.argv }
  const { proc, progress } = startProc(
    request.argv,
    inExec(context, container, tells(context, out, container), own),
    false,
    request.stdin
  )
  saveVolumes(context, out)
  const limit = request.timeoutMs > 0 ? ms(request.timeoutMs) : Number.MAX_SAFE_INTEGER
  const deadline = request.timeoutMs > 0 ? context.now + limit : Number.MAX_SAFE_INTEGER
  const exec: Exec = { id: request.id, asker, proc, deadline, ...own }
  if (progress.kind === 'missing') {
    const error = `OCI runtime exec failed: exec failed: unable to start container process: ${missingText(progress.program)}`
    reply(out, exec, { error })
  } else if (progress.kind === 'exited') reply(out, exec, { exitCode: progress.status })
  else {
    const ends = progress.wakeAt - context.now
    container.execs.set(request.id, exec)
    const of = { containerId: request.containerId, exec: request.id }
    if (askedOf(proc)) out.raise({ type: 'linux.dial', of })
    const timedOut = limit < ends
    const delay = Math.min(limit, ends)
    if (delay < Number.MAX_SAFE_INTEGER) {
      out.timer(`x/${request.id}`, delay, timedOut ? 'timeoutSeconds' : 'process', {
        type: 'linux.exec.wake',
        containerId: request.containerId,
        id: request.id,
        timedOut,
        deadline
      })
    }
  }
}

export function wakeExec(context: LinuxContext, out: Outbox, event: ExecWake): void {
  const container = context.containers.change(event.containerId)
  const exec = container?.execs.get(event.id)
  if (!container || !exec) return
  const progress = event.timedOut
    ? null
    : advanceProc(exec.proc, inExec(context, container, tells(context, out, container), exec))
  saveVolumes(context, out)
  if (progress?.kind === 'runs') {
    const of = { containerId: event.containerId, exec: event.id }
    if (askedOf(exec.proc)) out.raise({ type: 'linux.dial', of })
    const ends = progress.wakeAt
    const timedOut = event.deadline < ends
    if (Math.min(event.deadline, ends) === Number.MAX_SAFE_INTEGER) return
    out.timer(`x/${event.id}`, Math.min(event.deadline, ends) - context.now, timedOut ? 'timeoutSeconds' : 'process', {
      ...event,
      timedOut
    })
    return
  }
  container.execs.delete(event.id)
  hangUp(context, out, event.containerId, event.id)
  reply(out, exec, progress?.kind === 'exited' ? { exitCode: progress.status } : { exitCode: killed, timedOut: true })
}

function reply(
  out: Outbox,
  exec: { id: number; asker: RuntimeAddress; proc: Proc | null },
  result: { exitCode?: number; timedOut?: boolean; error?: string }
): void {
  out.send(exec.asker, {
    type: 'linux.exec.done',
    id: exec.id,
    exitCode: result.exitCode ?? -1,
    stdout: exec.proc?.stdout ?? '',
    stderr: exec.proc?.stderr ?? '',
    timedOut: result.timedOut ?? false,
    error: result.error ?? ''
  })
}

/** The network has answered a program of a container all that it asked: it has ended, and who waited for it goes on. */
export function dialEnded(context: LinuxContext, out: Outbox, ended: DialEnded): void {
  const { of, said, status, files = {}, gone = [] } = ended
  if (of.serves) return callsOfApplications().called(context, out, ended)
  const container = context.containers.change(of.containerId)
  if (!container) return
  const around = inExec(context, container, tells(context, out, container))
  for (const [path, text] of Object.entries(files)) around.files.set(path, text)
  for (const path of gone) around.files.delete(path)
  if (of.exec === null) {
    shell().settle(container.main, said, status, around)
    return followMain(context, out, container, advanceProc(container.main, around))
  }
  const exec = container.execs.get(of.exec)
  if (!exec) return
  shell().settle(exec.proc, said, status, around)
  const { containerId } = container.spec
  wakeExec(context, out, {
    type: 'linux.exec.wake',
    containerId,
    id: of.exec,
    timedOut: false,
    deadline: exec.deadline
  })
}

/** Its programs can signal the first process. */
const tells =
  (context: LinuxContext, out: Outbox, { spec }: Container) =>
  (signal: 'TERM' | 'KILL'): void =>
    signalContainer(context, out, spec.containerId, signal)
