import type { Address, PrintedLine } from '../../kernel/types'
import type { LinuxStart, HttpGet } from './messages'
import type { Container } from './containers'
import type { LinuxContext } from './context'
import type { Proc } from './proc'
import { linesOf } from './program-process'
import { filesOf } from './volumes'

/** What is known of a container whose log is read. */
interface Logged {
  readonly main: Readonly<Proc>
  readonly program: { readonly id: Address<HttpGet>; readonly started: boolean } | null
  readonly spec: LinuxStart
}

/** Reads what a process of the kernel printed. */
type Output = (id: Address<HttpGet>) => readonly PrintedLine[]

/** What a container's first process has printed: its log file. */
export const printedBy = ({ main, program, spec }: Logged, output: Output): string =>
  program?.started ? linesOf(spec.behaviour.program!.name, output(program.id)) : main.stdout + main.stderr

/** The log file of a container, also of one that has ended, as long as it is kept. */
export function logOf(
  {
    containers,
    logs
  }: { readonly containers: ReadonlyMap<string, Logged>; readonly logs: ReadonlyMap<string, string> },
  containerId: string,
  output: Output
): string {
  const running = containers.get(containerId)
  return running ? printedBy(running, output) : (logs.get(containerId) ?? '')
}

/** Models pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage: at most 4 KiB, of a log its last 80 lines or 2 KiB. */
export function lastWord(
  context: LinuxContext,
  container: Readonly<Pick<Container, 'spec' | 'files'>>,
  exitCode: number,
  log: string
): string {
  const { message } = container.spec.behaviour
  const said = filesOf(context, container).get(message?.path ?? '/dev/termination-log') ?? ''
  if (said !== '' || !message?.fallsBack || exitCode === 0) return said.slice(0, 4_096)
  return log.split('\n').slice(-81).join('\n').slice(-2_048)
}
