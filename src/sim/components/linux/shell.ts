import { ms, seconds, type Micros } from '../../../base/time'
import { print, type Said } from './output'
import { freshProc, type Frame, type Proc, type Progress } from './proc'
import { advanceProc, askedOf } from './process'
import { job, never, type Job, type Surroundings } from './programs'
import { parseScript, type Code, type Instruction, type Redirect, type Word } from './shell-parse'
import { deliver } from './shell-output'
import { within } from './places'
import { enter, goBack, leave } from './shell-inside'
import { inputOf, run } from './shell-run'
import { startBeside } from './beside'
import { expandAll } from './fields'
import { expand, globOf, setArray, Unset } from './words'

export { parseScript } from './shell-parse'
export { goOnBeside } from './beside'

/** Instructions a script may run without time passing before it counts as a busy loop. */
const busyLimit = 2_000
const busyPause = ms(100)

/** Runs instructions of a script until one takes time, or waits for a program that runs elsewhere, or the script ends. */
export function goOn(proc: Proc, outside: Surroundings): Progress {
  let around = within(outside, proc.cwd)
  for (let count = 0; count < busyLimit; count++) {
    if (waitsElsewhere(proc)) return { kind: 'runs', wakeAt: never }
    takeTrap(proc)
    // The shells inside it end with it: each gives back the time of the one around it.
    if (proc.deadline !== undefined && around.now >= proc.deadline && !leave(proc, 124)) proc.deadline = undefined
    if (around.cwd !== undefined && around.cwd !== proc.cwd) around = within(outside, proc.cwd)
    const code = proc.code
    if (code === null) return { kind: 'exited', status: proc.status }
    const instruction = code[proc.pc]
    if (!instruction) {
      const frame = proc.frames.pop()
      if (!frame) return { kind: 'exited', status: proc.status }
      ended(proc, frame, around)
      if (frame.outer && fails(proc, frame.code, frame.code[frame.pc - 1]))
        return { kind: 'exited', status: proc.status }
      continue
    }
    proc.pc++
    const end = perform(proc, instruction, around)
    const status = fails(proc, code, instruction) ? proc.status : end
    if (status !== null && !leave(proc, status)) return { kind: 'exited', status }
    const running = proc.job as Job | null
    if (running && proc.deadline !== undefined && running.until > proc.deadline)
      proc.job = { ...running, until: Math.max(around.now, proc.deadline) }
    if (running) return { kind: 'runs', wakeAt: (proc.job as Job).until }
  }
  proc.job = job(around.now + busyPause)
  return { kind: 'runs', wakeAt: proc.job.until }
}

function readBy(proc: Proc, redirects: readonly Redirect[], around: Surroundings): { stdin?: string } {
  const read = inputOf(proc, redirects, around, substitute)
  return 'text' in read ? { stdin: read.text } : {}
}

/** A trap's script, a function or a shell inside is over. */
function ended(proc: Proc, frame: Frame, around: Surroundings): void {
  const { pipes } = proc
  goBack(proc, frame)
  const pipe = pipes[proc.pipes.length]
  if (frame.redirects && pipe && pipe.out !== null)
    deliver(proc, frame.redirects, [{ stream: 'stdout', text: pipe.out }], within(around, proc.cwd), substitute)
}

/** Whether a shell with `set -e` ends here: a command failed, and nothing looks at its status. */
function fails(
  { errexit, status, job: running, asked, child, pc }: Proc,
  code: Code,
  instruction?: Instruction
): boolean {
  const op = instruction?.op
  if (!errexit || status === 0 || running || asked || child || (op !== 'run' && op !== 'end-pipe' && op !== 'subshell'))
    return false
  const after = code.slice(pc).find((next) => next.op !== 'end-pipe')
  return after?.op !== 'branch' && after?.op !== 'not' && after?.op !== 'read-pipe'
}

function takeTrap(proc: Proc): void {
  if (proc.pending === '' || proc.code === null) return
  const script = proc.traps[proc.pending] ?? ''
  proc.pending = ''
  proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops })
  Object.assign(proc, { code: parseScript(script), pc: 0, loops: [] })
}

/** An instruction whose `$(…)` is not known yet is done again when it is. */
export function isAgain(proc: Proc): boolean {
  if (proc.child) proc.pc--
  else proc.given = []
  return proc.child !== null
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
      // That its condition failed is no failure of a loop.
      if (instruction.isFine) proc.status = 0
      return null
    case 'failed-as':
      if (proc.status !== 0 && (proc.status !== 127 || instruction.status === 0)) proc.status = instruction.status
      return null
    case 'took':
      print(proc, 'stderr', `\nreal\t${minutesOf(around.now - instruction.since)}\n`, around)
      return null
    case 'for': {
      const words = expandAll(proc, instruction.words, around, substitute)
      if (!isAgain(proc)) proc.slots[instruction.slot] = words
      return null
    }
    case 'next': {
      const value = proc.slots[instruction.slot]!.shift()
      if (value === undefined) proc.pc = instruction.to
      else proc.vars[instruction.name] = value
      return null
    }
    case 'array': {
      const words = expandAll(proc, instruction.words, around, substitute)
      if (!isAgain(proc)) setArray(proc, instruction.name, words, instruction.appends)
      return null
    }
    case 'function':
      proc.functions[instruction.name] = instruction.code
      return null
    case 'case': {
      const word = expand(proc, instruction.word, around, substitute)
      if (!isAgain(proc)) proc.slots[instruction.slot] = [word]
      return null
    }
    case 'match': {
      const [subject = ''] = proc.slots[instruction.slot] ?? []
      const fits = instruction.patterns.some((pattern) =>
        globOf(expand(proc, pattern, around, substitute)).test(subject)
      )
      if (!isAgain(proc) && !fits) proc.pc = instruction.to
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
    case 'subshell':
      if (instruction.aside) startBeside(proc, instruction.code, instruction.redirects, around)
      else
        enter(proc, instruction.code, {
          redirects: instruction.redirects,
          same: instruction.same,
          ...readBy(proc, instruction.redirects, around)
        })
      return null
    case 'end-pipe':
      proc.pipes.pop()
      return null
    case 'run':
      try {
        return run(proc, instruction, around, { substitute })
      } catch (error) {
        if (!(error instanceof Unset)) throw error
        print(proc, 'stderr', `sh: ${error.message}\n`, around)
        return 2
      }
  }
}

/**
 * `$(…)`: runs at once; a command in it that takes time gives what it printed so far. In a person's shell one that runs elsewhere
 * is waited for: its command is done again when all that it asked for is known.
 */
function substitute(proc: Proc, code: Code, around: Surroundings): string {
  const known = proc.given.find((given) => given.code === code)
  if (known) return known.text
  if (proc.child) return ''
  const [only, ...more] = code
  // `$(<file)`
  if (only?.op === 'run' && more.length === 0 && only.words.length === 0 && only.redirects[0]?.kind === '<')
    return (around.files.get(expand(proc, only.redirects[0].target, around, substitute)) ?? '').replace(/\n+$/, '')
  const { vars, functions, params, cwd, exported } = proc
  const child: Proc = { ...freshProc(code), vars: { ...vars }, functions: { ...functions }, params, cwd, exported }
  advanceProc(child, aside(around))
  if (waitsElsewhere(child)) {
    proc.child = child
    return ''
  }
  return wordsOf(child)
}

const wordsOf = ({ stdout }: Proc): string => stdout.replace(/\n+$/, '')

/** A `$(…)` prints to nobody's screen but its errors. */
const aside = (around: Surroundings): Surroundings => {
  const { screen } = around
  if (!screen) return around
  return {
    ...around,
    screen: { ...screen, print: (stream, text, at) => stream === 'stderr' && screen.print(stream, text, at) }
  }
}

const waitsElsewhere = ({ asked, child }: Proc): boolean => asked !== null || child !== null

/** The program that ran elsewhere has ended. `advanceProc` goes on from there. */
export function settle(proc: Proc, said: readonly Said[], status: number, around: Surroundings): void {
  const other = proc.beside?.find((each) => askedOf(each.proc) !== null)
  if (other) {
    settle(other.proc, said, status, around)
    other.wakeAt = around.now
    return
  }
  const { child, asked } = proc
  if (child) {
    settle(child, said, status, aside(around))
    advanceProc(child, aside(around))
    if (waitsElsewhere(child)) return
    proc.given.push({ code: child.code!, text: wordsOf(child) })
    proc.child = null
    return
  }
  if (!asked) return
  proc.asked = null
  proc.status = status
  deliver(proc, asked.redirects, said, within(around, proc.cwd), substitute)
}

/** `0m0.104s`. */
const minutesOf = (took: Micros): string =>
  `${Math.floor(took / 60_000_000)}m${((took % 60_000_000) / 1_000_000).toFixed(3)}s`

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
