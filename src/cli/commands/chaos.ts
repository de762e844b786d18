import {
  better,
  hunt,
  parseGoals,
  prepareHunt,
  shrink,
  simplerThan,
  type Candidate,
  type Found,
  type Hunt,
  type Prepared
} from '../../advisor'
import { fail, ok, type Result } from '../../base/result'
import type { Command, Io } from '../command'
import { poolOf } from '../threads'
import { readArgs, readCount, readScenarioArgument, scenarioOptions, scenarioUsage } from '../options'
import { progressOn, readCores } from './advise'

const usage = `chaos <scenario|file|link> --goal 'writes away <= 30s' [--budget 200] [--shrink 60] [--shard i/n] [--merge shard.json]… [--cores n] ${scenarioUsage} [--json]`
const options = {
  ...scenarioOptions,
  goal: { type: 'string' },
  budget: { type: 'string', default: '200' },
  shrink: { type: 'string', default: '60' },
  shard: { type: 'string' },
  merge: { type: 'string', multiple: true },
  cores: { type: 'string' }
} as const

export const chaos: Command = {
  usage,
  summary:
    'Looks for the smallest fault script that breaks a goal: what could fail alone, then random scripts, then made as simple as it gets. The seed decides everything.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (values.goal === undefined) return fail(`No goal is named; expected ${usage}.`)
    const goals = parseGoals(values.goal)
    if (!goals.ok) return goals
    const budget = readCount('--budget', values.budget, 1, 1_000_000)
    if (!budget.ok) return budget
    const most = readCount('--shrink', values.shrink, 0, 10_000)
    if (!most.ok) return most
    const shard = readShard(values.shard)
    if (!shard.ok) return shard
    const cores = readCores(values.cores)
    if (!cores.ok) return cores
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const asked: Hunt = {
      scenario: scenario.value,
      goals: goals.value,
      seed: scenario.value.seed,
      budget: budget.value,
      shrink: most.value
    }
    const prepared = prepareHunt(asked)
    if (!prepared.ok) return prepared
    const shards = readShards(values.merge ?? [], io, asked, prepared.value)
    if (!shards.ok) return shards
    io.background?.(search(asked, prepared.value, shards.value, shard.value, cores.value, io, values.json ?? false))
    return ok(0)
  }
}

interface Shard {
  readonly shard: number
  readonly of: number
}

/** What a shard writes: the best script of its part, not yet made simpler. */
interface ShardReport extends Shard {
  readonly seed: number
  readonly budget: number
  readonly best: Candidate | null
}

function readShard(text: string | undefined): Result<Shard | null> {
  if (text === undefined) return ok(null)
  const [, shard, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  return Number(shard) < Number(of)
    ? ok({ shard: Number(shard), of: Number(of) })
    : fail(`--shard is '${text}'; expected a shard from 0 and how many there are, such as 0/4.`)
}

/** The best of what shards have found; null: nothing is merged. */
function readShards(
  files: readonly string[],
  io: Io,
  { seed, budget }: Hunt,
  { candidates }: Prepared
): Result<{ readonly best: Candidate | null } | null> {
  if (files.length === 0) return ok(null)
  let best: Candidate | null = null
  const seen = new Set<number>()
  let shards = 0
  for (const file of files) {
    const report = readReport(io.readFile(file))
    if (!report) return fail(`Shard '${file}' cannot be read; expected what lab chaos --shard --json printed.`)
    if (report.seed !== seed || report.budget !== budget)
      return fail(
        `Shard '${file}' is of another search (seed ${report.seed}, budget ${report.budget}); expected seed ${seed}, budget ${budget}.`
      )
    const own = report.best && candidates.find(({ index }) => index === report.best?.index)
    if (own === undefined) return fail(`Shard '${file}' names a script that this search does not have.`)
    seen.add(report.shard)
    shards = report.of
    best = better(best, own)
  }
  if (seen.size !== shards) return fail(`${seen.size} of ${shards} shards are there; expected each of them once.`)
  return ok({ best })
}

function readReport(text: string | undefined): ShardReport | null {
  try {
    const read = JSON.parse(text ?? '') as Partial<ShardReport> | null
    const numbers = [read?.shard, read?.of, read?.seed, read?.budget]
    const isWhole =
      numbers.every((number) => Number.isInteger(number)) &&
      (read?.best === null || Number.isInteger(read?.best?.index))
    return isWhole ? (read as ShardReport) : null
  } catch {
    return null
  }
}

async function search(
  asked: Hunt,
  prepared: Prepared,
  merged: { readonly best: Candidate | null } | null,
  shard: Shard | null,
  cores: number | undefined,
  io: Io,
  json: boolean
): Promise<Result<0 | 1>> {
  const pool = poolOf(cores)
  try {
    const best = merged
      ? merged.best
      : await hunt(asked, prepared, pool, { progress: progressOn(io, 'scripts') }, shard ?? undefined)
    if (shard) {
      const { seed, budget } = asked
      io.out(`${JSON.stringify({ ...shard, seed, budget, best } satisfies ShardReport)}\n`)
      return ok(0)
    }
    const found =
      best &&
      (await shrink(asked, async (faults) => Promise.resolve(simplerThan(faults, prepared.at)), best, pool, {
        progress: progressOn(io, 'simpler scripts')
      }))
    io.out(
      json
        ? `${JSON.stringify({ tried: prepared.candidates.length, found })}\n`
        : told(found, prepared.candidates.length)
    )
    return ok(found ? 1 : 0)
  } finally {
    pool.close()
  }
}

function told(found: Found | null, tried: number): string {
  if (!found) return `None of ${tried} scripts breaks the goal.\n`
  const more = found.isLeast ? '' : 'Simpler scripts are left untried: --shrink ended first.\n'
  return `${found.faults.map((fault) => `${fault}\n`).join('')}breaks '${found.broken}': lab run '${found.link}'\n${more}`
}
