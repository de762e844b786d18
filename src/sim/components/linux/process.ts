import { ms, seconds, type Micros } from '../../../base/time'
import { parseScript, type Code, type Instruction, type Word } from './shell-parse'
import { job, never, runProgram, shells, type Job, type Surroundings } from './programs'
import { expand, expandAll } from './words'

/** One process of a container: a shell in the middle of its script, or a single program. Plain data. */
export interface Proc {
  /** The script that a shell runs; null for a program that is not a shell (its job is all there is). */
  code: Code | null
  pc: number
  /** `$?` */
  status: number
  vars: Record<string, string>
  /** Words that a `for` has left, by its slot. */
  slots: Record<number, string[]>
  loops: { start: number; end: number }[]
  /** Script by signal; an empty script ignores it. */
  traps: Record<string, string>
  /** A signal whose trap waits until the foreground child is done. */
  pending: string
  /** Where a trap's script goes back to. */
  frames: { code: Code; pc: number; loops: { start: number; end: number }[] }[]
  stdout: string
  stderr: string
  /** Pipes that are open, the innermost last: what its next member will read (null: its last member runs), and what this one reads. */
  pipes: { out: string | null; in: string }[]
  job: Job | null
  /** When the last background child ends, and where one of them listens. */
  backgroundUntil: Micros
  backgroundListens: number
  /** `wait` is running: a trapped signal interrupts it at once. */
  waiting: boolean
  /** Its last command is what its container is there for. */
  main: boolean
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
  main: false
})

/** Instructions a script may run without time passing before it counts as a busy loop. */
const busyLimit = 2_000
const busyPause = ms(100)
/** Output that is kept of a process. */
const outputLimit = 4_096
/** Output that a pipe holds: its members do not run at once, so it must hold all of it. */
const pipeLimit = 65_536

/** Starts `argv`: `sh -c script`, or any program. `main`: it is what its container is there for. */
export function startProc(
  argv: readonly string[],
  around: Surroundings,
  main = false
): { proc: Proc; progress: Progress } {
  const name = (argv[0] ?? '').replace(/^.*\//, '')
  if (shells.has(name)) {
    const flag = argv.findIndex((arg) => /^-[a-z]*c$/.test(arg))
    const proc = { ...freshProc(null), main }
    try {
      proc.code = parseScript(flag > 0 ? (argv[flag + 1] ?? '') : '')
    } catch (error) {
      proc.stderr = `${name}: ${(error as Error).message}\n`
      return { proc, progress: { kind: 'exited', status: 2 } }
    }
    return { proc, progress: advanceProc(proc, around) }
  }
  const proc = freshProc(null)
  const outcome = runProgram(argv, around, '', main)
  if (outcome.kind === 'missing') return { proc, progress: { kind: 'missing', program: argv[0] ?? '' } }
  if (outcome.kind === 'done') {
    print(proc, outcome.stdout ?? '', outcome.stderr ?? '')
    return { proc, progress: { kind: 'exited', status: outcome.status } }
  }
  proc.job = outcome.job
  return { proc, progress: { kind: 'runs', wakeAt: outcome.job.until } }
}

/** Goes on after time has passed. */
export function advanceProc(proc: Proc, around: Surroundings): Progress {
  if (proc.job) {
    if (around.now < proc.job.until) return { kind: 'runs', wakeAt: proc.job.until }
    proc.status = proc.job.status
    proc.job = null
    proc.waiting = false
    if (proc.code === null) return { kind: 'exited', status: proc.status }
  }
  for (let count = 0; count < busyLimit; count++) {
    takeTrap(proc)
    const code = proc.code
    if (code === null) return { kind: 'exited', status: proc.status }
    const instruction = code[proc.pc]
    if (!instruction) {
      const frame = proc.frames.pop()
      if (!frame) return { kind: 'exited', status: proc.status }
      Object.assign(proc, { code: frame.code, pc: frame.pc, loops: frame.loops })
      continue
    }
    proc.pc++
    const ended = perform(proc, instruction, around)
    if (ended !== null) return { kind: 'exited', status: ended }
    const running = proc.job as Job | null
    if (running) return { kind: 'runs', wakeAt: running.until }
  }
  proc.job = job(around.now + busyPause)
  return { kind: 'runs', wakeAt: proc.job.until }
}

/** Time at which a process that got SIGTERM (as PID 1) has to be looked at again, or null: it does not care. */
export function terminate(proc: Proc, now: Micros): { at: Micros; exit: number | null } | null {
  if (proc.code === null) {
    return proc.job && proc.job.onTerm >= 0 ? { at: now, exit: proc.job.onTerm } : null
  }
  const trap = proc.traps.TERM
  if (trap === undefined || trap === '') return null
  proc.pending = 'TERM'
  if (!proc.job) return { at: now, exit: null }
  if (proc.waiting) proc.job.until = now
  else if (proc.job.period > 0) {
    const { from, period } = proc.job
    proc.job.until = from + Math.ceil((now - from) / period) * period
  } else if (proc.job.until === never && proc.job.onTerm >= 0) {
    return null
  }
  return { at: proc.job.until, exit: null }
}

function takeTrap(proc: Proc): void {
  if (proc.pending === '' || proc.code === null) return
  const script = proc.traps[proc.pending] ?? ''
  proc.pending = ''
  proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops })
  Object.assign(proc, { code: parseScript(script), pc: 0, loops: [] })
}

/** Runs one instruction. Gives an exit status if the process ends with it. */
function perform(proc: Proc, instruction: Instruction, around: Surroundings): number | null {
  switch (instruction.op) {
    case 'jump':
      proc.pc = instruction.to
      return null
    case 'branch':
      if ((proc.status === 0) === (instruction.when === 'ok')) proc.pc = instruction.to
      return null
    case 'not':
      proc.status = proc.status === 0 ? 1 : 0
      return null
    case 'loop': {
      const pause = sleepsForever(proc.code!, instruction)
      if (pause > 0) {
        proc.job = job(never, { period: pause, from: around.now })
        proc.pc = instruction.start
        proc.loops.push({ start: instruction.start, end: instruction.end })
        return null
      }
      proc.loops.push({ start: instruction.start, end: instruction.end })
      return null
    }
    case 'endloop':
      proc.loops.pop()
      return null
    case 'for':
      proc.slots[instruction.slot] = expandAll(proc, instruction.words, around, substitute)
      return null
    case 'next': {
      const value = proc.slots[instruction.slot]!.shift()
      if (value === undefined) proc.pc = instruction.to
      else proc.vars[instruction.name] = value
      return null
    }
    case 'pipe':
      proc.pipes.push({ out: '', in: '' })
      return null
    case 'read-pipe': {
      const pipe = proc.pipes[proc.pipes.length - 1]!
      pipe.in = pipe.out ?? ''
      pipe.out = instruction.last ? null : ''
      return null
    }
    case 'end-pipe':
      proc.pipes.pop()
      return null
    case 'run':
      return run(proc, instruction, around)
  }
}

/** `$(…)`: runs at once; a command in it that takes time gives what it printed so far. */
function substitute(proc: Proc, code: Code, around: Surroundings): string {
  const child: Proc = { ...freshProc(code), vars: { ...proc.vars } }
  advanceProc(child, around)
  return child.stdout.replace(/\n+$/, '')
}

/** The text of a word that is nothing but text. */
const plainText = ([part, ...more]: Word): string | undefined =>
  part?.kind === 'text' && more.length === 0 ? part.text : undefined

/** `while true; do sleep 0.2; done` does nothing until a signal comes: the length of its sleep, or 0 for other loops. */
function sleepsForever(code: Code, loop: { start: number; end: number }): Micros {
  if (loop.end - loop.start !== 4) return 0
  const literal = (at: number): string[] => {
    const instruction = code[at]!
    if (instruction.op !== 'run' || instruction.redirects.length > 0) return []
    return instruction.words.map((word) => plainText(word) ?? '$')
  }
  const condition = literal(loop.start)
  const [program, time] = literal(loop.start + 2)
  const branch = code[loop.start + 1]!
  const forever =
    (condition[0] === 'true' || condition[0] === ':') && branch.op === 'branch' && branch.when === 'failed'
  return forever && program === 'sleep' && Number(time) > 0 ? seconds(Number(time)) : 0
}

function run(proc: Proc, instruction: Extract<Instruction, { op: 'run' }>, around: Surroundings): number | null {
  const words = expandAll(proc, instruction.words, around, substitute)
  while (words.length > 0 && /^[A-Za-z_][A-Za-z0-9_]*=/.test(words[0]!)) {
    const [assignment] = words.splice(0, 1)
    const at = assignment!.indexOf('=')
    proc.vars[assignment!.slice(0, at)] = assignment!.slice(at + 1)
    proc.status = 0
  }
  if (words.length === 0) {
    redirect(proc, instruction, '', around)
    return null
  }
  const [name, ...args] = words
  switch (name) {
    case 'exit':
      return args[0] === undefined ? proc.status : Number(args[0]) & 255
    case 'trap': {
      const [script, ...signals] = args
      for (const signal of signals) {
        const key = signal.replace(/^SIG/, '').replace(/^15$/, 'TERM')
        if (script === '-') delete proc.traps[key]
        else proc.traps[key] = script ?? ''
      }
      proc.status = 0
      return null
    }
    case 'break':
    case 'continue': {
      const loop = proc.loops[proc.loops.length - 1]
      if (loop) proc.pc = name === 'break' ? loop.end : loop.start
      return null
    }
    case 'wait':
      if (proc.backgroundUntil > around.now) {
        proc.job = job(proc.backgroundUntil)
        proc.waiting = true
      }
      return null
    case 'cd':
    case 'set':
    case 'export':
    case 'unset':
      for (const arg of name === 'export' ? args : []) {
        const at = arg.indexOf('=')
        if (at > 0) proc.vars[arg.slice(0, at)] = arg.slice(at + 1)
      }
      proc.status = 0
      return null
    case 'read': {
      const pipe = proc.pipes[proc.pipes.length - 1]
      const end = pipe ? pipe.in.indexOf('\n') : -1
      if (pipe && args.length > 0)
        assignLine(
          proc,
          args.filter((arg) => !arg.startsWith('-')),
          pipe.in.slice(0, end < 0 ? undefined : end)
        )
      if (pipe) pipe.in = end < 0 ? '' : pipe.in.slice(end + 1)
      proc.status = end < 0 ? 1 : 0
      return null
    }
    case 'eval':
    case 'exec':
      if (args.length === 0) return null
      return execute(proc, args, instruction, around, name === 'exec')
    default:
      return execute(proc, words, instruction, around, false)
  }
}

/** `read a b`: the words of a line, the last name gets the rest. */
function assignLine(proc: Proc, names: readonly string[], line: string): void {
  let rest = line.trim()
  names.forEach((name, i) => {
    const end = i === names.length - 1 ? -1 : rest.search(/\s/)
    proc.vars[name] = end < 0 ? rest : rest.slice(0, end)
    rest = end < 0 ? '' : rest.slice(end).trim()
  })
}

/** Runs a program as a child; with `replaces` (exec), instead of the shell. */
function execute(
  proc: Proc,
  argv: readonly string[],
  instruction: Extract<Instruction, { op: 'run' }>,
  around: Surroundings,
  replaces: boolean
): number | null {
  const input = instruction.redirects.find(({ kind }) => kind === '<')
  const pipe = proc.pipes[proc.pipes.length - 1]
  const stdin = input ? (around.files.get(expand(proc, input.target, around, substitute)) ?? '') : (pipe?.in ?? '')
  const isShell = shells.has(argv[0]!.replace(/^.*\//, ''))
  if (isShell) return nested(proc, argv, around, replaces)
  const isLast = proc.frames.length === 0 && proc.pc >= (proc.code?.length ?? 0)
  const outcome = runProgram(argv, around, stdin, proc.main && (replaces || isLast))
  if (outcome.kind === 'missing') {
    proc.status = 127
    print(proc, '', `sh: ${argv[0]}: not found\n`)
    return replaces ? 127 : null
  }
  if (outcome.kind === 'done') {
    redirect(proc, instruction, outcome.stdout ?? '', around)
    print(proc, '', instruction.redirects.some(({ fd }) => fd === 2) ? '' : (outcome.stderr ?? ''))
    proc.status = outcome.status
    return replaces ? outcome.status : null
  }
  if (instruction.background) {
    proc.backgroundUntil = Math.max(proc.backgroundUntil, outcome.job.until)
    proc.backgroundListens ||= outcome.job.listens
    proc.status = 0
    return null
  }
  proc.job = outcome.job
  if (replaces) proc.code = null
  return null
}

/** `sh -c '…'` inside a script: its code runs in place. */
function nested(proc: Proc, argv: readonly string[], around: Surroundings, replaces: boolean): number | null {
  const { proc: child, progress } = startProc(argv, around, proc.main && replaces)
  if (progress.kind === 'exited') {
    print(proc, child.stdout, child.stderr)
    proc.status = progress.status
    return replaces ? progress.status : null
  }
  if (!replaces && proc.code) proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops })
  const { code, pc, loops, job: running } = child
  Object.assign(proc, { code, pc, loops, job: running })
  return null
}

function redirect(
  proc: Proc,
  instruction: Extract<Instruction, { op: 'run' }>,
  stdout: string,
  around: Surroundings
): void {
  let output = stdout
  for (const { kind, fd, target } of instruction.redirects) {
    if (kind === '<') continue
    const path = expand(proc, target, around, substitute)
    if (path !== '/dev/null') {
      const before = kind === '>>' ? (around.files.get(path) ?? '') : ''
      around.files.set(path, (before + (fd === 1 ? output : '')).slice(-outputLimit))
    }
    if (fd === 1) output = ''
  }
  print(proc, output, '')
}

function print(proc: Proc, stdout: string, stderr: string): void {
  const pipe = proc.pipes[proc.pipes.length - 1]
  if (stdout && pipe && pipe.out !== null) pipe.out = (pipe.out + stdout).slice(-pipeLimit)
  else if (stdout) proc.stdout = (proc.stdout + stdout).slice(-outputLimit)
  if (stderr) proc.stderr = (proc.stderr + stderr).slice(-outputLimit)
}
