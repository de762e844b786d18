import type { Micros } from '../../base/time'
import { seconds } from '../../base/time'
import { silent, type Recorder } from '../kernel/recorder'
import { step } from '../kernel/step'
import type { World } from '../kernel/world'
import { forkApart, type Simulation } from '../simulation'
import type { Fact } from '../timeline/timeline'
import type { Answer, Question } from './question'
import { renewTimes } from './leases'
import { readAnswer } from './readings'

/** A question under way: a world of its own, and the facts that were stated in it. */
export interface Fork {
  readonly question: Question
  readonly since: Micros
  readonly world: World
  readonly facts: Fact[]
  /** Facts that the reading has seen already. */
  read: number
  /** `renewTime` of every lease at the instant, by `namespace/name`. */
  readonly leases: ReadonlyMap<string, string>
}

/** Branches off at an instant that was simulated already. Of what was planned for later nothing happens here. */
export function fork(simulation: Simulation, at: Micros, question: Question): Fork {
  const facts: Fact[] = []
  const recorder: Recorder = {
    ...silent,
    fact: (entry, when, process, fact, detail) => void facts.push({ entry, at: when, process, fact, detail } as Fact)
  }
  const acts = question.act.map((act) => {
    const when = at + (act.after ?? 0)
    return 'kubectl' in act ? { at: when, line: act.kubectl } : { ...act.fault, at: when }
  })
  const world = forkApart(simulation, at, acts, recorder)
  return { question, since: at, world, facts, read: 0, leases: renewTimes(world) }
}

/** How often the fork is looked at for what needs a clock. */
const glance = seconds(1)

/** Runs on for at most `budget` steps. Gives the answer as soon as there is one. */
export function goOn(asked: Fork, budget: number): Answer | null {
  const { world, question, since } = asked
  const end = since + question.patience
  let look = world.now + glance
  for (let left = budget; left > 0; left--) {
    if (world.nextAt > end) {
      world.now = end
      return readAnswer(asked, true)
    }
    step(world)
    if (asked.facts.length === asked.read && world.now < look) continue
    look = world.now + glance
    asked.read = asked.facts.length
    const answer = readAnswer(asked, false)
    if (answer) return answer
  }
  return null
}
