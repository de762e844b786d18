import { ms } from '../../../base/time'
import { base64Decode } from '../../api/base64'
import { formatTime } from '../../api/timestamp'
import type { Delivered, PrintedLine } from '../../kernel/types'
import type { Program } from '../../programs'
import { addressOf } from '../../protocol'
import type { Container } from './containers'
import type { LinuxContext } from './context'
import type { HttpResponse, LinuxProbe, LinuxStart, LinuxToKubelet, Outbox } from './messages'
import { freshProc, type Proc, type Progress } from './process'
import { job, never } from './programs'
import { filesOf } from './volumes'
import { imagePorts } from './programs/program'

/**
 * Containers whose program is one of the simulator's own (sim/programs): the kernel runs it as a process, this machine's
 * operating system is its parent.
 */

/** The process that a container's program is: on its host's network there is one of a name, in a pod one per pod. */
export function programOf(context: LinuxContext, spec: LinuxStart): Container['program'] {
  const { behaviour, podIP, podName } = spec
  const { program } = behaviour
  if (!program || nameOf(behaviour.argv[0] ?? '') !== executableOf(program)) return null
  const hostNetwork = podIP === context.cluster.addresses[context.machine]
  // The control plane runs on its hosts' network; in a pod of somebody else's its image is an application like others.
  if (!hostNetwork && onHosts.has(program.name)) return null
  // Of operators there may be several on a host's network, and one of a pod's containers is told apart.
  const place = program.several
    ? `${context.machine}/${podName}/${spec.name}`
    : hostNetwork && !program.application
      ? context.machine
      : `${context.machine}/${podName}`
  if (program.application && runs(context, podIP, addressOf(program.name, place))) return null
  const names = program.name === 'coredns' ? addressOf('coredns', place) : null
  return { id: addressOf(program.name, place), names, started: false }
}

const runs = ({ byIP, containers }: LinuxContext, podIP: string, id: string): boolean =>
  (byIP.get(podIP) ?? []).some((each) => containers.get(each)?.program?.id === id)

const onHosts: ReadonlySet<string> = new Set([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy'
])

const executableOf = ({ name, executable = name }: Program): string => executable
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Until its process runs, a container of a program does nothing; SIGTERM ends it. */
export const waitForProgram = ({ program }: LinuxStart['behaviour']): { proc: Proc; progress: Progress } => {
  const proc = freshProc(null)
  proc.job = job(never, { onTerm: 143, ...(program?.application && { listens: imagePorts }) })
  return { proc, progress: { kind: 'runs', wakeAt: never } }
}

/** `runc start` is done: the program loads, parses its arguments, and then runs. */
export function execLater(out: Outbox, { spec }: Container): void {
  const { containerId, behaviour } = spec
  const setting = `start-delay-${behaviour.program!.name}-ms`
  out.timer(`p/${containerId}`, ms(behaviour.startDelayMs ?? 0), setting, { type: 'linux.exec.program', containerId })
}

export function execProgram(context: LinuxContext, out: Outbox, { containerId }: { containerId: string }): void {
  const container = context.containers.change(containerId)
  if (!container?.program) return
  const { namespace, podName, podIP, behaviour } = container.spec
  container.program.started = true
  const account = accountIn(behaviour.files)
  const seen = onHosts.has(behaviour.program!.name) ? mountedIn(context, container) : behaviour.files
  const how = {
    ref: containerId,
    owner: `${namespace}/${podName}`,
    address: podIP,
    argv: behaviour.argv,
    ...(behaviour.version !== undefined && { version: behaviour.version }),
    ...(account !== undefined && { account }),
    ...(behaviour.program!.readsSurroundings && {
      surroundings: Object.freeze({
        env: behaviour.env ?? {},
        files: seen,
        ...(behaviour.program!.application && { image: behaviour.program!.repository ?? '' })
      })
    })
  }
  out.spawn(container.program.id, behaviour.program!.name, how)
}

/** What it reads of its volumes: also of directories of the machine, as they are now. */
function mountedIn(context: LinuxContext, container: Container): Readonly<Record<string, string>> {
  const { behaviour } = container.spec
  if (context.volumes.size === 0) return behaviour.files
  return Object.freeze({ ...behaviour.files, ...Object.fromEntries(filesOf(context, container)) })
}

/** The service account whose token is mounted where client-go's InClusterConfig looks. */
function accountIn(files: Readonly<Record<string, string>>): string | undefined {
  const [, claims] = (files['/var/run/secrets/kubernetes.io/serviceaccount/token'] ?? '').split('.')
  return claims && /"sub":"([^"]+)"/.exec(base64Decode(claims.replaceAll('-', '+').replaceAll('_', '/')))?.[1]
}

/** Its image holds nothing but the program: what can be run in it besides. */
export const runsIn = ({ behaviour }: LinuxStart, argv: readonly string[]): boolean =>
  behaviour.program === undefined ||
  behaviour.program.tools?.includes(nameOf(argv[0] ?? '')) === true ||
  behaviour.program.application === true ||
  nameOf(argv[0] ?? '') === executableOf(behaviour.program)

/** Whether a program listens on a port: of its own, or of its container where it opens those. */
const isOpen = ({ behaviour: { program, serves } }: LinuxStart, port: number): boolean =>
  program!.listens.includes(port) || (program!.declared === true && serves.some((server) => server.port === port))

/** The program that listens at an address' port, if one of the simulator's own does, and its pod. */
export function programAt(context: LinuxContext, ip: string, port: number): ProgramFound | undefined {
  for (const containerId of context.byIP.get(ip) ?? []) {
    const { program, spec } = context.containers.get(containerId)!
    if (!program?.started || !isOpen(spec, port)) continue
    return { ...program, containerId, pod: `${spec.namespace}/${spec.podName}` }
  }
  return undefined
}
export type ProgramFound = NonNullable<Container['program']> & { readonly containerId: string; readonly pod: string }

export type ProbeRequest = Delivered<LinuxProbe, LinuxToKubelet | HttpResponse>

/** A probe's connection to a program: whether there is one, and if so, the request goes on to it. */
export function probeProgram(
  context: LinuxContext,
  out: Outbox,
  { id, ip, port, path, kind, from }: ProbeRequest
): 'passed on' | 'connected' | 'none' {
  const host = ip === '127.0.0.1' ? (context.cluster.addresses[context.machine] ?? ip) : ip
  for (const containerId of context.byIP.get(host) ?? []) {
    const { program, spec } = context.containers.get(containerId)!
    if (!program?.started || !isOpen(spec, port)) continue
    if (kind === 'tcp') return 'connected'
    if (kind === 'grpc') return 'passed on'
    out.send(program.id, { type: 'http.get', id, asker: from, path })
    return 'passed on'
  }
  return 'none'
}

/** A container's log file as `kubectl logs` shows it: klog's lines; etcd's are JSON (zap), CoreDNS has its own. */
export function linesOf(program: string, lines: readonly PrintedLine[]): string {
  const write =
    program === 'etcd'
      ? zapLine
      : program === 'coredns'
        ? plainLine
        : program === 'nginx-ingress-controller'
          ? nginxLine
          : program === 'external-provisioner'
            ? provisionerLine
            : klogLine
  return lines.map((line) => `${isBare(line) ? line.text : write(line)}\n`).join('')
}

/** What is printed without a logger: a command line that cannot be read, events of the audit log. */
const isBare = ({ text }: PrintedLine): boolean =>
  text.startsWith('Error: ') || text.startsWith('{"kind":"Event","apiVersion":"audit')

/** `[INFO] plugin/kubernetes: …`, and bare the servers that it begins. Models coredns plugin/pkg/log. */
const plainLine = ({ level, text }: PrintedLine): string =>
  text.startsWith('.:') ? text : `[${level === 'I' ? 'INFO' : level === 'W' ? 'WARNING' : 'ERROR'}] ${text}`

/** nginx' own lines (of requests, and of what went wrong with them) stand among those of its controller. */
const nginxLine = (line: PrintedLine): string => {
  const { at, text } = line
  if (text.startsWith('[error] '))
    return `${formatTime(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ')} [error] 30#30: *1 ${text.slice(8)}`
  return / - - \[/.test(text) ? text : klogLine(line)
}

/** The library's lines are klog's, those of local-path-provisioner itself logrus'. */
const provisionerLine = (line: PrintedLine): string =>
  /^\w+\.go:\d+\] /.test(line.text)
    ? klogLine(line)
    : `time="${formatTime(line.at)}" level=${logrusLevels[line.level]} msg=${JSON.stringify(line.text)}`
const logrusLevels = { I: 'info', W: 'warning', E: 'error' } as const

const zapLevels = { I: 'info', W: 'warn', E: 'error' } as const
const zapLine = ({ at, level, text }: PrintedLine): string =>
  JSON.stringify({ level: zapLevels[level], ts: isoTime(at), msg: text })

/** `I1129 10:00:00.123456       1 text`. Models klog's formatHeader. */
function klogLine({ at, level, text }: PrintedLine): string {
  const iso = formatTime(at)
  const micros = String(at % 1_000_000).padStart(6, '0')
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19)}.${micros}       1 ${text}`
}

const isoTime = (at: number): string => formatTime(at).replace('Z', `.${String(at % 1_000_000).padStart(6, '0')}Z`)
