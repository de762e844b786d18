import { prepare, type Scenario } from '../../src/scenarios'
import { createSimulation, milestonesOf, whyOf, type Simulation } from '../../src/sim'

/** Runs a scenario to its end. */
export function runScenario(scenario: Scenario): Simulation {
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(scenario.untilSeconds * 1_000_000)
  return simulation
}

/** A run as a story to read: each milestone with the chain of causes that led to it, and the digest of the whole trace. */
export function storyOf(scenario: Scenario): string {
  const { history, breaches } = runScenario(scenario)
  const { timeline, head } = history
  const lines = [`# ${scenario.title} (${scenario.profile}, seed ${scenario.seed})`, '']
  for (const milestone of milestonesOf(timeline, head)) {
    lines.push(`${seconds(milestone.at)} ${milestone.id} ${JSON.stringify(milestone.detail)}`)
    for (const cause of whyOf(timeline, head, milestone.entry).slice(0, 12)) {
      lines.push(`    ${seconds(cause.at)} ${cause.text}${cause.setting ? ` [${cause.setting}]` : ''}`)
    }
  }
  for (const breach of breaches) lines.push(`BROKEN ${breach.invariant}: ${breach.text}`)
  lines.push('', `entries ${timeline.length}`, `digest ${timeline.digest()}`, '')
  return lines.join('\n')
}

const seconds = (at: number): string => (at / 1_000_000).toFixed(3).padStart(8)
