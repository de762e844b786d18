import { ok } from '../../base/result'
import { formatLink, prepare, type Scenario } from '../../scenarios'
import { createSimulation, type Simulation } from '../../sim'
import type { Command } from '../command'
import { readArgs, readCount } from '../options'
import { breachReport } from '../report'
import { randomScenario } from './random-scenario'

const usage = 'fuzz --seeds n --events m [--first-seed n] [--json]'
const options = {
  seeds: { type: 'string', default: '20' },
  events: { type: 'string', default: '100000' },
  'first-seed': { type: 'string', default: '1' },
  json: { type: 'boolean' }
} as const

/** A run whose faults broke something that must never break. */
interface Broken {
  readonly seed: number
  readonly invariant: string
  readonly at_s: number
  readonly text: string
  /** Shows the same breach. */
  readonly command: string
}

export const fuzz: Command = {
  usage,
  summary:
    'Random faults on random clusters, m events each; prints every broken invariant with the command that reproduces it.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values } = read.value
    const seeds = readCount('--seeds', values.seeds, 1, 1_000_000)
    if (!seeds.ok) return seeds
    const budget = readCount('--events', values.events, 1, 1_000_000_000)
    if (!budget.ok) return budget
    const first = readCount('--first-seed', values['first-seed'], 0, 0xffff_ffff - seeds.value)
    if (!first.ok) return first
    const total = { runs: 0, events: 0, faults: 0, broken: [] as Broken[] }
    for (let seed = first.value; seed < first.value + seeds.value; seed++) {
      const scenario = randomScenario(seed)
      const spec = prepare(scenario)
      if (!spec.ok) return spec
      const simulation = createSimulation(spec.value)
      const crash = advance(simulation, scenario, budget.value)
      const { history, breaches } = simulation
      total.runs++
      total.events += history.timeline.length
      total.faults += spec.value.faults.filter((fault) => fault.at <= history.end).length
      const command = `npm run --silent lab -- run '${formatLink({ scenario: shortened(scenario, history.end), playhead: 0, selection: '' })}'`
      for (const breach of breaches) total.broken.push({ seed, ...breachReport(breach), command })
      if (crash !== null)
        total.broken.push({ seed, invariant: 'no-assertion-fails', at_s: history.end / 1e6, text: crash, command })
    }
    if (values.json) io.out(`${JSON.stringify(total)}\n`)
    else io.out(summary(total))
    return ok(total.broken.length === 0 ? 0 : 1)
  }
}

/** A failed assertion of ours is a finding like any broken invariant. */
function advance({ history }: Simulation, scenario: Scenario, budget: number): string | null {
  try {
    // The warm-up before the first fault does not count.
    history.advance(0)
    history.advance(scenario.untilSeconds * 1e6, budget)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Ends where the fuzzer stopped, so that the command shows just that stretch. */
const shortened = (scenario: Scenario, end: number): Scenario => ({
  ...scenario,
  untilSeconds: Math.max(1, Math.ceil(end / 1e6))
})

function summary({
  runs,
  events,
  faults,
  broken
}: {
  runs: number
  events: number
  faults: number
  broken: readonly Broken[]
}): string {
  const lines = broken.map(
    ({ seed, invariant, at_s, text, command }) => `seed ${seed}: ${invariant} at ${at_s} s: ${text}\n  ${command}\n`
  )
  return `${lines.join('')}${runs} runs, ${events} events, ${faults} faults, ${broken.length} broken\n`
}
