import { ms, seconds, type Micros } from '../../../../base/time'
import type { Clocks } from '../../../kernel/clock'
import type { MachineView } from './machine-view'
import type { ProcessContext } from '../behaviour'
import type { Code } from '../shell-code'

/** Further than any run goes, and still a safe integer. */
export const never: Micros = Number.MAX_SAFE_INTEGER

/** A program that takes time: a child of a shell, or a container's first process. */
export interface Job {
  /** When it ends by itself. */
  until: Micros
  /** Its exit status then. */
  readonly status: number
  readonly memoryBytes: number
  /** Exit status after SIGTERM, -1 if it has no handler: then PID 1 ignores it, as the kernel does for every PID 1. */
  readonly onTerm: number
  /** It is `while true; do sleep N; done`: a signal's trap runs when the current N is over. */
  readonly period: Micros
  readonly from: Micros
  /** Port on which it serves HTTP; `imagePorts`: those of its image; 0: none. */
  readonly listens: number
}

/** A server that listens where its image says. */
export const imagePorts = -1

/** `failed-as`: another status of a failure; `took`: how long it took, on stderr. */
export type After =
  { readonly op: 'failed-as'; readonly status: number } | { readonly op: 'took'; readonly since: Micros }

export type Outcome =
  | { readonly kind: 'done'; readonly status: number; readonly stdout?: string; readonly stderr?: string }
  /** It takes time; what it prints, it prints at its start. */
  | { readonly kind: 'job'; readonly job: Job; readonly stdout?: string; readonly stderr?: string }
  | { readonly kind: 'missing' }
  /** A program that a person's shell has run elsewhere. */
  | { readonly kind: 'elsewhere'; readonly argv: readonly string[]; readonly stdin: string }
  /** Nothing but a word before other commands: `sudo`, `xargs`. */
  | {
      readonly kind: 'run'
      readonly argvs: readonly (readonly string[])[]
      /** What becomes of the last one's status, or is told of them all. */
      readonly after?: readonly After[]
      /** It goes on until it is stopped: behind `&` nothing of it is seen. */
      readonly endless?: true
    }

/** What a person's shell has besides a container's: programs that run elsewhere, and a screen. */
export interface Screen {
  readonly elsewhere: (name: string, argv: readonly string[]) => boolean
  readonly print: (stream: 'stdout' | 'stderr', text: string, at?: Micros) => void
  /** Functions and aliases of earlier lines. */
  readonly functions?: Readonly<Record<string, Code>>
}

/** What a program sees of its container. */
export interface Surroundings extends Clocks {
  readonly files: Map<string, string>
  readonly hostname: string
  readonly env: Readonly<Record<string, string>>
  /** The image is an application: any program in it exists. */
  readonly anyProgram: boolean
  /** The container's image, as its pod names it. */
  readonly imageNamed?: string
  /** … but these. */
  readonly lacks?: readonly string[]
  /** Nothing but its own program is in the image: no shell, none of the usual programs. */
  readonly bare?: boolean
  /** Where a program works, and its user is at home; missing: in a person's shell. */
  readonly cwd?: string
  readonly home?: string
  /** Whether a directory of the machine is mounted there. */
  readonly isMount?: (path: string) => boolean
  /** Who its programs are; missing: root. */
  readonly user?: NonNullable<ProcessContext['user']>
  /** Why a path cannot be written, if it cannot. */
  readonly denied?: (path: string) => string
  /** When the container began: files keep no times of their own. */
  readonly startedAt?: Micros
  /** What a container's first process sees of processes. */
  readonly processesSeen?: readonly { readonly pid: number; readonly argv: readonly string[] }[]
  /** The container's processes, the first first; only of what is run in it beside that. */
  readonly processes?: readonly { readonly pid: number; readonly argv: readonly string[] }[]
  /** Sends a signal to the container's first process. */
  readonly signal?: (name: 'TERM' | 'KILL') => void
  /** Exit status of its programs that the lab knows nothing about, as the pod's annotation says; else 0. */
  readonly unknownStatus: number
  /** Whether somebody in the pod listens on a port. */
  readonly listens: (port: number) => boolean
  /** The machine and the container's cgroup; missing: it is no container. */
  readonly machine?: () => MachineView
  /** The machine's disk in bytes, as `df` tells it; missing: there is none to write to. */
  readonly disk?: () => { readonly size: number; readonly available: number }
  /** As much of its output is kept, if it is more than the log's. */
  readonly keeps?: number
  /** A person sits before it. */
  readonly screen?: Screen
}

/** A program by its arguments; `main`: it is what its container is there for, or what a shell's last line makes of itself. */
export type Program = (
  args: readonly string[],
  around: Surroundings,
  stdin: string,
  name: string,
  main: boolean
) => Outcome

export const job = (until: Micros, rest: Partial<Job> = {}): Job => ({
  until,
  status: 0,
  memoryBytes: 0,
  onTerm: -1,
  period: 0,
  from: 0,
  listens: 0,
  ...rest
})

export const done = (status: number, stdout = '', stderr = ''): Outcome => ({ kind: 'done', status, stdout, stderr })

export const server = (listens = imagePorts): Outcome => ({ kind: 'job', job: job(never, { onTerm: 0, listens }) })

/**
 * What the lab does not know and what is not there to serve has something to do, does it and succeeds. What is run in a container that
 * lives (a probe, a hook) asks for little: probes wait a second if nobody says how long.
 */
export const errand = ({ now, unknownStatus, processes }: Surroundings): Outcome => ({
  kind: 'job',
  job: job(now + ms(processes === undefined ? 1_500 : 100), { status: unknownStatus, onTerm: 143 })
})

/** The arguments that are no options. */
export const plain = (args: readonly string[]): string[] => args.filter((arg) => arg === '-' || !arg.startsWith('-'))

/** The value of an option: `-n 3`, `-n3`. */
export function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg.startsWith(name))
  if (at < 0) return undefined
  const rest = args[at]!.slice(name.length).replace(/^=/, '')
  return rest !== '' ? rest : args[at + 1]
}

/** `5`, `0.2`, `5m`, `1h`, `infinity` in microseconds; NaN if it is none. */
export function duration(text: string): number {
  if (text === 'infinity' || text === 'inf') return never
  const found = /^([0-9]*\.?[0-9]+)([smhd]?)$/.exec(text)
  if (!found) return Number.NaN
  const unit = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 }[found[2] as 's']
  return seconds(Number(found[1]) * unit)
}

/** `200M`, `64k`, `1G`, `512`: the suffixes of dd, head and stress. */
export function bytes(text: string): number {
  const found = /^([0-9.]+)\s*([kKmMgG]?)i?[bB]?$/.exec(text)
  if (!found) return 0
  return Number(found[1]) * { '': 1, k: 1024, m: 2 ** 20, g: 2 ** 30 }[found[2]!.toLowerCase() as 'k']
}
