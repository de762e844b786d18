import type { Hand } from '../hands/hand'
import { fnv1a } from '../base/prng'
import { enough, bootstrap, spreadOf } from './statistics'
import type { Study } from './study'
import type { Measured, Way } from './transition'
import { madeBy } from './walk'

/** Whoever has a laboratory. */
export type Asking = Pick<Hand<Way, Measured>, 'ask'>

export interface Course {
  /** Called after each measurement. */
  readonly progress?: (study: Study) => void
  /** Resolves when one may go on: at once, or after a pause. False: it ends here. */
  readonly mayGoOn?: () => Promise<boolean>
  /** Ends early once every mean is known to 5 % (`isSure`). */
  readonly untilSure?: boolean
}

/**
 * Lives the years of a study with so many hands. Ways from one broken cluster go to one hand, which keeps that cluster, and so does
 * the way that makes it; any hand takes the others from the healthy one, which all have. Gives true if it came to its end.
 */
export async function live(study: Study, hands: readonly Asking[], course: Course = {}): Promise<boolean> {
  const own: Way[][] = hands.map(() => [])
  const open: Way[] = []
  const idle = new Set<() => void>()
  let running = 0
  let ended = false
  const give = (ways: readonly Way[]) => {
    for (const way of ways) {
      const broken = way.from.length > 0 ? way.from : madeBy(way, study.inputs.cluster)
      if (broken) own[fnv1a(broken.join()) % hands.length]!.push(way)
      else open.push(way)
    }
    for (const wake of idle) wake()
    idle.clear()
  }
  let sureAt = 0
  const isOver = (): boolean => {
    if (ended || study.done) return true
    const { length } = study.years
    if (!course.untilSure || length < sureAt + 20) return false
    sureAt = length
    return isSure(study)
  }
  const work = async (hand: Asking, mine: Way[]): Promise<void> => {
    while (!isOver()) {
      if (course.mayGoOn && !(await course.mayGoOn())) ended = true
      if (ended) break
      const way = mine.shift() ?? open.shift() ?? study.wanted(1)[0]
      if (!way) {
        // Somebody else's measurement may bring more.
        if (running === 0 && open.length === 0 && own.every((ways) => ways.length === 0)) break
        await new Promise<void>((wake) => idle.add(wake))
        continue
      }
      running++
      const measured = await hand.ask(way)
      running--
      give(study.learn(way, measured))
      course.progress?.(study)
    }
    give([])
  }
  await Promise.all(hands.map((hand, i) => work(hand, own[i]!)))
  return !ended
}

const fewest = 100

/** Whether more years would not tell more: half of every service's interval is below 5 % of its mean, after a hundred years at least. */
export function isSure(study: Study): boolean {
  if (study.years.length < fewest) return false
  return (['reads', 'writes', 'users'] as const).every(
    (service) =>
      spreadOf(
        bootstrap(
          study.years.map(({ lost }) => lost[service]),
          study.inputs.seed
        )
      ) < enough
  )
}
