import { fail, ok, type Result } from '../../base/result'
import { checkFault, formatFault, parseFaultAt, type Fault } from '../../sim'
import { actTime, longest, type Act } from '../branch'
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

/**
 * Another time for a fault, or none at all. What the person had before stays a branch, and undoing is going back to it; of
 * several moves of one fault the last one stays.
 */
export function* moveFault(session: Session, { text, to }: Ask<'move-fault'>): Slices<Result<Shown>> {
  const branches = session.branches!
  const { simulation, id, parent, title } = session.branch
  const old = simulation.spec.faults.find((fault) => formatFault(fault) === text)
  if (!old) return fail(`There is no fault '${text}' in this branch.`)
  if (to !== null && !(to >= 0 && to <= longest)) return fail('A fault happens between the start and a day after it.')
  const what = formatFault({ ...old, at: 0 }).replace(/^\S+ /, '')
  const when = ({ at }: { at: number }) => `${at / 1_000_000} s`
  const moved = to === null ? null : { ...old, at: to }
  const act: Act = {
    title: moved ? `${what} at ${when(moved)}` : `without ${what} at ${when(old)}`,
    ...(moved ? { fault: moved } : {}),
    without: [old]
  }
  branches.act(session.shown, Math.min(old.at, to ?? old.at), act, true)
  // A draft of the same move: nobody asked to keep it.
  if (parent !== null && title === `${what} at ${when(old)}`) branches.delete(id, session.shown)
  yield* session.reach(session.shown)
  return ok(session.show(session.shown))
}

/** Goes the way to which the act leads, and shows its instant. */
export function* act(session: Session, at: number, act: Act): Slices<Shown> {
  session.branches!.act(session.shown, at, act)
  yield* session.reach(at)
  return session.show(at)
}
