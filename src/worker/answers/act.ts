import { fail, ok, type Result } from '../../base/result'
import { checkFault, formatFault, parseFault, parseFaultAt, type Fault } from '../../sim'
import { actTime, longest, type Act } from '../branch'
import type { Ask, Shown } from '../protocol'
import type { Session, Slices } from '../session'

/** Lets a fault happen at the instant shown. */
export function* fault(session: Session, { text, instead }: Ask<'fault'>): Slices<Result<Shown>> {
  const { scenario, simulation } = session.branch
  const { spec } = simulation
  const given = parseFaultAt(text, 0)
  if (!given.ok) return given
  const now = actTime(spec, session.shown)
  const checked = checkFault({ ...given.value, at: now }, scenario.cluster, spec.flags, spec.faults)
  if (!checked.ok) return checked
  const planned = plannedFault(spec.faults, instead, session.shown)
  if (instead !== undefined && !planned) return fail(`No fault '${instead}' is still to come.`)
  const at = actTime(spec, session.shown)
  const without = planned ? [planned] : []
  return ok(yield* act(session, at, { title: text.trim(), fault: { ...given.value, at }, without }))
}

const plannedFault = (faults: readonly Fault[], text: string | undefined, after: number): Fault | undefined =>
  faults.find((fault) => fault.at > after && formatFault(fault) === text)

/** Another time for a fault, or none at all. */
export function* moveFault(session: Session, { text, to }: Ask<'move-fault'>): Slices<Result<Shown>> {
  const old = faultOf(session, text)
  if (!old.ok) return old
  return yield* changeFault(session, old.value, to === null ? null : { ...old.value, at: to })
}

/** Another fault in the place of one, or one more; with its time, as the list has it. */
export function* editFault(session: Session, { text, to }: Ask<'edit-fault'>): Slices<Result<Shown>> {
  const old = text === null ? null : faultOf(session, text)
  if (old && !old.ok) return old
  const next = parseFault(to)
  if (!next.ok) return next
  const { spec } = session.branch.simulation
  const checked = checkFault(next.value, session.branch.scenario.cluster, spec.flags, spec.faults)
  return checked.ok ? yield* changeFault(session, old?.value ?? null, checked.value) : checked
}

/** The planned fault of that text, however it is written. */
function faultOf(session: Session, text: string): Result<Fault> {
  const meant = parseFault(text)
  const written = meant.ok ? formatFault(meant.value) : text
  const fault = session.branch.simulation.spec.faults.find((each) => formatFault(each) === written)
  return fault ? ok(fault) : fail(`There is no fault '${text}' in this branch.`)
}

const whatOf = (fault: Fault): string => formatFault({ ...fault, at: 0 }).replace(/^\S+ /, '')
const titleOf = (fault: Fault): string => `${whatOf(fault)} at ${fault.at / 1_000_000} s`

/**
 * A fault in another one's place. What the person had before stays a branch, and undoing is going back to it; of several changes
 * of one fault the last one stays.
 */
function* changeFault(session: Session, old: Fault | null, next: Fault | null): Slices<Result<Shown>> {
  const branches = session.branches!
  const { id, parent, title } = session.branch
  if (next && !(next.at >= 0 && next.at <= longest))
    return fail('A fault happens between the start and a day after it.')
  const act: Act = {
    title: next ? titleOf(next) : old ? `without ${titleOf(old)}` : '',
    ...(next ? { fault: next } : {}),
    without: old ? [old] : []
  }
  branches.act(session.shown, Math.min(old?.at ?? Infinity, next?.at ?? Infinity), act, true)
  // A draft of the same change: nobody asked to keep it.
  if (parent !== null && old && title === titleOf(old)) branches.delete(id, session.shown)
  yield* session.reach(session.shown)
  return ok(session.show(session.shown))
}

/** Goes the way to which the act leads, and shows its instant. */
export function* act(session: Session, at: number, act: Act): Slices<Shown> {
  session.branches!.act(session.shown, at, act)
  yield* session.reach(at)
  return session.show(at)
}
