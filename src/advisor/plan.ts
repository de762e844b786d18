import { fail, ok, type Result } from '../base/result'
import { parseLink, presetOf, type Scenario } from '../scenarios'
import { candidatesOf } from './chaos'
import type { Failure, FailureKind } from './failures'
import { parseGoals } from './goal'
import { groundOf } from './ground'
import { failuresIn } from './job'
import { practicesOf, type Practice } from './practices'
import type { Hunt, Prepared } from './search'
import { simplerThan } from './simpler'
import { readYours, type Yours } from './yours/read'

/** What must be thought about before jobs can be given out: it needs the simulator, so in the page a worker does it. */
export interface Plans {
  failures: {
    ask: { readonly link: string; readonly kinds: readonly FailureKind[] }
    reply: { readonly scenario: Scenario; readonly failures: readonly Failure[] }
  }
  practices: { ask: { readonly link: string }; reply: readonly Practice[] }
  hunt: {
    ask: { readonly link: string; readonly goal: string; readonly seed: number; readonly budget: number }
    reply: Pick<Hunt, 'scenario' | 'goals'> & Prepared
  }
  simpler: { ask: { readonly faults: readonly string[]; readonly at: number }; reply: readonly (readonly string[])[] }
  yours: { ask: { readonly text: string }; reply: Yours }
}
export type PlanType = keyof Plans
export type Plan<T extends PlanType = PlanType> = { [K in T]: { readonly type: K } & Plans[K]['ask'] }[T]

type Planners = { readonly [T in PlanType]: (ask: Plans[T]['ask']) => Result<Plans[T]['reply']> }

export const planners: Planners = {
  failures: ({ link, kinds }) => {
    const scenario = scenarioOf(link)
    if (!scenario.ok) return scenario
    const failures = failuresIn(scenario.value, kinds)
    return failures.ok ? ok({ scenario: scenario.value, failures: failures.value }) : failures
  },
  practices: ({ link }) => {
    const scenario = scenarioOf(link)
    return scenario.ok ? ok(practicesOf(scenario.value)) : scenario
  },
  hunt: ({ link, goal, seed, budget }) => {
    const scenario = scenarioOf(link)
    if (!scenario.ok) return scenario
    const goals = parseGoals(goal)
    if (!goals.ok) return goals
    const prepared = prepareHunt({ scenario: scenario.value, seed, budget })
    return prepared.ok ? ok({ scenario: scenario.value, goals: goals.value, ...prepared.value }) : prepared
  },
  simpler: ({ faults, at }) => ok(simplerThan(faults, at)),
  yours: ({ text }) => readYours(text)
}

function scenarioOf(link: string): Result<Scenario> {
  const preset = presetOf(link)
  if (preset) return ok(preset)
  const read = parseLink(link)
  return read.ok ? ok(read.value.scenario) : read
}

/** The scripts of a search, or why the scenario cannot be run. */
export function prepareHunt({ scenario, seed, budget }: Pick<Hunt, 'scenario' | 'seed' | 'budget'>): Result<Prepared> {
  const ground = groundOf(scenario)
  if (!ground.ok) return ground
  const { at, simulation } = ground.value
  const candidates = candidatesOf(scenario, simulation.spec.flags, at, { seed, budget })
  return candidates.length > 0 ? ok({ candidates, at }) : fail('The cluster has nothing that could fail.')
}
