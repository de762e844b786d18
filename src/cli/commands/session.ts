import { parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import { seconds, type Micros } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { createSimulation, forkSimulation, type Simulation } from '../../sim'
import { freshShell, promptOf, runLine, unfinished, type Place, type Shell } from '../../sim/terminal'
import type { Command } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions, scenarioUsage } from '../options'

const usage = `session [scenario|file|link] -f session.json ${scenarioUsage} [--json]`
const options = { ...scenarioOptions, file: { type: 'string', short: 'f' } } as const

/** One step of a session's file: a line, and when it is typed. */
interface Step {
  readonly line: string
  /** At this instant, or when the line before has ended if that is later. */
  readonly at?: string
  /** This long after the line before has ended. */
  readonly wait?: string
  /** Files that are put beside the terminal first. */
  readonly files?: Readonly<Record<string, string>>
}

/** What a line printed. */
interface Told {
  readonly at_s: number
  readonly ended_s: number
  readonly line: string
  readonly stdout: string
  readonly stderr: string
  readonly code: number
  readonly runs?: true
}

export const session: Command = {
  usage,
  summary: "Types the lines of a file into the page's terminal, at their times, and prints what each of them says.",
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (values.file === undefined) return fail(`No session is named; expected ${usage}.`)
    const text = io.readFile(values.file)
    if (text === undefined) return fail(`Session '${values.file}' cannot be read; expected a file.`)
    const steps = readSteps(text, values.file)
    if (!steps.ok) return steps
    const named =
      positionals.length > 0 ? positionals : steps.value.scenario === undefined ? [] : [steps.value.scenario]
    const scenario = readScenarioArgument(named, values, io, usage)
    if (!scenario.ok) return scenario
    const told = play(scenario.value, steps.value.steps)
    if (!told.ok) return told
    io.out(values.json ? `${JSON.stringify(told.value)}\n` : told.value.map(asText).join(''))
    return ok(0)
  }
}

const asText = ({ at_s, line, stdout, stderr, code }: Told): string =>
  `# ${at_s} s\n$ ${line}\n${stdout}${stderr}${code === 0 ? '' : `(exit code ${code})\n`}`

/** Types each line when its time has come. */
function play(scenario: Scenario, steps: readonly Step[]): Result<Told[]> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  let simulation: Simulation = createSimulation(spec.value)
  let shell: Shell = freshShell
  let now: Micros = 0
  const told: Told[] = []
  for (const [i, step] of steps.entries()) {
    const at = timeOf(step, now)
    if (!at.ok) return fail(`Line ${i + 1} of the session: ${at.error}`)
    now = Math.max(now, at.value)
    simulation.history.advance(now)
    const place: Place = {
      get simulation() {
        return simulation
      },
      known: new Map(),
      at: now,
      followTo: now + followed,
      act: ({ kubectl, fault }) => {
        simulation = forkSimulation(simulation, {
          ...(kubectl && { kubectl: [kubectl] }),
          ...(fault && { faults: [fault] })
        })
      }
    }
    if (step.files) shell = { ...shell, files: { ...shell.files, ...step.files } }
    const prompt = promptOf(shell)
    const answer = ended(runLine(place, shell, step.line))
    if (!answer.ok)
      return fail(
        answer.error === unfinished ? `Line ${i + 1} of the session is not ended: '${step.line}'.` : answer.error
      )
    const { said, code, runs } = answer.value
    shell = answer.value.shell
    const all = (stream: 'stdout' | 'stderr') =>
      said.map((piece) => (piece.stream === stream ? piece.text : '')).join('')
    told.push({
      at_s: now / 1e6,
      ended_s: place.at / 1e6,
      line: prompt === '$ ' ? step.line : `${prompt}${step.line}`,
      stdout: all('stdout'),
      stderr: all('stderr'),
      code,
      ...(runs && { runs })
    })
    now = Math.max(now, place.at)
  }
  return ok(told)
}

/** What goes on by itself (`-w`, `-f`) is followed this long, then stopped. */
const followed = seconds(10)

function ended<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done, value } = slices.next()
    if (done) return value
  }
}

function timeOf({ at, wait }: Step, now: Micros): Result<Micros> {
  const text = at ?? wait
  if (text === undefined) return ok(now)
  const read = parseDuration(text)
  return read.ok ? ok(at === undefined ? now + read.value : read.value) : read
}

function readSteps(text: string, file: string): Result<{ scenario?: string; steps: Step[] }> {
  const expected = `expected a list such as ["kubectl get pods", {"at": "12s", "line": "kubectl get nodes"}, {"wait": "5s", "line": "…"}]`
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return fail(`Session '${file}' is no JSON; ${expected}.`)
  }
  const { scenario, lines } = Array.isArray(read) ? { scenario: undefined, lines: read as unknown[] } : shaped(read)
  if (!lines) return fail(`Session '${file}' has no list of lines; ${expected}.`)
  const steps: Step[] = []
  for (const [i, line] of lines.entries()) {
    const step = typeof line === 'string' ? { line } : stepOf(line)
    if (!step) return fail(`Line ${i + 1} of session '${file}' does not fit; ${expected}.`)
    steps.push(step)
  }
  return ok({ ...(scenario !== undefined && { scenario }), steps })
}

function shaped(read: unknown): { scenario: string | undefined; lines: unknown[] | undefined } {
  const { scenario, lines } = (read ?? {}) as { scenario?: unknown; lines?: unknown }
  return {
    scenario: typeof scenario === 'string' ? scenario : undefined,
    lines: Array.isArray(lines) ? lines : undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function stepOf(value: unknown): Step | null {
  if (typeof value !== 'object' || value === null) return null
  const { line, at, wait, files, ...more } = value as Record<string, unknown>
  if (!isText(line) || Object.keys(more).length > 0) return null
  if ((at !== undefined && !isText(at)) || (wait !== undefined && !isText(wait))) return null
  const isFiles = typeof files === 'object' && files !== null && Object.values(files).every(isText)
  if (files !== undefined && !isFiles) return null
  return {
    line,
    ...(at !== undefined && { at }),
    ...(wait !== undefined && { wait }),
    ...(isFiles && { files: files as Record<string, string> })
  }
}
