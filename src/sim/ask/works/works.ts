import type { Micros } from '../../../base/time'
import type { Simulation } from '../../simulation'
import type { PillView, WorksView } from '../../view/types'
import { knownWorks } from '../../view/works/state'
import { pastOf } from '../asker'
import { askedPills, type AskedPill, type Counted } from './attempt'
import { changesUntil } from './changes'
import { beginTry, goOn, type Underway } from './try'

/** Instants that are remembered; the oldest goes first. */
const kept = 600
/** Changes that are looked back over, to find since when it is so. */
const lookBack = 16

/**
 * Tries what works at an instant, on forks that are thrown away, in slices: first all that is tried at the instant itself, then,
 * pill by pill, what was so after each change before it, until it was otherwise: since then it is so.
 */
export class Works {
  private readonly known = new Map<string, Partial<Record<AskedPill, Counted>>>()
  private underway: (Underway & { readonly key: string }) | null = null

  /** What works at an instant that was simulated already, as far as it is tried. */
  view(simulation: Simulation, at: Micros): WorksView {
    const { history } = simulation
    const world = history.seek(at)
    const [users] = knownWorks(world, history.timeline)
    const changes = changesUntil(history.timeline, world, at)
    const pills = askedPills.map((pill) => this.pill(simulation, at, changes, pill))
    const open = pills.filter(({ status, since }) => status === 'asking' || since === 'asking').length
    return { at, pills: [users!, ...pills], open }
  }

  /** Goes on with the first open try for at most `budget` steps. False: none is open. */
  step(simulation: Simulation, at: Micros, budget: number): boolean {
    const next = this.next(simulation, at)
    if (!next) return false
    const key = keyOf(simulation, next.at)
    if (this.underway?.key !== key || this.underway.pill !== next.pill) this.begin(simulation, key, next.at, next.pill)
    const { underway } = this
    if (!underway) return true
    const counted = goOn(underway, budget)
    if (counted) {
      this.at(key)[underway.pill] = counted
      this.underway = null
    }
    return true
  }

  /** The first try that is open: at the instant, then back along the changes. */
  private next(simulation: Simulation, at: Micros): { readonly at: Micros; readonly pill: AskedPill } | null {
    const here = this.at(keyOf(simulation, at))
    const first = askedPills.find((pill) => !here[pill])
    if (first) return { at, pill: first }
    const { history } = simulation
    const changes = changesUntil(history.timeline, history.seek(at), at)
    for (const pill of askedPills) {
      const asked = this.sinceWhen(simulation, at, changes, pill)
      if (typeof asked === 'object') return { at: asked.ask, pill }
    }
    return null
  }

  private pill(simulation: Simulation, at: Micros, changes: readonly Micros[], id: AskedPill): PillView {
    const counted = this.at(keyOf(simulation, at))[id]
    if (!counted) return { id, status: 'asking', done: 0, of: 0, since: 'asking' }
    if ('reason' in counted) return { id, status: 'unknown', done: 0, of: 0, since: 'unknown', reason: counted.reason }
    const since = this.sinceWhen(simulation, at, changes, id)
    return { id, status: statusOf(counted), ...counted, since: typeof since === 'object' ? 'asking' : since }
  }

  /** Since when it is as it is at the instant; an instant to be asked about if that is not known yet. */
  private sinceWhen(
    simulation: Simulation,
    at: Micros,
    changes: readonly Micros[],
    pill: AskedPill
  ): Micros | 'always' | 'unknown' | { readonly ask: Micros } {
    const now = this.at(keyOf(simulation, at))[pill]
    if (!now || 'reason' in now) return 'unknown'
    let since: Micros | 'unknown' = 'unknown'
    for (let i = changes.length - 1; i >= Math.max(0, changes.length - lookBack); i--) {
      const before = this.at(keyOf(simulation, changes[i]!))[pill]
      if (!before) return { ask: changes[i]! }
      if ('reason' in before || before.done !== now.done || before.of !== now.of) return since
      since = changes[i]!
    }
    return changes.length <= lookBack ? 'always' : 'unknown'
  }

  private begin(simulation: Simulation, key: string, at: Micros, pill: AskedPill): void {
    this.underway = null
    const begun = beginTry(simulation, at, pill)
    if ('reason' in begun) this.at(key)[pill] = begun
    else this.underway = { ...begun, key }
  }

  private at(key: string): Partial<Record<AskedPill, Counted>> {
    let found = this.known.get(key)
    if (!found) this.known.set(key, (found = {}))
    for (const oldest of this.known.keys()) {
      if (this.known.size <= kept) break
      this.known.delete(oldest)
    }
    return found
  }
}

/** All of it at once. */
export function worksAt(simulation: Simulation, at: Micros, works = new Works()): WorksView {
  while (works.step(simulation, at, Infinity));
  return works.view(simulation, at)
}

const statusOf = ({ done, of }: { readonly done: number; readonly of: number }): PillView['status'] =>
  done === of ? 'all' : done === 0 ? 'none' : 'some'

const keyOf = (simulation: Simulation, at: Micros): string => pastOf(simulation, at)
