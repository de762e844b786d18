import { fail, ok, type Result } from '../../base/result'
import { seconds } from '../../base/time'
import { milestonesOf } from '../../sim'
import { longest } from '../branch'
import type { Ask, Shown } from '../protocol'
import type { Session, Slices } from '../session'
import { advance } from '../slice'

/** An instant, or the one right after an entry; what is not simulated yet is simulated first. */
export function* seek(session: Session, { at, entry }: Ask<'seek'>): Slices<Result<Shown>> {
  if (entry !== undefined) {
    if (entry < 0 || entry >= session.branch.simulation.history.timeline.length)
      return fail(`There is no entry ${entry}.`)
    return ok(yield* entryShown(session, entry))
  }
  if (at > longest) return fail('A run is at most a day long.')
  const when = Math.max(0, at)
  yield* session.reach(when)
  return ok(session.show(when))
}

function* entryShown(session: Session, entry: number): Slices<Shown> {
  const at = session.branch.simulation.history.timeline.at(entry)
  // Within the instant that is shown it is a step from there.
  if (at > 1 && at !== session.shown) yield* session.approach(at - 1)
  return session.showEntry(entry)
}

/** One entry, message or milestone on or back. The run goes on for it; but not in search of a milestone that may never come. */
export function* step(session: Session, { direction, only }: Ask<'step'>): Slices<Result<Shown>> {
  const { history } = session.branch.simulation
  const { timeline } = history
  let entry = session.shownEntry + direction
  for (const limit = Math.max(session.branch.horizon, history.end + seconds(1)); ;) {
    const milestones = only === 'milestone' ? milestonesOf(timeline, history.head).map((found) => found.entry) : []
    for (; entry >= 0 && entry < timeline.length; entry += direction) {
      if (timeline.at(entry) < 0) break
      if (
        only === undefined ||
        (only === 'message' && timeline.kindOf(entry) === 'message') ||
        milestones.includes(entry)
      )
        return ok(yield* entryShown(session, entry))
    }
    if (direction < 0) return fail('This is the start of the run.')
    if (history.end >= limit) return fail(only ? `No ${only} comes so far.` : 'Nothing more happens so far.')
    advance(history, limit)
    yield
  }
}
