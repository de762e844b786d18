import { fail, ok, type Result } from '../../base/result'
import { Course, drillOf } from '../../drills'
import type { Simulation } from '../../sim'
import type { Ask, Reply } from '../protocol'
import type { Session, Slices } from '../session'

type Commands = Simulation['history']['commands']

/** A drill along the branch that was shown last, and what came from outside in it. */
interface Followed {
  readonly course: Course
  commands: Commands
}

/** By session: another page's run is another course. */
const followed = new WeakMap<Session, Map<string, Followed>>()

/** How a drill stands at the instant shown: looks at each second of the branch up to it that was not looked at before. */
export function* drill(session: Session, { drill: id, typed, hints }: Ask<'drill'>): Slices<Result<Reply<'drill'>>> {
  const known = drillOf(id)
  if (!known) return fail(`There is no drill '${id}'.`)
  const { history } = session.branch.simulation
  const { shown } = session
  const all = followed.get(session) ?? new Map<string, Followed>()
  followed.set(session, all)
  const found = all.get(id) ?? { course: new Course(known), commands: history.commands }
  all.set(id, found)
  const { course } = found
  course.forget(firstOther(found.commands, history.commands))
  found.commands = history.commands
  while (course.dueAt <= shown) {
    course.look(history.seek(course.dueAt), history.timeline, typed)
    yield
  }
  const world = history.seek(shown)
  if (shown >= known.beginsSeconds * 1e6) course.tick(world, history.timeline, typed)
  const state = course.state(world, history.timeline, typed)
  return ok({
    ...state,
    answers: course.answers(world, history.timeline),
    measured: course.measured(world, history.timeline),
    hints: hints ? course.hints(world, history.timeline) : []
  })
}

/** From when on two branches of one run differ: before, what was looked at in one holds in the other. */
function firstOther(before: Commands, now: Commands): number {
  if (before === now) return Infinity
  const at = before.findIndex((command, i) => command.at !== now[i]?.at || command.text !== now[i].text)
  const first = at < 0 ? before.length : at
  return Math.min(before[first]?.at ?? Infinity, now[first]?.at ?? Infinity)
}
