import type { Micros } from '../../../base/time'
import type { Job } from './programs'
import type { Code, Redirect } from './shell-parse'

/** One process of a container: a shell in the middle of its script, or a single program. Plain data. */
export interface Proc {
  /** The script that a shell runs; null for a program that is not a shell (its job is all there is). */
  code: Code | null
  pc: number
  /** `$?` */
  status: number
  vars: Record<string, string>
  /** Where it works; empty in a person's shell. */
  cwd: string
  /** Names of variables that programs are given. */
  exported: readonly string[]
  /** `$1`, `$2`, …, and the shell's functions by name. */
  params: readonly string[]
  functions: Record<string, Code>
  /** `set -e` and `set -x`. */
  errexit: boolean
  xtrace: boolean
  /** Words that a `for` has left, by its slot. */
  slots: Record<number, string[]>
  loops: { start: number; end: number }[]
  /** Script by signal; an empty script ignores it. */
  traps: Record<string, string>
  /** A signal whose trap waits until the foreground child is done. */
  pending: string
  frames: Frame[]
  stdout: string
  stderr: string
  /** Pipes that are open, the innermost last: what its next member will read (null: its last member runs), and what this one reads. */
  pipes: { out: string | null; in: string }[]
  job: Job | null
  /** When the last background child ends, and where one of them listens. */
  backgroundUntil: Micros
  backgroundListens: number
  /** Shells that run beside this one, and when they are to be looked at. */
  beside?: { readonly proc: Proc; wakeAt: Micros }[] | undefined
  /** When the shell inside that it is in is ended (`timeout`). */
  deadline?: Micros | undefined
  /** `wait` is running: a trapped signal interrupts it at once. */
  waiting: boolean
  /** Its last command is what its container is there for. */
  main: boolean
  /** A program that runs elsewhere: the shell waits for it. */
  asked: Asked | null
  /** A `$(…)` that waits for such a program, and what those of the same command have given so far. */
  child: Proc | null
  given: { readonly code: Code; readonly text: string }[]
}

/** Where a trap's script goes back to, a function (with its caller's `$1`, …), and a shell inside this one. */
export interface Frame {
  readonly code: Code
  readonly pc: number
  readonly loops: { start: number; end: number }[]
  readonly params?: readonly string[]
  /** What a shell inside (`(…)`, `sh -c '…'`) cannot change. */
  readonly outer?: Outer
  /** A loop or a group with redirections: what was open around it. */
  readonly group?: Pick<Proc, 'pipes'>
  /** Where all that goes at its end. */
  readonly redirects?: readonly Redirect[]
}
export type Outer = Pick<
  Proc,
  'vars' | 'cwd' | 'functions' | 'errexit' | 'xtrace' | 'pipes' | 'slots' | 'traps' | 'params' | 'exported'
> & { readonly deadline: Micros | undefined }

/** What a person's shell has run elsewhere. */
export interface Asked {
  readonly argv: readonly string[]
  readonly stdin: string
  /** Variables that stand before it, or were exported, and that it may look at. */
  readonly env?: Readonly<Record<string, string>>
  readonly redirects: readonly Redirect[]
  /** With `&`: a person's shell goes on without it. */
  readonly background?: true
}

export type Progress =
  | { readonly kind: 'runs'; readonly wakeAt: Micros }
  | { readonly kind: 'exited'; readonly status: number }
  /** The program file does not exist. */
  | { readonly kind: 'missing'; readonly program: string }

export const freshProc = (code: Code | null): Proc => ({
  code,
  pc: 0,
  status: 0,
  vars: {},
  cwd: '',
  exported: [],
  params: [],
  functions: {},
  errexit: false,
  xtrace: false,
  slots: {},
  loops: [],
  traps: {},
  pending: '',
  frames: [],
  stdout: '',
  stderr: '',
  pipes: [],
  job: null,
  backgroundUntil: 0,
  backgroundListens: 0,
  waiting: false,
  main: false,
  asked: null,
  child: null,
  given: []
})
