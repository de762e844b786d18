import { addressOf } from '../../protocol'
import type { ToolDone, ToolRun } from '../tools/messages'
import { latency } from './config'
import type { LinuxContext } from './context'
import type { Address } from '../../kernel/types'
import type { HttpGet, LinuxExec, LinuxStart, Outbox, RuntimeAddress } from './messages'
import { freshProc, type Proc } from './proc'

/** What is known of a container in which a program is executed. */
interface Executing {
  readonly spec: LinuxStart
  readonly program: { readonly id: Address<HttpGet>; readonly started: boolean } | null
  readonly execs: Map<
    number,
    { readonly id: number; readonly asker: RuntimeAddress; readonly proc: Proc; readonly deadline: number }
  >
}

/** etcd's image has etcdctl beside it, which talks over the network: a process of its own. */
export const isTool = ({ behaviour }: LinuxStart, argv: readonly string[]): boolean =>
  behaviour.program?.name === 'etcd' && (argv[0] ?? '').replace(/^.*\//, '') === 'etcdctl'

export function execTool(
  { config, machine }: LinuxContext,
  out: Outbox,
  { spec, execs }: Executing,
  { id, argv }: LinuxExec,
  asker: RuntimeAddress
): void {
  out.spawn(addressOf('tools', machine), 'tools', { ref: 'tools', owner: '', address: spec.podIP })
  execs.set(id, { id, asker, proc: freshProc(null), deadline: Number.MAX_SAFE_INTEGER })
  const setting = 'process-exec-latency-ms'
  out.timer(`x/${id}`, latency(config, setting), setting, { type: 'linux.exec.tool', id, argv })
}

/** A command that tells the container's program to end, and waits until that has stopped its work (`/wait-shutdown` of ingress-nginx). */
export function execStopper(
  context: LinuxContext,
  out: Outbox,
  { program, execs }: Executing,
  { id }: LinuxExec,
  asker: RuntimeAddress
): void {
  const done = { type: 'linux.exec.done', id, stdout: '', stderr: '', timedOut: false, error: '' } as const
  if (!program?.started) return out.send(asker, { ...done, exitCode: 1 })
  execs.set(id, { id, asker, proc: freshProc(null), deadline: Number.MAX_SAFE_INTEGER })
  const own = ++context.lastDial
  context.stoppers.set(own, id)
  out.signal(program.id, 'TERM')
  out.send(program.id, {
    type: 'http.get',
    id: own,
    asker: addressOf('linux', context.machine),
    path: '/wait-shutdown'
  })
}

/** Its process is there: it is told what to do. */
export const runTool = ({ machine }: LinuxContext, out: Outbox, { id, argv }: Omit<ToolRun, 'type'>): void =>
  out.send(addressOf('tools', machine), { type: 'tool.run', id, argv })

/** The program has ended: who executed it is told. */
export function toolDone(context: LinuxContext, out: Outbox, { id, code, stdout, stderr }: ToolDone): void {
  for (const [containerId, { execs }] of context.containers) {
    const exec = execs.get(id)
    if (!exec) continue
    context.containers.change(containerId)!.execs.delete(id)
    out.send(exec.asker, { type: 'linux.exec.done', id, exitCode: code, stdout, stderr, timedOut: false, error: '' })
    return
  }
}
