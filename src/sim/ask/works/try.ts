import type { Micros } from '../../../base/time'
import { silent, type Recorder } from '../../kernel/recorder'
import { step } from '../../kernel/step'
import type { World } from '../../kernel/world'
import { forkApart, type Simulation } from '../../simulation'
import type { Fact } from '../../timeline/timeline'
import type { PillReason } from '../../view/types'
import type { AskedPill, Attempt, Counted } from './attempt'
import { attemptsAt } from './attempts'

/** A try that was begun on a fork of its own. */
export interface Underway {
  readonly at: Micros
  readonly pill: AskedPill
  readonly attempt: Attempt
  readonly world: World
  readonly facts: Fact[]
  readonly until: Micros
  read: number
}

/** Begins to try something at an instant that was simulated already; why there is nothing to be tried. */
export function beginTry(
  simulation: Simulation,
  at: Micros,
  pill: AskedPill
): Underway | { readonly reason: PillReason } {
  const attempt = attemptsAt(simulation.history.seek(at))[pill]
  if (typeof attempt === 'string') return { reason: attempt }
  const facts: Fact[] = []
  const recorder: Recorder = {
    ...silent,
    fact: (entry, when, process, fact, detail) => void facts.push({ entry, at: when, process, fact, detail } as Fact)
  }
  const acts = attempt.acts.map((act) => {
    const when = at + (act.after ?? 0)
    return 'kubectl' in act ? { at: when, line: act.kubectl } : { ...act.fault, at: when }
  })
  const world = forkApart(simulation, at, acts, recorder)
  return { at, pill, attempt, world, facts, until: at + attempt.patience, read: 0 }
}

/** Goes on for at most `budget` steps; null while it is open. */
export function goOn(underway: Underway, budget: number): Extract<Counted, { done: number }> | null {
  const { world, attempt, until, facts } = underway
  for (let left = budget; left > 0; left--) {
    if (world.nextAt > until) return { done: attempt.done(facts), of: attempt.of }
    step(world)
    if (facts.length === underway.read) continue
    underway.read = facts.length
    if (attempt.done(facts) >= attempt.of) return { done: attempt.of, of: attempt.of }
  }
  return null
}
