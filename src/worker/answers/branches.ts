import { fail, ok, type Result } from '../../base/result'
import type { Ask, Shown } from '../protocol'
import type { Session, Slices } from '../session'

/** Another branch, at the same instant. */
export function* selectBranch(session: Session, { branch }: Ask<'select-branch'>): Slices<Result<Shown>> {
  const refused = session.branches!.select(branch, session.shown)
  if (refused) return fail(refused)
  yield* session.reach(session.shown)
  return ok(session.show(session.shown))
}

/** Without a branch; if it was shown, its parent is. */
export function* deleteBranch(session: Session, { branch }: Ask<'delete-branch'>): Slices<Result<Shown>> {
  const refused = session.branches!.delete(branch, session.shown)
  if (refused) return fail(refused)
  session.describeAnew()
  yield* session.reach(session.shown)
  return ok(session.show(session.shown))
}

/** Back to where the person was, or forth again. */
export function* visit(session: Session, { direction }: Ask<'visit'>): Slices<Result<Shown>> {
  const at = session.branches!.visit(direction, session.shown)
  if (at === null) return fail(direction < 0 ? 'There is nothing to go back to.' : 'There is nothing to go forth to.')
  yield* session.reach(at)
  return ok(session.show(at))
}
