import { fail, ok, type Result } from '../../base/result'
import { checkFault, formatFault, parseFaultAt, type Fault } from '../../sim'
import { actTime, type Act } from '../branch'
import type { Ask, Shown } from '../protocol'
import type { Session, Slices } from '../session'

/** Lets a fault happen at the instant shown. */
export function* fault(session: Session, { text, instead }: Ask<'fault'>): Slices<Result<Shown>> {
  const { scenario, simulation } = session.branch
  const { spec } = simulation
  const given = parseFaultAt(text, 0)
  if (!given.ok) return given
  const checked = checkFault(given.value, scenario.cluster, spec.flags)
  if (!checked.ok) return checked
  const planned = plannedFault(spec.faults, instead, session.shown)
  if (instead !== undefined && !planned) return fail(`No fault '${instead}' is still to come.`)
  const at = actTime(spec, session.shown)
  const without = planned ? [planned] : []
  return ok(yield* act(session, at, { title: text.trim(), fault: { ...given.value, at }, without }))
}

const plannedFault = (faults: readonly Fault[], text: string | undefined, after: number): Fault | undefined =>
  faults.find((fault) => fault.at > after && formatFault(fault) === text)

/** Goes the way to which the act leads, and shows its instant. */
export function* act(session: Session, at: number, act: Act): Slices<Shown> {
  session.branches!.act(session.shown, at, act)
  yield* session.reach(at)
  return session.show(at)
}
