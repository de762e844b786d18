import { prepare, type Scenario } from '../scenarios'
import { createSimulation } from '../sim'
import { breachReport, type BreachReport } from './report'

/** What a fuzzed run may cost; more is a finding of its own. */
export interface Budget {
  /** Events after time 0; the run ends with them. */
  readonly events: number
  /** Memory of this program, in MiB. */
  readonly heapMiB: number
}

export interface Outcome {
  readonly events: number
  readonly faults: number
  /** Where the run ended, in seconds. */
  readonly end_s: number
  readonly breaches: readonly BreachReport[]
}

/** Memory is looked at once in so many events. */
const slice = 20_000

/** Runs a scenario within a budget. A failed assertion of ours, and memory that grows, are findings like any broken invariant. */
export function fuzzed(scenario: Scenario, budget: Budget): Outcome {
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  const { history } = simulation
  const until = scenario.untilSeconds * 1e6
  const found: BreachReport[] = []
  const tell = (invariant: string, text: string) => found.push({ invariant, at_s: history.end / 1e6, text })
  try {
    // The warm-up before the first fault does not count.
    history.advance(0)
    for (let left = budget.events; left > 0; left -= slice) {
      const done = history.advance(until, Math.min(left, slice))
      const heap = process.memoryUsage().heapUsed / 2 ** 20
      if (heap > budget.heapMiB)
        tell('memory-within-budget', `${heap.toFixed(0)} MiB after ${history.timeline.length} events`)
      if (done || heap > budget.heapMiB) break
    }
  } catch (error) {
    tell('no-assertion-fails', error instanceof Error ? error.message : String(error))
  }
  return {
    events: history.timeline.length,
    faults: spec.value.faults.filter(({ at }) => at <= history.end).length,
    end_s: history.end / 1e6,
    breaches: [...simulation.breaches.map(breachReport), ...found]
  }
}

/**
 * The least that still breaks an invariant: ends right after the breach, and has only faults, lines and objects without which it does not
 * happen. They are taken away by halves first, then one by one.
 * @param runs how many runs it may take
 */
export function shrink(scenario: Scenario, breach: BreachReport, budget: Budget, runs: number): Scenario {
  const breaks = (candidate: Scenario) =>
    fuzzed(candidate, budget).breaches.some(({ invariant }) => invariant === breach.invariant)
  const isBefore = (line: string) => secondsOf(line) <= breach.at_s
  let least: Scenario = {
    ...scenario,
    untilSeconds: Math.max(1, Math.ceil(breach.at_s + 1)),
    faults: scenario.faults.filter(isBefore),
    commands: scenario.commands.filter((line) => isBefore(typeof line === 'string' ? line : line.at))
  }
  let left = runs
  for (const part of ['faults', 'commands', 'workloads'] as const) {
    for (let size = least[part].length; size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < least[part].length && left > 0;) {
        const fewer = { ...least, [part]: [...least[part].slice(0, from), ...least[part].slice(from + size)] }
        left--
        if (breaks(fewer)) least = fewer
        else from += size
      }
    }
  }
  return least
}

/** The time that a fault or a line begins with, such as `12.5s` or `1m30s`. */
function secondsOf(fault: string): number {
  const units = { h: 3_600, m: 60, s: 1, ms: 0.001 }
  return [...fault.split(' ')[0]!.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * units[unit as keyof typeof units],
    0
  )
}
