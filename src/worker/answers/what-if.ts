import { ok, type Result } from '../../base/result'
import { seconds, toSeconds } from '../../base/time'
import { allFlags, prepare, profileFlags, type Scenario } from '../../scenarios'
import { milestonesOf, type Simulation } from '../../sim'
import { rootBranch } from '../branch'
import type { Ask, Reply, WhatIfAnswer } from '../protocol'
import type { Session, Slices } from '../session'
import { advance } from '../slice'

const withValue = (scenario: Scenario, setting: string, value: number): Scenario => ({
  ...scenario,
  flags: { ...scenario.flags, [setting]: value }
})

/** Half of a setting's value; double where half is refused, as below what another setting needs. */
export function proposal(session: Session, { setting }: Ask<'proposal'>): Result<Reply<'proposal'>> {
  const { scenario } = session.branch
  const flag = allFlags.find(({ name }) => name === setting)
  const { masters } = scenario.cluster
  const value = scenario.flags[setting] ?? profileFlags(scenario.profile, masters)[setting] ?? flag?.default
  if (!flag || typeof value !== 'number' || value === 0) return ok({ value: null })
  const fits = [value / 2, Math.round(value / 2), value * 2].find(
    (other) => other !== value && prepare(withValue(scenario, setting, other)).ok
  )
  return ok({ value: fits ?? null })
}

/** How much after the last thing that happened here the other run is given. */
const patience = seconds(5)

/** The run from its start with another value; what it is compared by are the milestones up to the same instant. */
export function* whatIf(session: Session, { setting, value }: Ask<'what-if'>): Slices<Result<WhatIfAnswer>> {
  const { branch } = session
  const branches = session.branches!
  const title = `what if ${setting} = ${value}?`
  const known = branches.list.find((other) => other.title === title && other.parent === branch.id)
  const root = known ? ok(known) : rootBranch(withValue(branch.scenario, setting, value))
  if (!root.ok) return root
  const last = Math.max(
    session.shown,
    ...milestonesOf(branch.simulation.history.timeline, branch.simulation.history.head).map(({ at }) => at)
  )
  const until = Math.min(branch.simulation.history.end, last + patience)
  while (!advance(root.value.simulation.history, until)) yield
  const other = known ?? branches.keep(root.value, branch.id, title)
  session.tellTimeline()
  return ok({ setting, value, branch: other.id, milestones: sideBySide(branch.simulation, other.simulation, until) })
}

function sideBySide(one: Simulation, other: Simulation, until: number): WhatIfAnswer['milestones'] {
  const [before, after] = [timesOf(one, until), timesOf(other, until)]
  return [...new Set([...before.keys(), ...after.keys()])].map((id) => ({
    id,
    before: before.get(id) ?? null,
    after: after.get(id) ?? null
  }))
}

/** Seconds after the first fault, of each milestone that came by an instant. */
function timesOf({ spec, history }: Simulation, until: number): ReadonlyMap<string, number> {
  const fault = spec.faults[0]?.at ?? 0
  const came = milestonesOf(history.timeline, history.head).filter(({ at }) => at <= until)
  return new Map(came.map(({ id, at }) => [id, toSeconds(at - fault)]))
}
