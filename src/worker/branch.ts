import { ok, type Result } from '../base/result'
import { seconds, type Micros } from '../base/time'
import { formatCommand, prepare, type Scenario } from '../scenarios'
import {
  createSimulation,
  extendSimulation,
  forkSimulation,
  formatFault,
  type Change,
  type Fault,
  type KubectlCommand,
  type RunSpec,
  type Simulation
} from '../sim/first'
import type { Answered } from './answered'

/**
 * One line of what happened: its inputs, and the run that they give. Nothing else keeps either of them. Acting in the past begins
 * another; the old one stays.
 */
export interface Branch {
  readonly id: number
  readonly parent: number | null
  readonly forkedAt: Micros
  readonly title: string
  readonly scenario: Scenario
  readonly simulation: Simulation
  /** As far as it is simulated without being asked: the length that the story suggests, or more where somebody acted or looked. */
  horizon: Micros
  /** What read-only questions were answered, as long as the inputs stay. */
  readonly answered: Answered
}

/** A day: what links can name. */
export const longest: Micros = seconds(86_400)
/** How far the run goes on after an act at its end. */
const afterAct: Micros = seconds(60)

/** The branch that a run is opened with, at the start of its warming up. */
export function rootBranch(scenario: Scenario): Result<Branch> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const simulation = createSimulation(spec.value)
  const last = Math.max(0, ...[...spec.value.faults, ...spec.value.kubectl].map(({ at }) => at))
  const suggested = seconds(scenario.untilSeconds)
  return ok({
    id: 0,
    parent: null,
    forkedAt: 0,
    title: 'as it was',
    scenario,
    simulation,
    // A link may hold acts beyond the suggested length: what they led to was seen.
    horizon: Math.min(longest, last < suggested ? suggested : last + afterAct),
    answered: new Map()
  })
}

/** What a person does: another fault or line, and planned faults that are given up for it. */
export interface Act {
  readonly title: string
  readonly fault?: Fault
  readonly kubectl?: KubectlCommand
  readonly without?: readonly Fault[]
}

const changeOf = ({ fault, kubectl, without = [] }: Act): Change => ({
  faults: fault ? [fault] : [],
  kubectl: kubectl ? [kubectl] : [],
  without
})

/** When something happens that a person does at `shown`: the next whole millisecond, but before everything that was planned. */
export function actTime({ faults, kubectl }: RunSpec, shown: Micros): Micros {
  const whole = Math.floor(shown / 1_000) * 1_000 + 1_000
  const planned = [...faults, ...kubectl].some(({ at }) => at > shown && at <= whole)
  return planned ? shown + 1 : whole
}

/** The branch that `act` leads to. */
export function forked(from: Branch, id: number, at: Micros, act: Act): Branch {
  const simulation = forkSimulation(from.simulation, changeOf(act))
  return {
    id,
    parent: from.id,
    forkedAt: at,
    title: act.title,
    scenario: inputsOf(from.scenario, simulation.spec),
    simulation,
    horizon: Math.min(longest, Math.max(seconds(from.scenario.untilSeconds), at + afterAct)),
    answered: new Map()
  }
}

/** The same branch with an act after all that was simulated of it. */
export function extended(branch: Branch, at: Micros, act: Act): Branch {
  const simulation = extendSimulation(branch.simulation, changeOf(act))
  return {
    ...branch,
    title: `${branch.title}, ${act.title}`,
    scenario: inputsOf(branch.scenario, simulation.spec),
    simulation,
    horizon: Math.min(longest, Math.max(branch.horizon, at + afterAct)),
    answered: new Map()
  }
}

/** The scenario whose preparation gives that run. */
const inputsOf = (scenario: Scenario, { faults, kubectl }: RunSpec): Scenario => ({
  ...scenario,
  faults: faults.map(formatFault),
  commands: kubectl.map(formatCommand)
})
