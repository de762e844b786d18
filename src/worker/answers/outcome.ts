import { ok, type Result } from '../../base/result'
import { seconds } from '../../base/time'
import { Whole } from '../../sim'
import type { Branch } from '../branch'
import type { Reply } from '../protocol'
import type { Session, Slices } from '../session'

const slice = 1_000
/** Slices until the page hears how far it is. */
const slices = 40

const known = new WeakMap<Branch['simulation'], Whole>()

/** What came of the branch that is shown, as far as it is simulated. */
export function* outcome({ branch }: Session): Slices<Result<Reply<'outcome'>>> {
  const { simulation, scenario } = branch
  let whole = known.get(simulation)
  if (!whole) known.set(simulation, (whole = new Whole(simulation, seconds(scenario.untilSeconds))))
  for (let i = 0; i < slices && whole.step(slice); i++) yield
  return ok(whole.view())
}
