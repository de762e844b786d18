import { median } from '../../base/median'
import { ok } from '../../base/result'
import { milestoneIds } from '../../sim'
import type { Command } from '../command'
import { readArgs, readCount, readScenarioArgument, scenarioOptions, scenarioUsage, simulate } from '../options'
import { milestoneReports } from '../report'
import { seconds1, table } from '../table'

const usage = `sweep <scenario|file|link> --seeds 50 ${scenarioUsage} [--json]`
const options = { ...scenarioOptions, seeds: { type: 'string', default: '50' } } as const

export interface Spread {
  readonly n: number
  readonly median_s: number
  readonly min_s: number
  readonly max_s: number
}

export const sweep: Command = {
  usage,
  summary: 'Runs a scenario with many seeds; prints when each milestone came, in seconds after the fault.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    const seeds = readCount('--seeds', values.seeds, 1, 10_000)
    if (!seeds.ok) return seeds
    const scenario = readScenarioArgument(positionals, values, io, usage)
    if (!scenario.ok) return scenario
    const times = new Map<string, number[]>(milestoneIds.map((id) => [id, []]))
    let broken = 0
    for (let i = 0; i < seeds.value; i++) {
      const simulation = simulate({ ...scenario.value, seed: scenario.value.seed + i })
      if (!simulation.ok) return simulation
      for (const { id, after_fault_s } of milestoneReports(simulation.value)) times.get(id)!.push(after_fault_s)
      broken += simulation.value.breaches.length
    }
    const milestones = Object.fromEntries(
      [...times].filter(([, found]) => found.length > 0).map(([id, found]) => [id, spreadOf(found)])
    )
    const { id, profile, seed } = scenario.value
    if (values.json)
      io.out(`${JSON.stringify({ scenario: id, profile, first_seed: seed, seeds: seeds.value, milestones, broken })}\n`)
    else io.out(spreadTable(milestones))
    return ok(broken === 0 ? 0 : 1)
  }
}

export const spreadOf = (times: readonly number[]): Spread => ({
  n: times.length,
  median_s: round(median(times)),
  min_s: round(Math.min(...times)),
  max_s: round(Math.max(...times))
})

const round = (value: number) => Math.round(value * 1e6) / 1e6

function spreadTable(milestones: Readonly<Record<string, Spread>>): string {
  const rows = Object.entries(milestones).map(([id, { n, median_s, min_s, max_s }]) => [
    id,
    String(n),
    seconds1(median_s),
    seconds1(min_s),
    seconds1(max_s)
  ])
  return table([['s after the fault', 'n', 'median', 'min', 'max'], ...rows])
}
