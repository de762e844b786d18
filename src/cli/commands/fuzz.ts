import { ok } from '../../base/result'
import { formatLink, type Scenario } from '../../scenarios'
import type { Command } from '../command'
import { fuzzed, shrink } from '../fuzzing'
import { readArgs, readCount } from '../options'
import { randomScenario } from '../random/scenario'

const usage = 'fuzz --seeds n --events m [--seconds s] [--heap-mib h] [--first-seed n] [--shrink runs] [--json]'
const options = {
  seeds: { type: 'string', default: '20' },
  events: { type: 'string', default: '100000' },
  seconds: { type: 'string', default: '600' },
  'heap-mib': { type: 'string', default: '2000' },
  'first-seed': { type: 'string', default: '1' },
  shrink: { type: 'string', default: '80' },
  json: { type: 'boolean' }
} as const

/** A run whose faults broke something that must never break. */
interface Broken {
  readonly seed: number
  readonly invariant: string
  readonly at_s: number
  readonly text: string
  /** What is left of the faults, and of the lines that are typed: without any of them it does not happen. */
  readonly faults: readonly string[]
  readonly lines: readonly string[]
  /** Shows the same breach. */
  readonly command: string
}

export const fuzz: Command = {
  usage,
  summary:
    'Random faults and lines on random clusters with objects of every kind, within budgets of simulated time, events and memory; prints every broken invariant, shrunk, with the command that reproduces it.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values } = read.value
    const seeds = readCount('--seeds', values.seeds, 1, 1_000_000)
    if (!seeds.ok) return seeds
    const events = readCount('--events', values.events, 1, 1_000_000_000)
    if (!events.ok) return events
    const seconds = readCount('--seconds', values.seconds, 1, 600)
    if (!seconds.ok) return seconds
    const heap = readCount('--heap-mib', values['heap-mib'], 100, 1_000_000)
    if (!heap.ok) return heap
    const runs = readCount('--shrink', values.shrink, 0, 10_000)
    if (!runs.ok) return runs
    const first = readCount('--first-seed', values['first-seed'], 0, 0xffff_ffff - seeds.value)
    if (!first.ok) return first
    const budget = { events: events.value, heapMiB: heap.value }
    const total = { runs: 0, events: 0, faults: 0, broken: [] as Broken[] }
    for (let seed = first.value; seed < first.value + seeds.value; seed++) {
      const scenario: Scenario = { ...randomScenario(seed), untilSeconds: seconds.value }
      const outcome = fuzzed(scenario, budget)
      total.runs++
      total.events += outcome.events
      total.faults += outcome.faults
      for (const breach of outcome.breaches) {
        const least = shrink(scenario, breach, budget, runs.value)
        const link = formatLink({ scenario: least, playhead: 0, selection: '' })
        const lines = least.commands.map((line) => (typeof line === 'string' ? line : `${line.at} ${line.line}`))
        total.broken.push({
          seed,
          ...breach,
          faults: least.faults,
          lines,
          command: `npm run --silent lab -- run '${link}'`
        })
      }
    }
    if (values.json) io.out(`${JSON.stringify(total)}\n`)
    else io.out(summary(total))
    return ok(total.broken.length === 0 ? 0 : 1)
  }
}

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
    ({ seed, invariant, at_s, text, faults: left, lines, command }) =>
      `seed ${seed}: ${invariant} at ${at_s} s: ${text}\n${[...left, ...lines].map((fault) => `    ${fault}\n`).join('')}  ${command}\n`
  )
  return `${lines.join('')}${runs} runs, ${events} events, ${faults} faults, ${broken.length} broken\n`
}
