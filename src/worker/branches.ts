import type { Micros } from '../base/time'
import { extended, forked, type Act, type Branch } from './branch'

/** A branch and an instant that were shown. */
interface Visit {
  readonly branch: number
  readonly at: Micros
}

/** The branches of one run, which of them is shown, and where the person was before. */
export class Branches {
  private readonly all = new Map<number, Branch>()
  private lastId = 0
  private readonly back: Visit[] = []
  private forth: Visit[] = []

  constructor(
    root: Branch,
    private id = root.id
  ) {
    this.all.set(root.id, root)
  }

  get list(): readonly Branch[] {
    return [...this.all.values()]
  }

  get shown(): Branch {
    return this.all.get(this.id)!
  }

  get visits(): { readonly back: boolean; readonly forth: boolean } {
    return { back: this.back.length > 0, forth: this.forth.length > 0 }
  }

  /**
   * Goes another way from `shown` on. At the end of a branch that a person made the act is more of the same branch: nothing is lost
   * by it. The story as it was opened stays what it was, so that it can be looked at again.
   * @param apart a branch of its own in any case: what it changes is past
   */
  act(shown: Micros, at: Micros, act: Act, apart = false): Branch {
    const from = this.shown
    const isMore = !apart && from.parent !== null && shown >= from.simulation.history.end
    const next = isMore ? extended(from, at, act) : forked(from, ++this.lastId, at, act)
    if (!isMore) this.leave(shown)
    this.all.set(next.id, next)
    this.id = next.id
    return next
  }

  /** Another run beside those that there are; nothing of what is shown changes. */
  keep(run: Branch, parent: number, title: string): Branch {
    const kept = { ...run, id: ++this.lastId, parent, title }
    this.all.set(kept.id, kept)
    return kept
  }

  /** Gives a sentence if there is no such branch. */
  select(id: number, shown: Micros): string | null {
    if (!this.all.has(id)) return `There is no branch ${id}.`
    if (id !== this.id) this.leave(shown)
    this.id = id
    return null
  }

  /** What was forked off a deleted branch hangs on its parent then. */
  delete(id: number, shown: Micros): string | null {
    const gone = this.all.get(id)
    if (!gone) return `There is no branch ${id}.`
    if (gone.parent === null) return 'The run as it was opened cannot be deleted.'
    if (id === this.id) {
      this.leave(shown)
      this.id = gone.parent
    }
    this.all.delete(id)
    for (const branch of this.list)
      if (branch.parent === id) this.all.set(branch.id, { ...branch, parent: gone.parent })
    const stays = (visit: Visit) => visit.branch !== id
    this.back.splice(0, Infinity, ...this.back.filter(stays))
    this.forth = this.forth.filter(stays)
    return null
  }

  /** Back to what was shown before another branch was, or forth again. Gives the instant; null if there is nothing. */
  visit(direction: 1 | -1, shown: Micros): Micros | null {
    const [from, to] = direction < 0 ? [this.back, this.forth] : [this.forth, this.back]
    const visit = from.pop()
    if (!visit) return null
    to.push({ branch: this.id, at: shown })
    this.id = visit.branch
    return visit.at
  }

  private leave(shown: Micros): void {
    this.back.push({ branch: this.id, at: shown })
    this.forth = []
  }
}
