import { ms, type Micros } from '../../../base/time'
import type { Timeline } from '../../timeline/timeline'
import type { World } from '../../kernel/world'
import type { Fact } from '../../timeline/timeline'

/** What may change what works. */
const changing: ReadonlySet<Fact['fact']> = new Set([
  'fault-injected',
  'etcd-leader-elected',
  'etcd-leader-lost',
  'leader-acquired',
  'lb-backend-up',
  'lb-backend-down',
  'api-read-ok',
  'api-write-ok',
  'node-not-ready',
  'node-tainted',
  'node-untainted'
])

/** Changes so close are one: what follows from the first has settled with the last. */
const together = ms(20)

/** The instants from the run's start to `at` after which something else may work, in order; the start is the first. */
export function changesUntil(timeline: Pick<Timeline, 'facts' | 'lives'>, world: World, at: Micros): Micros[] {
  const found = new Set<Micros>([0])
  for (const fact of timeline.facts) if (fact.at > 0 && fact.at <= at && changing.has(fact.fact)) found.add(fact.at)
  for (const life of timeline.lives) {
    // The world of that instant does not know processes that come later.
    if (life.at <= 0 || life.at > at) continue
    const { kind } = world.processes[life.process]!
    if (kind !== 'linux') found.add(life.at)
  }
  const all = [...found].sort((a, b) => a - b)
  return all.filter((one, i) => i === all.length - 1 || all[i + 1]! - one > together)
}
