import { seconds } from '../../base/time'
import { silent } from '../../sim/kernel/recorder'
import { runUntil } from '../../sim/kernel/step'
import { goOnApart } from '../../sim/simulation'
import { simulatedOf, type Effect, type Machines } from '../faults'
import type { Ask, Measured, Way } from '../transition'
import { madeBy, wayTo } from '../walk'
import { measure, type Settled } from './measure'
import { warmedUp } from './warm'

/** Clusters that are kept to begin ways with; a forgotten one is made anew, the same. */
const kept = 64

/**
 * Measures ways of one study. A cluster with something broken is made from the one with the rest of it broken, in order of text and
 * from the healthy one on: so a way's measurement hangs on nothing but the way, whoever measures it and in which order.
 */
export class Laboratory {
  private readonly settled = new Map<string, Settled>()
  private healthy: Settled | null = null

  constructor(
    private readonly cluster: Machines,
    private readonly seed: number
  ) {}

  measure(way: Way): Measured {
    const firstS = way.script[0]!.afterS
    const script = way.script.map(({ afterS, line }) => ({ afterS: afterS - firstS, line }))
    const { after, ...measured } = measure(this.met(way.from, firstS), script)
    const broken = madeBy(way, this.cluster)
    if (broken) this.keep(broken.join(','), after)
    return measured
  }

  /** A settled cluster at a place of its routine: many ways begin there. */
  private met(broken: readonly Effect[], afterS: number): Settled {
    const settled = this.at(broken)
    if (afterS === 0) return settled
    const key = `${broken.join(',')} ${afterS}s`
    const known = this.settled.get(key)
    if (known) return known
    const world = goOnApart(settled.world, [], silent)
    runUntil(world, world.now + seconds(afterS))
    const met = { ...settled, world }
    this.keep(key, met)
    return met
  }

  private at(broken: readonly Effect[]): Settled {
    if (broken.length === 0) return (this.healthy ??= fresh(this.cluster, this.seed))
    const known = this.settled.get(broken.join(','))
    if (known) return known
    const way = wayTo(broken, this.cluster)
    const { after } = measure(this.at(way.from), way.script)
    this.keep(broken.join(','), after)
    return after
  }

  private keep(key: string, cluster: Settled): void {
    this.settled.set(key, cluster)
    for (const oldest of this.settled.keys()) {
      if (this.settled.size <= kept) break
      this.settled.delete(oldest)
    }
  }
}

/** Laboratories of several studies: a cluster is warmed up once for each. */
export class Laboratories {
  private readonly all = new Map<string, Laboratory>()

  measure({ of: { cluster, seed }, way }: Ask): Measured {
    const simulated = simulatedOf(cluster)
    const key = JSON.stringify([simulated, seed])
    let found = this.all.get(key)
    if (!found) this.all.set(key, (found = new Laboratory(simulated, seed)))
    return found.measure(way)
  }
}

/** The healthy cluster: where every year begins. */
export const fresh = (cluster: Machines, seed: number): Settled => ({
  world: warmedUp(cluster, seed),
  share: { reads: 0, writes: 0, users: 0 },
  starts: new Map(),
  looping: new Set(),
  entrance: cluster.balancers > 0 ? 'lb' : 'master-1'
})
