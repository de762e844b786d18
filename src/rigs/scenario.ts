import { prepare, type Scenario } from '../scenarios'
import { createSimulation, type Simulation } from '../sim'

/** Runs a scenario to its end. */
export function runScenario(scenario: Scenario): Simulation {
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(scenario.untilSeconds * 1_000_000)
  return simulation
}
