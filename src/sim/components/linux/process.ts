import type { Micros } from '../../../base/time'
import { print } from './output'
import { freshProc, type Proc, type Progress } from './proc'
import { isProgram, never, runProgram, shells, type Surroundings } from './programs'
import { within } from './places'
import { nameOf, scriptOf } from './script'
import { shell } from './shell-later'

export { freshProc, type Proc, type Progress } from './proc'

/** A word as a shell's script has it. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** Starts `argv`: `sh -c script`, or any program. `main`: it is what its container is there for. */
export function startProc(
  argv: readonly string[],
  around: Surroundings,
  main = false,
  stdin = ''
): { proc: Proc; progress: Progress } {
  const name = nameOf(argv)
  const { cwd = '' } = around
  if (shells.has(name) && !around.bare && isProgram(name, around)) {
    const { script, params, options } = scriptOf(argv, within(around, cwd), stdin)
    const proc: Proc = {
      ...freshProc(null),
      main,
      functions: { ...around.screen?.functions },
      cwd,
      params,
      pipes: stdin === '' ? [] : [{ out: null, in: stdin }],
      errexit: options.includes('e'),
      xtrace: options.includes('x')
    }
    // Not in the `try`: that it is not loaded is no error of the script.
    const { parseScript } = shell()
    try {
      if (script === undefined) throw new Error(`can't open '${params[0] ?? ''}': No such file or directory`)
      proc.code = parseScript(script)
    } catch (error) {
      proc.stderr = `${name}: ${(error as Error).message}\n`
      return { proc, progress: { kind: 'exited', status: 2 } }
    }
    return { proc, progress: advanceProc(proc, around) }
  }
  const proc = { ...freshProc(null), cwd }
  const outcome = runProgram(argv, within(around, cwd), stdin, main)
  if (outcome.kind === 'missing') return { proc, progress: { kind: 'missing', program: argv[0] ?? '' } }
  if (outcome.kind === 'done') {
    print(proc, 'stdout', outcome.stdout ?? '', around)
    print(proc, 'stderr', outcome.stderr ?? '', around)
    return { proc, progress: { kind: 'exited', status: outcome.status } }
  }
  if (outcome.kind === 'elsewhere') {
    // It waits for others; what it becomes then is what it was told.
    Object.assign(proc, { code: [], asked: { argv: outcome.argv, stdin: outcome.stdin, redirects: [] } })
    return { proc, progress: { kind: 'runs', wakeAt: never } }
  }
  // What runs others becomes the one that it runs (`nohup`, `chroot`); a shell looks after several, and after what becomes of them.
  if (outcome.kind === 'run') {
    const [only] = outcome.argvs
    if (outcome.endless || (outcome.argvs.length === 1 && !outcome.after)) return startProc(only!, around, main, stdin)
    return startProc(['sh', '-c', argv.map(quoted).join(' ')], around, main, stdin)
  }
  if (outcome.kind !== 'job') return { proc, progress: { kind: 'missing', program: argv[0] ?? '' } }
  print(proc, 'stdout', outcome.stdout ?? '', around)
  print(proc, 'stderr', outcome.stderr ?? '', around)
  proc.job = outcome.job
  return { proc, progress: { kind: 'runs', wakeAt: outcome.job.until } }
}

/** Goes on after time has passed, and with it the shells beside it. */
export function advanceProc(proc: Proc, around: Surroundings): Progress {
  const progress = goOn(proc, around)
  if (progress.kind !== 'runs' || !proc.beside?.length) return progress
  return { kind: 'runs', wakeAt: Math.min(progress.wakeAt, shell().goOnBeside(proc, around)) }
}

function goOn(proc: Proc, around: Surroundings): Progress {
  if (proc.job) {
    if (around.now < proc.job.until) return { kind: 'runs', wakeAt: proc.job.until }
    proc.status = proc.job.status
    proc.job = null
    proc.waiting = false
    if (proc.code === null) return { kind: 'exited', status: proc.status }
  }
  return shell().goOn(proc, around)
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

/** The program that a person's shell waits for, maybe in a `$(…)` of it; null if it waits for none. */
export function askedOf(proc: Proc): Proc['asked'] {
  for (const { proc: other } of proc.beside ?? []) {
    const asked = askedOf(other)
    if (asked) return asked
  }
  return proc.child ? askedOf(proc.child) : proc.asked
}
