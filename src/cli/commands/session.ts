import { parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import type { Micros } from '../../base/time'
import { Sitting, type Told } from '../../rigs/sitting'
import { prepare, type Scenario } from '../../scenarios'
import { unfinished } from '../../sim/terminal'
import type { Command } from '../command'
import { readArgs, readScenarioArgument, scenarioOptions, scenarioUsage } from '../options'

const usage = `session [scenario|file|link] -f session.json ${scenarioUsage} [--json]`
const options = { ...scenarioOptions, file: { type: 'string', short: 'f' } } as const

/** One step of a session's file: a line, and when it is typed. */
export interface Step {
  readonly line: string
  /** At this instant, or when the line before has ended if that is later. */
  readonly at?: string
  /** This long after the line before has ended. */
  readonly wait?: string
  /** Files that are put beside the terminal first. */
  readonly files?: Readonly<Record<string, string>>
}

/** What a line printed, as it is told to programs. */
interface Printed {
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

const asText = ({ at_s, line, stdout, stderr, code }: Printed): string =>
  `# ${at_s} s\n$ ${line}\n${stdout}${stderr}${code === 0 ? '' : `(exit code ${code})\n`}`

/** Types each line when its time has come. */
function play(scenario: Scenario, steps: readonly Step[]): Result<Printed[]> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const sitting = new Sitting(spec.value)
  const printed: Printed[] = []
  for (const [i, step] of steps.entries()) {
    const told = typed(sitting, step, i)
    if (!told.ok) return told
    const { at, ended, runs, ...rest } = told.value
    printed.push({ at_s: at / 1e6, ended_s: ended / 1e6, ...rest, ...(runs && { runs }) })
  }
  return ok(printed)
}

/** Types one step of a session when its time has come. */
export function typed(sitting: Sitting, step: Step, i: number): Result<Told> {
  const at = timeOf(step, sitting.now)
  if (!at.ok) return fail(`Line ${i + 1} of the session: ${at.error}`)
  sitting.advance(at.value)
  if (step.files) sitting.put(step.files)
  const told = sitting.type(step.line)
  return told.ok || told.error !== unfinished
    ? told
    : fail(`Line ${i + 1} of the session is not ended: '${step.line}'.`)
}

function timeOf({ at, wait }: Step, now: Micros): Result<Micros> {
  const text = at ?? wait
  if (text === undefined) return ok(now)
  const read = parseDuration(text)
  return read.ok ? ok(at === undefined ? now + read.value : read.value) : read
}

export function readSteps(text: string, file: string): Result<{ scenario?: string; steps: Step[] }> {
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
