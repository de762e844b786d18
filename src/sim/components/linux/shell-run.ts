import { print, type Said } from './output'
import type { Proc } from './proc'
import { enter, goBack, leave } from './shell-inside'
import { cd } from './shell-cd'
import { nameOf, scriptOf } from './script'
import { isProgram, job, runProgram, shells, type Surroundings, never } from './programs'
import { getopts } from './shell-getopts'
import { whereIs } from './shell-names'
import { connecting, literal, timedShell } from './shell-idioms'
import { deliver, refusedOf } from './shell-output'
import { parseScript, type Code, type Instruction, type Redirect } from './shell-parse'
import { expressionOf } from './programs/files'
import { startBeside } from './beside'
import { arithmetic } from './arithmetic'
import { expandAll } from './fields'
import { expand, setArray, variablesOf, type Substitute } from './words'

/** What a command needs of the shell around it. */
interface Hands {
  readonly substitute: Substitute
  /** Names of variables that stand before it. */
  readonly given?: readonly string[]
}

type Run = Extract<Instruction, { op: 'run' }>

/** Runs a simple command. Gives an exit status if the shell ends with it. */
export function run(proc: Proc, instruction: Run, around: Surroundings, hands: Hands): number | null {
  const words = expandAll(proc, instruction.words, around, hands.substitute)
  // What is asked elsewhere in a here-document has to be known before the command begins, as well.
  if (around.screen) for (const { target } of instruction.redirects) expand(proc, target, around, hands.substitute)
  if (proc.child) {
    // It is done again when its `$(…)` is known.
    proc.pc--
    return null
  }
  const before: [string, string | undefined][] = []
  // A shell inside has its own, which end with it.
  const { vars } = proc
  while (words.length > 0 && /^[A-Za-z_][A-Za-z0-9_]*=/.test(words[0]!)) {
    const [assignment] = words.splice(0, 1)
    if (proc.xtrace) print(proc, 'stderr', `+ ${assignment}\n`, around)
    const at = assignment!.indexOf('=')
    before.push([assignment!.slice(0, at), proc.vars[assignment!.slice(0, at)]])
    proc.vars[assignment!.slice(0, at)] = assignment!.slice(at + 1)
    proc.status = 0
  }
  if (words.length === 0) {
    deliver(proc, instruction.redirects, [], around, hands.substitute)
    proc.given = []
    return null
  }
  const ended = connecting(proc, words, instruction.redirects, around, hands.substitute)
    ? null
    : command(proc, words, instruction, around, { ...hands, given: before.map(([name]) => name) })
  proc.given = []
  // What stands before a command is of that command alone.
  for (const [name, value] of before.reverse())
    if (value === undefined) delete vars[name]
    else vars[name] = value
  return ended
}

function command(
  proc: Proc,
  words: readonly string[],
  instruction: Run,
  around: Surroundings,
  hands: Hands
): number | null {
  const refused = around.denied && refusedOf(proc, instruction.redirects, around, hands.substitute)
  if (refused) return failed(proc, around, 1, `sh: can't create ${refused}\n`)
  return simple(proc, words, instruction, around, hands)
}

/** What came with the shell is empty then, as it cannot be taken out of its surroundings. */
function unset(proc: Proc, args: readonly string[], { env }: Surroundings): void {
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    if (args.includes('-f'))
      proc.functions = Object.fromEntries(Object.entries(proc.functions).filter(([own]) => own !== name))
    else if (name in env) proc.vars[name] = ''
    else delete proc.vars[name]
  }
}

/** What kubectl, the program outside the shell, looks at. */
const looksAt = /^(?:KUBE\w*|EDITOR)$/

function environment(proc: Proc, { env }: Surroundings): Readonly<Record<string, string>> {
  const all = { ...env, ...proc.vars }
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => looksAt.test(name) && value !== ''))
}

function simple(
  proc: Proc,
  words: readonly string[],
  instruction: Run,
  around: Surroundings,
  hands: Hands
): number | null {
  const [name, ...args] = words
  if (proc.xtrace) print(proc, 'stderr', `+ ${(words[0] === '[[' ? words : words.map(quoted)).join(' ')}\n`, around)
  const own = proc.functions[name!]
  if (own && proc.code && instruction.background) {
    startBeside(proc, [literal(words, instruction.redirects)], [], around)
    return null
  }
  if (own && proc.code) {
    proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops, params: proc.params })
    Object.assign(proc, { code: own, pc: 0, loops: [], params: args })
    return null
  }
  switch (name) {
    case 'exit':
      if (around.screen?.elsewhere('exit', ['exit'])) return execute(proc, words, instruction, around, false, hands)
      return args[0] === undefined ? proc.status : Number(args[0]) & 255
    case 'return': {
      const at = proc.frames.findLastIndex(({ params }) => params !== undefined)
      proc.status = args[0] === undefined ? proc.status : Number(args[0]) & 255
      if (at < 0 || at < proc.frames.findLastIndex(({ outer }) => outer !== undefined)) return proc.status
      for (const frame of proc.frames.splice(at).reverse()) goBack(proc, frame)
      return null
    }
    case 'shift':
      proc.params = proc.params.slice(Number(args[0] ?? 1))
      proc.status = 0
      return null
    case 'getopts':
      deliver(proc, instruction.redirects, getopts(proc, args), around, hands.substitute)
      return null
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
    case '((':
      proc.status = arithmetic(args.join(' '), variablesOf(proc, around)) === 0 ? 1 : 0
      return null
    case 'wait':
      if ((proc.beside ?? []).length > 0) {
        proc.job = job(never)
        proc.waiting = true
      } else if (proc.backgroundUntil > around.now) {
        proc.job = job(proc.backgroundUntil)
        proc.waiting = true
      }
      return null
    case 'set':
      for (const arg of args) {
        if (/^[-+][a-z]*e/.test(arg)) proc.errexit = arg.startsWith('-')
        if (/^[-+][a-z]*x/.test(arg)) proc.xtrace = arg.startsWith('-')
      }
      if (args[0] === '--') proc.params = args.slice(1)
      proc.status = 0
      return null
    case 'alias':
      for (const arg of args) {
        const at = arg.indexOf('=')
        if (at > 0) proc.functions[arg.slice(0, at)] = parseScript(`${arg.slice(at + 1)} "$@"`)
      }
      proc.status = 0
      return null
    case 'hash':
    case 'type':
    case 'which':
    case 'command':
      if (name !== 'command' || /^-[vV]$/.test(args[0] ?? ''))
        return whereIs(proc, words, instruction.redirects, around, hands.substitute)
      return simple(proc, args[0] === '-p' ? args.slice(1) : args, instruction, around, hands)
    case 'cd':
      return cd(proc, args, instruction.redirects, around, hands.substitute)
    case 'export':
    case 'local':
    case 'declare':
    case 'readonly':
    case 'unset':
      if (name === 'unset') unset(proc, args, around)
      for (const arg of name === 'unset' ? [] : args) {
        const at = arg.indexOf('=')
        if (at > 0) proc.vars[arg.slice(0, at)] = arg.slice(at + 1)
        if (name === 'export') proc.exported = [...proc.exported, at > 0 ? arg.slice(0, at) : arg]
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
      return script(proc, args.join(' '), instruction, around)
    case '.':
    case 'source': {
      const text = around.files.get(args[0] ?? '')
      return text === undefined
        ? failed(proc, around, 1, `sh: ${name}: ${args[0] ?? ''}: No such file or directory\n`)
        : script(proc, text, instruction, around, args.length > 1 ? args.slice(1) : proc.params)
    }
    case 'exec':
      if (args.length === 0) return null
      return execute(proc, args, instruction, around, name === 'exec', hands)
    default:
      return execute(proc, words, instruction, around, false, hands)
  }
}

/** `eval TEXT`, `. FILE`: a script that this shell goes on with. */
function script(proc: Proc, text: string, { redirects }: Run, around: Surroundings, params?: readonly string[]): null {
  try {
    enter(proc, parseScript(text), { redirects, same: true, ...(params && { params }) })
    return null
  } catch (error) {
    return failed(proc, around, 2, `sh: ${(error as Error).message}\n`)
  }
}

/** As `set -x` shows a word. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

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
  instruction: Run,
  around: Surroundings,
  replaces: boolean,
  hands: Hands
): number | null {
  const { redirects } = instruction
  const read = inputOf(proc, redirects, around, hands.substitute)
  if ('missing' in read) return failed(proc, around, 1, `bash: ${read.missing}: No such file or directory\n`)
  const timed = timedShell(argv)
  if (timed && !around.bare && !instruction.background) {
    const end = nested(proc, timed.argv, read.text, instruction, around, replaces, hands)
    if (end === null && timed.limit > 0) proc.deadline = Math.min(proc.deadline ?? never, around.now + timed.limit)
    return end
  }
  const name = argv[0]!.replace(/^.*\//, '')
  const isShell = shells.has(name) && isProgram(name, around)
  if (isShell && !around.bare && instruction.background) {
    startBeside(proc, [literal(argv, redirects)], [], around)
    return null
  }
  if (isShell && !around.bare) return nested(proc, argv, read.text, instruction, around, replaces, hands)
  const isLast = [proc, ...proc.frames].every(({ code, pc }) => pc >= (code?.length ?? 0))
  const outcome = runProgram(argv, around, read.text, proc.main && (replaces || isLast))
  switch (outcome.kind) {
    case 'missing':
      failed(
        proc,
        around,
        127,
        around.screen
          ? `bash: ${argv[0]}: ${/\//.test(argv[0]!) ? 'No such file or directory' : 'command not found'}\n`
          : `sh: ${argv[0]}: not found\n`
      )
      return replaces ? 127 : null
    case 'done': {
      deliver(proc, redirects, saidBy(outcome), around, hands.substitute)
      proc.status = outcome.status
      if (argv[0] === '[[' && argv[2] === '=~') setArray(proc, 'BASH_REMATCH', partsOf(argv[1]!, argv[3] ?? ''), false)
      return replaces ? outcome.status : null
    }
    case 'elsewhere':
      proc.asked = {
        argv: outcome.argv,
        stdin: outcome.stdin,
        ...(around.screen && { env: environment(proc, around) }),
        ...(around.screen && instruction.background && { background: true }),
        redirects
      }
      return null
    case 'run':
      if (outcome.endless && instruction.background) {
        proc.backgroundUntil = never
        proc.status = 0
        return null
      }
      if (proc.code) proc.frames.push({ code: proc.code, pc: proc.pc, loops: proc.loops })
      Object.assign(proc, {
        code: [...outcome.argvs.map((each) => literal(each, redirects)), ...(outcome.after ?? [])],
        pc: 0,
        loops: []
      })
      return null
    case 'job':
      if (outcome.stdout !== undefined || outcome.stderr !== undefined)
        deliver(proc, redirects, saidBy(outcome), around, hands.substitute)
      if (instruction.background) {
        proc.backgroundUntil = Math.max(proc.backgroundUntil, outcome.job.until)
        proc.backgroundListens ||= outcome.job.listens
        proc.status = 0
        return null
      }
      proc.job = outcome.job
      if (replaces) proc.code = leave(proc, 0) ? [] : null
      return null
  }
}

const saidBy = ({ stdout = '', stderr = '' }: { readonly stdout?: string; readonly stderr?: string }): Said[] => [
  { stream: 'stdout', text: stdout },
  { stream: 'stderr', text: stderr }
]

const partsOf = (text: string, expression: string): string[] =>
  (expressionOf(expression)?.exec(text) ?? []).map((part: string | undefined) => part ?? '')

function failed(proc: Proc, around: Surroundings, status: number, text: string): null {
  proc.status = status
  print(proc, 'stderr', text, around)
  return null
}

/** What a command reads: its last `<` or here-document, else the pipe. */
export function inputOf(
  proc: Proc,
  redirects: readonly Redirect[],
  around: Surroundings,
  substitute: Substitute
): { text: string } | { missing: string } {
  const input = redirects.findLast(({ kind, fd }) => (kind === '<' && fd === 0) || kind === '<<')
  if (!input) return { text: proc.pipes[proc.pipes.length - 1]?.in ?? '' }
  const target = expand(proc, input.target, around, substitute)
  if (input.kind === '<<') return { text: target }
  const text = target === '/dev/null' ? '' : around.files.get(target)
  return text === undefined && around.screen ? { missing: target } : { text: text ?? '' }
}

/** `sh -c '…'` inside a script: a shell inside this one, which reads what it would read. */
function nested(
  proc: Proc,
  argv: readonly string[],
  stdin: string,
  { redirects }: Run,
  around: Surroundings,
  replaces: boolean,
  { given }: Hands
): number | null {
  const { script, params, options } = scriptOf(argv, around, stdin)
  let code: Code
  try {
    if (script === undefined) throw new Error(`can't open '${params[0] ?? ''}': No such file or directory`)
    code = parseScript(script)
  } catch (error) {
    failed(proc, around, 2, `${nameOf(argv)}: ${(error as Error).message}\n`)
    return replaces ? 2 : null
  }
  if (replaces) {
    // Nobody comes back to what was to be done after it.
    const at = proc.frames.findLastIndex(({ outer }) => outer !== undefined)
    Object.assign(proc, { code, pc: 0, loops: [], frames: proc.frames.slice(0, at + 1), params, traps: {} })
  } else enter(proc, code, { params, redirects, stdin, given })
  Object.assign(proc, { errexit: options.includes('e'), xtrace: options.includes('x') })
  return null
}
