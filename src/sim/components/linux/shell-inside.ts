import type { Frame, Outer, Proc } from './proc'
import type { Code, Redirect } from './shell-code'

/** A trap's script or a function is over. */
export function goBack(proc: Proc, { code, pc, loops, params = proc.params, outer, group }: Frame): void {
  Object.assign(proc, { code, pc, loops, params }, outer, group)
}

/** What a shell inside begins with. */
interface Begins {
  readonly redirects: readonly Redirect[]
  readonly params?: readonly string[]
  /** What it reads, if not what is read here. */
  readonly stdin?: string
  /** Variables that it is given besides those that are exported. */
  readonly given?: readonly string[] | undefined
  /** It is no shell of its own, only a part of this one with redirections. */
  readonly same?: boolean | undefined
}

/** A shell inside this one begins: what it changes of itself ends with it. A `(…)` knows all that this one knows. */
export function enter(proc: Proc, code: Code, { redirects, params, stdin, given = [], same }: Begins): void {
  const { vars, cwd, functions, errexit, xtrace, pipes, slots, traps, exported, deadline } = proc
  if (same) {
    // A file that is read in may `return`, as a function does.
    const frame = { code: proc.code!, pc: proc.pc, loops: proc.loops, group: { pipes }, redirects }
    if (proc.code) proc.frames.push(params ? { ...frame, params: proc.params } : frame)
    Object.assign(proc, { code, pc: 0, loops: [], params: params ?? proc.params })
    return redirected(proc, redirects, stdin)
  }
  const outer: Outer = {
    vars,
    cwd,
    functions,
    errexit,
    xtrace,
    pipes,
    slots,
    traps,
    exported,
    deadline,
    params: proc.params
  }
  if (proc.code) proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops, outer, redirects })
  const known = params === undefined ? { ...vars } : handedOn(proc, given)
  const own = { vars: known, functions: params === undefined ? { ...functions } : {}, slots: {}, traps: {} }
  Object.assign(proc, { code, pc: 0, loops: [], params: params ?? proc.params }, own)
  redirected(proc, redirects, stdin)
}

function redirected(proc: Proc, redirects: readonly Redirect[], stdin: string | undefined): void {
  const { pipes } = proc
  const last = pipes[pipes.length - 1]
  const isSaved = redirects.some(({ kind, fd }) => fd === 1 && (kind === '>' || kind === '>>'))
  // What it prints goes where its shell's goes, or into a file at its end.
  if (isSaved) proc.pipes = [...pipes, { out: '', in: stdin ?? last?.in ?? '' }]
  else if (stdin === undefined || last?.in === stdin) proc.pipes = [...pipes]
  else if (last && last.out !== null) last.in = stdin
  else proc.pipes = [...pipes, { out: null, in: stdin }]
}

/** The variables that a program is given. */
const handedOn = ({ vars, exported }: Proc, given: readonly string[]): Proc['vars'] =>
  Object.fromEntries(Object.entries(vars).filter(([name]) => exported.includes(name) || given.includes(name)))

/** The innermost shell ends with a status. False: there is none inside the process' own. */
export function leave(proc: Proc, status: number): boolean {
  const at = proc.frames.findLastIndex(({ outer }) => outer !== undefined)
  if (at < 0) return false
  proc.status = status
  // Its end is that of its code.
  proc.frames = proc.frames.slice(0, at + 1)
  Object.assign(proc, { code: [], pc: 0, loops: [] })
  return true
}
