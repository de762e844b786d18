import { ms, seconds, type Micros } from '../../base/time'
import { silent } from '../kernel/recorder'
import { step } from '../kernel/step'
import type { World } from '../kernel/world'
import { aside, outputId, type KubectlCommand, type Simulation } from '../simulation'
import type { Fault } from '../faults/types'

/** An answer that takes a while: one slice per step. */
export type Slices<T> = Generator<void, T>

/** What was printed, and when. */
export interface Piece {
  readonly at: Micros
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** A file that a command wrote. */
export interface Written {
  readonly path: string
  readonly text: string
}

/** How a command went. */
export interface Ran {
  readonly said: readonly Piece[]
  readonly code: number
  /** When it ended, or as far as it was followed. */
  readonly until: Micros
  /** What it wrote on its machine. */
  readonly files?: readonly Written[]
  /** It has not come to an end by then. */
  readonly runs?: boolean
}

/** What a person's line does to the run. */
export interface Typed {
  readonly title: string
  readonly kubectl?: KubectlCommand
  readonly fault?: Fault
}

/** The run that a terminal stands before, and the instant of its next command. */
export interface Place {
  /** The run as it is now; another one after each act. */
  readonly simulation: Simulation
  at: Micros
  /** Where a command that goes on by itself is followed to. */
  readonly followTo: Micros
  act(typed: Typed): void
  /** Answers that are known already, for questions that change nothing. */
  readonly known: Map<string, unknown>
}

/** Longest that a command is waited for; kubectl itself gives up after 60 s or so. */
const patience = seconds(90)
/** Entries between two looks at whether somebody asks. */
const slice = 4_000

/** When something happens that a person does at an instant: the next whole millisecond, but before everything that was planned. */
export function actTime({ spec }: Simulation, shown: Micros): Micros {
  const whole = Math.floor(shown / 1_000) * 1_000 + 1_000
  const planned = [...spec.faults, ...spec.kubectl].some(({ at }) => at > shown && at <= whole)
  return planned ? shown + 1 : whole
}

/** Simulates as far as the shell has come: after a `sleep` a command looks around where nobody has been yet. */
export function* arrive({ simulation, at }: Place): Slices<void> {
  while (!simulation.history.advance(at, slice)) yield
}

/** A command in the run that only looks: on a copy of its world that is thrown away. */
export function* asked(place: Place, command: Omit<KubectlCommand, 'at'>, follows: boolean): Slices<Ran> {
  const { simulation, known, followTo } = place
  const typed = { ...command, at: actTime(simulation, place.at) }
  const question = `${follows ? 'follow' : 'ask'} ${JSON.stringify(typed)}`
  if (!follows) {
    const answer = known.get(question) as Ran | undefined
    if (answer) return answer
  }
  const heard = (follows && (known.get(question) as Heard | undefined)) || hear(simulation, typed)
  const last = follows ? followTo : typed.at + patience
  while (heard.code === null && !listen(heard, last)) yield
  const ended = heard.code !== null && heard.endedAt <= last
  const ran: Ran = {
    said: heard.said.filter(({ at }) => at <= last),
    files: heard.files,
    code: ended ? heard.code! : 0,
    until: ended ? heard.endedAt : Math.max(place.at, last),
    ...(!ended && { runs: true })
  }
  remember(known, question, follows ? heard : ran)
  return ran
}

/** Answers that are kept of one branch; the oldest are forgotten. */
const most = 100

function remember(known: Map<string, unknown>, question: string, answer: unknown): void {
  known.set(question, answer)
  for (const oldest of known.keys()) {
    if (known.size <= most) break
    known.delete(oldest)
  }
}

/** A world in which a command runs, and what was heard of it. */
interface Heard {
  readonly world: World
  readonly said: Piece[]
  readonly files: Written[]
  code: number | null
  endedAt: Micros
}

function hear(simulation: Simulation, typed: KubectlCommand): Heard {
  const said: Piece[] = []
  const world = aside(simulation, typed, {
    ...silent,
    fact: (_entry, at, _process, fact, detail) => {
      if (detail.id !== id) return
      if (fact === 'kubectl-output' || fact === 'tool-output') said.push({ ...(detail as Omit<Piece, 'at'>), at })
      if (fact === 'tool-file' || fact === 'kubectl-file')
        heard.files.push({ path: String(detail.path), text: String(detail.text) })
      if (fact === 'kubectl-exit' || fact === 'tool-exit') Object.assign(heard, { code: detail.code, endedAt: at })
    }
  })
  const id = outputId({ ...simulation.spec, kubectl: [typed] }, typed)
  const heard: Heard = { world, said, files: [], code: null, endedAt: Infinity }
  return heard
}

/** Goes on for a slice. True when the command has ended or the instant is reached. */
function listen(heard: Heard, last: Micros): boolean {
  const { world } = heard
  for (let left = slice; left > 0; left--) {
    if (heard.code !== null) return true
    if (world.nextAt > last) {
      world.now = Math.max(world.now, last)
      return true
    }
    step(world)
  }
  return false
}

/** How far a command that goes on is followed at first: what it prints at once is shown at once. */
export const firstLook = ms(500)

/** A command that changes the run. */
export function* done(
  place: Place,
  command: Omit<KubectlCommand, 'at'>,
  title: string,
  longest: Micros = patience
): Slices<Ran> {
  const typed = { ...command, at: actTime(place.simulation, place.at) }
  place.act({ title, kubectl: typed })
  const id = outputId(place.simulation.spec, typed)
  return yield* followed(place.simulation, id, typed.at, typed.at + longest)
}

/** Simulates on until a command exits, or to `last`; tells what it said from `since` on. */
export function* followed({ history }: Simulation, id: string, since: Micros, last: Micros): Slices<Ran> {
  const said: Piece[] = []
  const files: Written[] = []
  const { facts } = history.timeline
  let read = firstAt(facts, since)
  for (let now = since; ; now = Math.min(last, now + ms(50))) {
    while (!history.advance(now, slice)) yield
    for (; read < facts.length; read++) {
      const { fact, detail, at } = facts[read]!
      if (at > last) break
      if ((fact === 'kubectl-output' || fact === 'tool-output') && detail.id === id)
        said.push({ at, stream: detail.stream, text: detail.text })
      if ((fact === 'kubectl-file' || fact === 'tool-file') && detail.id === id)
        files.push({ path: detail.path, text: detail.text })
      if ((fact === 'kubectl-exit' || fact === 'tool-exit') && detail.id === id)
        return { said, files, code: detail.code, until: Math.max(at, history.end) }
    }
    if (now >= last) return { said, code: 0, until: last, runs: true }
  }
}

/** The first fact that may belong to what was typed at an instant: a search by halves, so that no command costs the run's length. */
function firstAt(facts: readonly { readonly at: Micros }[], at: Micros): number {
  let low = 0
  let high = facts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (facts[middle]!.at < at) low = middle + 1
    else high = middle
  }
  return low
}
