import { ms, type Micros } from '../../../base/time'
import type { Simulation } from '../../simulation'
import type { AwayId, AwayView } from '../../view/types'
import { changesUntil } from '../works/changes'
import { beginTry, goOn, type Underway } from '../works/try'

const askedIds = ['reads', 'writes', 'new-pods', 'healing'] as const satisfies readonly AwayId[]

/** It is looked so soon after a change, and before the next. */
const beside = ms(50)
/** The instant at which something begins or ceases to work is found as exactly as this. */
const exact = ms(200)
/** Between two looks where nothing changes: what wears off by itself is found, too. */
const atLeastEvery = ms(600_000)

/** The share of tries that succeeded, from 0 to 1; null where nothing could be tried. */
type Share = number | null

/**
 * When something did not work in a whole run: it is tried on forks beside each change, and between two tries with different ends until the
 * instant in between is known. Each step goes on with one try.
 */
export class Away {
  private readonly known = new Map<AwayId, Map<Micros, Share>>(askedIds.map((id) => [id, new Map()]))
  private readonly instants: readonly Micros[]
  private underway: Underway | null = null

  constructor(
    private readonly simulation: Simulation,
    private readonly end: Micros
  ) {
    const { history } = simulation
    const from = Math.max(0, (history.timeline.facts.find(({ fact }) => fact === 'fault-injected')?.at ?? 0) - beside)
    const changes = changesUntil(history.timeline, history.seek(end), end)
    const beforeAndAfter = changes.flatMap((at) => [at - beside, at + beside])
    const now = [from, ...beforeAndAfter, end].filter((at) => at >= from && at <= end)
    for (let at = from; at < end; at += atLeastEvery) now.push(at)
    this.instants = [...new Set(now)].sort((a, b) => a - b)
  }

  /** Goes on with the first open try for at most `budget` steps. False: none is open. */
  step(budget: number): boolean {
    if (!this.underway) {
      const next = this.next()
      if (!next) return false
      const begun = beginTry(this.simulation, next.at, next.id)
      if ('reason' in begun) {
        this.known.get(next.id)!.set(next.at, null)
        return true
      }
      this.underway = begun
    }
    const { underway } = this
    const counted = goOn(underway, budget)
    if (!counted) return true
    this.underway = null
    const { done, of } = counted
    this.known.get(underway.pill as AwayId)!.set(underway.at, done / of)
    return true
  }

  private next(): { readonly id: AwayId; readonly at: Micros } | null {
    for (const id of askedIds) {
      const known = this.known.get(id)!
      const open = this.instants.find((at) => !known.has(at))
      if (open !== undefined) return { id, at: open }
      const times = [...known.keys()].sort((a, b) => a - b)
      for (let i = 1; i < times.length; i++) {
        const [from, to] = [times[i - 1]!, times[i]!]
        if (known.get(from) !== known.get(to) && to - from > exact) return { id, at: Math.round((from + to) / 2) }
      }
    }
    return null
  }

  /** As far as it is known: what is still open counts as away from where it was found to be so. */
  view(): readonly AwayView[] {
    return askedIds.map((id) => {
      const known = [...this.known.get(id)!].sort(([a], [b]) => a - b)
      const found = { none: 0, some: 0, since: null as Micros | null }
      for (const [i, [at, share]] of known.entries()) {
        const next = known[i + 1]?.[0] ?? this.end
        if (share === null || share === 1) continue
        found.since ??= at
        if (share === 0) found.none += next - at
        else found.some += next - at
      }
      return { id, noneFor: found.none, someFor: found.some, since: found.since }
    })
  }
}
