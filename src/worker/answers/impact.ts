import { ok, type Result } from '../../base/result'
import { besideDocument } from '../../scenarios'
import type { Reply } from '../protocol'
import type { Session, Slices } from '../session'

/** Steps of a fork in one slice, and slices until the page hears how far the questions are. */
const slice = 1_000
const slices = 20

/** What is tried at the instant that is shown when the answer is begun. */
export function* works(session: Session): Slices<Result<Reply<'works'>>> {
  const { works: tries, branch, shown } = session
  for (let i = 0; i < slices && tries.step(branch.simulation, shown, slice); i++) yield
  return ok(tries.view(branch.simulation, shown))
}

/** What works at the instant that is shown when the answer is begun. */
export function* impact(session: Session): Slices<Result<Reply<'impact'>>> {
  const { asker, branch, shown } = session
  const { simulation, scenario } = branch
  for (let i = 0; i < slices && asker.step(simulation, shown, slice); i++) yield
  const table = asker.table(simulation, shown)
  return ok({ ...table, rows: besideDocument(scenario, shown, table.rows) })
}
