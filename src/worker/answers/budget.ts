import { beginDeath, beginPrice, priceOf, sampleOf } from '../../budget'
import { ok, type Result } from '../../base/result'
import type { Ask, Reply } from '../protocol'
import type { Session, Slices } from '../session'
import { advance } from '../slice'

/** One run of the timer budget, beside the run that is shown, if there is one. */
export function* budget(_: Session, { what, values, seed }: Ask<'budget'>): Slices<Result<Reply<'budget'>>> {
  const begun = what === 'price' ? beginPrice(values, seed) : beginDeath(what, values, seed)
  if (!begun.ok) return begun
  const { simulation, until } = begun.value
  while (!advance(simulation.history, until)) yield
  return ok(what === 'price' ? { price: priceOf(begun.value) } : { sample: sampleOf(what, begun.value) })
}
