import {
  effectOf,
  isSame,
  failureKinds,
  failuresIn,
  findingsOf,
  practicesOf,
  sentenceOf,
  titleOf,
  type Advice,
  type Effect,
  type FailureKind,
  type Pool,
  type Tried
} from '../../advisor'
import { fail, ok, type Result } from '../../base/result'
import type { Scenario } from '../../scenarios'
import type { Command, Io } from '../command'
import { poolOf } from '../threads'
import { readArgs, readCount, readScenarioArgument, scenarioOptions, scenarioUsage } from '../options'

const usage = `advise <scenario|file|link> [--only node,zone,…] [--pairs] [--practices] [--cores n] ${scenarioUsage} [--json]`
const options = {
  ...scenarioOptions,
  only: { type: 'string' },
  pairs: { type: 'boolean' },
  practices: { type: 'boolean' },
  cores: { type: 'string' }
} as const

export const advise: Command = {
  usage,
  summary:
    'Makes fail what could fail in a cluster, each by itself on a fork of the healthy run; prints what broke, the worst first, with a link that proves it. --practices runs each best practice, too: the same faults with it and without.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    const kinds = readKinds(values.only, values.pairs ?? false)
    if (!kinds.ok) return kinds
    const cores = readCores(values.cores)
    if (!cores.ok) return cores
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const work = advice(scenario.value, kinds.value, cores.value, io, values)
    if (!work.ok) return work
    io.background?.(work.value())
    return ok(0)
  }
}

function readKinds(only: string | undefined, pairs: boolean): Result<FailureKind[]> {
  const alone = failureKinds.filter((kind) => kind !== 'pair')
  const named = only === undefined ? alone : only.split(',')
  const unknown = named.find((kind) => !failureKinds.some((known) => known === kind))
  if (unknown !== undefined)
    return fail(`--only names '${unknown}'; expected some of ${failureKinds.join(', ')}, with commas between.`)
  const wanted: ReadonlySet<string> = new Set([...named, ...(pairs ? ['pair'] : [])])
  return ok(failureKinds.filter((kind) => wanted.has(kind)))
}

/** Undefined: all cores. */
export function readCores(text: string | undefined): Result<number | undefined> {
  return text === undefined ? ok(undefined) : readCount('--cores', text, 1, 256)
}

function advice(
  scenario: Scenario,
  kinds: readonly FailureKind[],
  cores: number | undefined,
  io: Io,
  { json = false, practices = false }: { readonly json?: boolean; readonly practices?: boolean }
): Result<() => Promise<Result<0 | 1>>> {
  const failures = failuresIn(scenario, kinds)
  if (!failures.ok) return failures
  return ok(async () => {
    const pool = poolOf(cores)
    try {
      const jobs = failures.value.map((failure) => ({ type: 'failure', scenario, failure }) as const)
      const outcomes = await pool.all(jobs, { progress: progressOn(io, 'failures') })
      const found = findingsOf(outcomes.filter((one): one is Tried => one !== null))
      const effects = practices ? await effectsOf(scenario, pool, io) : []
      io.out(
        json
          ? `${JSON.stringify({ scenario: scenario.id, tried: jobs.length, ...found, ...(practices && { practices: effects }) })}\n`
          : told(found, jobs.length) + effects.map(effectText).join('')
      )
      return ok(0)
    } finally {
      pool.close()
    }
  })
}

/** What a practice changes by itself, run with it and without. */
interface Changed {
  readonly id: string
  readonly title: string
  readonly on: boolean
  readonly trial: string
  readonly without: Effect
  readonly with: Effect
}

async function effectsOf(scenario: Scenario, pool: Pool, io: Io): Promise<Changed[]> {
  const all = practicesOf(scenario)
  const jobs = all.flatMap((practice) =>
    [practice.without, practice.with].map(
      ({ tried, faults, commands }) => ({ type: 'trial', scenario: tried, faults, commands }) as const
    )
  )
  const measured = await pool.all(jobs, { progress: progressOn(io, 'runs of practices') })
  return all.map(({ id, title, on, trial, gauge }, i) => ({
    id,
    title,
    on,
    trial,
    without: effectOf(gauge, measured[2 * i]!),
    with: effectOf(gauge, measured[2 * i + 1]!)
  }))
}

const effectText = ({ title, on, trial, without, with: having }: Changed): string =>
  `${title}${on ? ' (on)' : ''}\n    ${trial}: ${without.text} without, ${having.text} with${isSame(without, having) ? ': no difference in this cluster' : ''}\n`

/** How far the work is, each time that a tenth more is done; on the error stream, so that the output stays what was asked for. */
export function progressOn(io: Io, what: string): (progress: { done: number; of: number }) => void {
  let said = 0
  return ({ done, of }) => {
    const tenth = Math.floor((10 * done) / of)
    if (tenth === said) return
    said = tenth
    io.err(`${done} of ${of} ${what}\n`)
  }
}

function told({ findings, stood }: Advice, tried: number): string {
  const lines = findings.map(
    (finding) =>
      `${finding.grade === 'for-good' ? '◆' : '◇'} ${titleOf(finding)}\n    ${sentenceOf(finding.measured)}\n    prove it: lab run '${finding.link}'\n`
  )
  return `${lines.join('')}${tried} failures tried, ${findings.length} findings; ${stood.length} broke nothing.\n◆ still lost when it was left, ◇ lost for a while\n`
}
