import type { Micros } from '../../../base/time'
import type { Container, Exec } from './containers'
import type { LinuxContext } from './context'
import { screenLimit } from './output'
import { processesOf } from './processes'
import type { Surroundings } from './programs'
import { programsOfPeople } from './programs/later'
import { listensAt } from './servers'
import { diskSpace, podUsage } from './usage'
import { denied, filesOf, isMount } from './volumes'

/** What one more process of a container sees: its output is somebody's to read, and it can tell the first one to end. */
export function inExec(
  context: LinuxContext,
  container: Readonly<Container>,
  signal: NonNullable<Surroundings['signal']>,
  { pid = 1, argv = [] }: Pick<Exec, 'pid' | 'argv'> = {}
): Surroundings {
  const seen = processesOf(context, container.spec)
  const others = [...container.execs.values()].flatMap((exec) =>
    exec.pid === undefined || exec.pid === pid ? [] : [exec]
  )
  const numbered = [...others, { pid, argv }].map((exec) => ({ pid: exec.pid ?? 1, argv: exec.argv ?? [] }))
  return {
    ...surroundings(context, container),
    keeps: screenLimit,
    processes: [
      ...seen,
      ...numbered.flatMap((each) => (each.pid > 1 ? [{ ...each, pid: each.pid + seen.length - 1 }] : []))
    ],
    signal
  }
}

/** What a container's programs see. */
export function surroundings(
  context: LinuxContext,
  container: Pick<Container, 'spec' | 'files'> & { startedAt?: Micros }
): Surroundings {
  const { behaviour, podIP } = container.spec
  return {
    now: context.now,
    skew: context.skew ?? 0,
    files: filesOf(context, container),
    hostname: behaviour.hostname ?? container.spec.podName,
    env: behaviour.env ?? {},
    anyProgram: behaviour.anyProgram,
    unknownStatus: behaviour.unknownStatus,
    processesSeen: processesOf(context, container.spec),
    listens: (port) => listensAt(context, podIP, port),
    cwd: behaviour.workingDir ?? '/',
    home: behaviour.workingDir ?? '/',
    ...(behaviour.imageNamed !== undefined && { imageNamed: behaviour.imageNamed }),
    ...(behaviour.lacks && { lacks: behaviour.lacks }),
    ...(behaviour.bare && { bare: true }),
    ...(container.startedAt !== undefined && { startedAt: container.startedAt }),
    ...(behaviour.user && { user: behaviour.user }),
    denied: (path) => denied(container.spec, path),
    machine: () => programsOfPeople().machineView(context, container.spec),
    isMount: (path) => isMount(container, path),
    disk: () => diskSpace(context, podUsage(context).bytes)
  }
}
