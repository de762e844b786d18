import type { Micros } from '../../../../base/time'
import type { Call } from '../../../client-go/transport'
import type { GivenFlags } from '../cobra/parse'
import type { Answer } from '../errors'
import type { Command, Kubectl, Session } from '../session'
import type { Served } from '../resources'
import { homeOf } from '../home'
import { writeFile } from '../kubeconfig/files'
import { checkErr, Failure } from './failure'

/**
 * A command that is written as it runs upstream, from top to bottom: a generator that yields where upstream's code waits.
 *
 * A process's memory must be plain data that can be copied, and a generator is none. What a session keeps is therefore what
 * its command heard (answers, events of watches, timers, in the order of their coming). From that the generator can be brought to
 * where it was, by running it again without effect; a copy of the process does so at its next step, everyone else goes on with
 * the generator that is there. A script must be a function of what it hears: time and chance it asks of its `Shell`.
 */
export type Script<T = void> = Generator<Effect, T, Heard | number>

export type Effect =
  /** Sends a request; the script goes on at once with the number under which it will hear. */
  | { readonly do: 'start'; readonly call: Call }
  /** Sets a timer, likewise. */
  | { readonly do: 'timer'; readonly delay: Micros; readonly setting: string }
  /** Waits for the next that comes under these numbers; without numbers for the next of all. */
  | { readonly do: 'hear'; readonly keys?: readonly number[] }

/** What came for a script, under the number that `start` or `timer` gave. */
export interface Heard {
  readonly key: number
  readonly at: Micros
  readonly answer?: Answer
  /** Of a watch; an empty list: it ended. */
  readonly events?: readonly { readonly type: string; readonly object: unknown }[]
}

/** What a script sees of its command line and of the world. */
export interface Shell {
  readonly args: readonly string[]
  readonly flags: GivenFlags
  /** What follows `--`. */
  readonly rest: readonly string[]
  readonly session: Session
  /** Kinds that were discovered, by this command or before it. */
  readonly discovered: readonly Served[] | null
  /** Keeps them for this command and those after it. */
  keepDiscovered(kinds: readonly Served[]): void
  readonly namespace: string
  readonly host: string
  /** Of the wall clock, at what was heard last. */
  readonly now: Micros
  /** Reads the kubeconfig before the first request does. */
  connect(): void
  print(text: string): void
  warn(text: string): void
  /** A line of klog on stderr. */
  log(level: 'I' | 'W' | 'E', text: string): void
  /** In [0, 1). */
  random(): number
  /** Whether the cache on disk has a document of the server's OpenAPI: `apis/apps/v1`. */
  knowsSchema(path: string): boolean
  keepSchema(path: string): void
  /** The directory in which the command was typed. */
  readonly directory: string
  /** Writes a file into it. */
  write(path: string, text: string): void
}

/** What reading files takes. */
export type Reader = Pick<Shell, 'flags' | 'namespace' | 'discovered' | 'directory'> & {
  readonly session: Pick<Session, 'files' | 'stdin' | 'env'>
}

type Memory = {
  readonly heard: Heard[]
  readonly draws: number[]
  /** Documents that lay in the cache when the command began. */
  readonly schemas: readonly string[]
  readonly discovered: readonly Served[] | null
}
const memoryOf = ({ session }: Kubectl): Memory => session.memory as Memory

interface Run {
  readonly script: Script<number | void>
  /** What has not been waited for yet. */
  readonly waiting: Heard[]
  wanted: readonly number[] | null
  taken: number
  keys: number
  drawn: number
  readonly schemas: Set<string>
  discovered: readonly Served[] | null
  now: Micros
  /** The hands of this step; null while the script is brought to where it was. */
  hands: Kubectl | null
  ended: boolean
}

const runs = new WeakMap<Session, Run>()

/** A command of the table whose steps are those of a script. What it throws as `Failure` is printed as kubectl prints it. */
export function scripted(
  body: (shell: Shell) => Script<number | void>,
  how: {
    readonly reads?: true
    /** What follows `--` is kept apart. */
    readonly keepsDash?: true
    /** Code of an error: `diff` has 1 for differences. */
    readonly errorCode?: number
  } = {}
): Command {
  const { errorCode = 1, reads, keepsDash } = how
  const step = (kubectl: Kubectl, heard: Omit<Heard, 'at'>): void => {
    const run = resumed(kubectl, body)
    memoryOf(kubectl).heard.push(Object.freeze({ ...heard, at: kubectl.now }))
    goOn(kubectl, run, errorCode)
  }
  return {
    ...(reads && { reads }),
    ...(keepsDash && { keepsDash }),
    start: (kubectl) => {
      const memory: Memory = {
        heard: [Object.freeze({ key: 0, at: kubectl.now })],
        draws: [],
        schemas: [...kubectl.context.openapi],
        discovered: kubectl.context.discovered
      }
      kubectl.session.memory = memory
      goOn(kubectl, begin(kubectl, body), errorCode)
    },
    answer: (kubectl, { key }, answer) => step(kubectl, { key: Number(key), answer }),
    watch: (kubectl, { key }, events) => step(kubectl, { key: Number(key), events }),
    wake: (kubectl, { key }) => step(kubectl, { key: Number(key) })
  }
}

function begin(kubectl: Kubectl, body: (shell: Shell) => Script<number | void>): Run {
  const { session, context } = kubectl
  const run: Run = {
    script: body({
      args: session.args,
      flags: session.flags,
      rest: session.rest,
      session,
      get discovered() {
        return run.discovered ?? (session.memory as Memory).discovered
      },
      keepDiscovered: (kinds) => {
        run.discovered = kinds
        if (run.hands) run.hands.context.discovered = kinds
      },
      namespace: kubectl.namespace,
      get host() {
        return session.target?.host ?? context.host
      },
      get now() {
        return run.now
      },
      connect: () => void run.hands?.connect(),
      print: (text) => run.hands?.print(text),
      warn: (text) => run.hands?.warn(text),
      log: (level, text) => run.hands?.log(level, text),
      random: () => {
        const { draws } = session.memory as Memory
        if (run.drawn === draws.length) draws.push(run.hands?.context.rng.float() ?? 0)
        return draws[run.drawn++]!
      },
      directory: homeOf(session),
      write: (path, text) => {
        if (run.hands) writeFile(run.hands.context, session, path, text)
      },
      knowsSchema: (path) => (session.memory as Memory).schemas.includes(path) || run.schemas.has(path),
      keepSchema: (path) => {
        run.schemas.add(path)
        run.hands?.context.openapi.add(path)
      }
    }),
    waiting: [],
    wanted: null,
    taken: 0,
    keys: 0,
    drawn: 0,
    schemas: new Set(),
    discovered: null,
    now: kubectl.now,
    hands: null,
    ended: false
  }
  runs.set(session, run)
  return run
}

/** The script where it waits: the one that is there, or a new one that hears all again in silence. */
function resumed(kubectl: Kubectl, body: (shell: Shell) => Script<number | void>): Run {
  const { heard } = memoryOf(kubectl)
  const known = runs.get(kubectl.session)
  if (known && known.taken === heard.length) return known
  const run = begin(kubectl, body)
  advance(run, heard)
  return run
}

function goOn(kubectl: Kubectl, run: Run, errorCode: number): void {
  if (run.ended) return
  run.hands = kubectl
  try {
    const code = advance(run, memoryOf(kubectl).heard)
    if (code !== undefined) kubectl.exit(code)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { text, code } = checkErr(error.problem)
    if (text !== '') kubectl.warn(text.endsWith('\n') ? text : `${text}\n`)
    kubectl.exit(error.problem.form === 'exit' ? code : code + errorCode - 1)
  } finally {
    run.hands = null
  }
}

/** Lets the script take what it has not heard yet. A number: it ended with this code. */
function advance(run: Run, heard: readonly Heard[]): number | undefined {
  while (run.taken < heard.length) {
    const next = heard[run.taken++]!
    run.now = next.at
    if (run.ended) continue
    // The first is the start.
    if (next.key === 0) {
      const code = drive(run, 0)
      if (code !== undefined) return code
      continue
    }
    run.waiting.push(next)
    const ready = takeWaiting(run)
    const code = ready ? drive(run, ready) : undefined
    if (code !== undefined) return code
  }
  return undefined
}

function takeWaiting(run: Run): Heard | undefined {
  if (run.wanted === null) return undefined
  const { wanted, waiting } = run
  const i = wanted.length === 0 ? 0 : waiting.findIndex(({ key }) => wanted.includes(key))
  return i < 0 ? undefined : waiting.splice(i, 1)[0]
}

/** Runs the script until it must wait. */
function drive(run: Run, first: Heard | number): number | undefined {
  run.wanted = null
  let next: Heard | number = first
  try {
    for (;;) {
      const { done, value } = run.script.next(next)
      if (done) {
        run.ended = true
        return value ?? 0
      }
      if (value.do === 'hear') {
        run.wanted = value.keys ?? []
        const ready = takeWaiting(run)
        if (!ready) return undefined
        run.wanted = null
        next = ready
        continue
      }
      const key = ++run.keys
      if (value.do === 'start') run.hands?.ask(value.call, { do: 'script', key })
      else run.hands?.later(value.delay, value.setting, { do: 'script', key })
      next = key
    }
  } catch (error) {
    run.ended = true
    throw error
  }
}
