import { fail, ok, type Result } from '../../base/result'
import { seconds, type Micros } from '../../base/time'
import { forkSimulation, outputId, readsOnly, type Simulation } from '../../sim'
import { once } from '../answered'
import { actTime, type Branch } from '../branch'
import type { Ask, KubectlReply } from '../protocol'
import type { Session, Slices } from '../session'
import { slice } from '../slice'

/** Longest that a typed command is waited for; kubectl itself gives up after 60 s or so. */
const patience = seconds(90)

interface Printed {
  readonly output: KubectlReply['output']
  readonly done: boolean
  readonly code: number | null
  /** When it ended, or as far as was waited. */
  readonly until: Micros
}

/** A line that only reads is a question to the cluster as it is shown; any other is something that a person does. */
export function* kubectl(session: Session, ask: Ask<'kubectl'>): Slices<Result<KubectlReply>> {
  const line = ask.line.trim().replace(/^kubectl(\s+|$)/, '')
  if (line === '') return fail('Type a kubectl command, such as: get pods -o wide')
  const { branch } = session
  const at = actTime(branch.simulation.spec, session.shown)
  if (readsOnly(line)) {
    const { until: _, ...printed } = yield* once(branch.answered, `kubectl at ${at}: ${line}`, () =>
      printedAside(branch, at, line)
    )
    return ok({ ...printed, shown: null })
  }
  const { simulation } = session.branches!.act(session.shown, at, { title: `kubectl ${line}`, kubectl: { at, line } })
  const { until, ...printed } = yield* printedBy(simulation, at, line)
  yield* session.reach(until)
  return ok({ ...printed, shown: session.show(until) })
}

/** What the line prints on a branch that is thrown away. */
function* printedAside({ simulation }: Branch, at: Micros, line: string): Slices<Printed> {
  return yield* printedBy(forkSimulation(simulation, { kubectl: [{ at, line }] }, false), at, line)
}

/** Simulates on until the kubectl that was started at `at` exits. */
function* printedBy({ spec, history }: Simulation, at: Micros, line: string): Slices<Printed> {
  const id = outputId(spec, at, line)
  const { facts } = history.timeline
  const output: KubectlReply['output'][number][] = []
  let code: number | null = null
  let read = facts.length
  let until = at
  while (code === null && until < at + patience) {
    until += seconds(0.05)
    while (!history.advance(until, slice)) yield
    for (; read < facts.length; read++) {
      const { fact, detail, at: when } = facts[read]!
      if (fact === 'kubectl-output' && detail.id === id)
        output.push({ at: when, stream: detail.stream, text: detail.text })
      if (fact === 'kubectl-exit' && detail.id === id) code = detail.code
    }
  }
  return { output, done: code !== null, code, until }
}
