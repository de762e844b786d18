import type { Inputs } from './inputs'
import { scheduleOf, type Happening } from './schedule'
import { keyOf, type Measured, type Way } from './transition'
import { walk, type Year } from './walk'

/** Which of the years are lived: those whose number leaves `index` when divided by `of`. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/**
 * The years of a study, lived as their ways become known. It simulates nothing: it says which ways it needs (`wanted`), whoever has a
 * laboratory measures them, in any order and on as many cores as there are, and `learn` takes the results.
 */
export class Study {
  /** Years that are lived, without a gap from the first one on: a year that waits for a rare way is not left out of a mean. */
  readonly years: Year[] = []
  private readonly ahead = new Map<number, Year>()
  private readonly known = new Map<string, Measured>()
  /** Keys that somebody measures. */
  private readonly asked = new Set<string>()
  /** Years that wait for a way, by its key. */
  private readonly waiting = new Map<string, { readonly year: number; readonly happenings: readonly Happening[] }[]>()
  private next: number
  unsettled = 0

  constructor(
    readonly inputs: Inputs,
    readonly count: number,
    private readonly shard: Shard = { index: 0, of: 1 }
  ) {
    this.next = shard.index
  }

  get measured(): number {
    return this.known.size
  }

  /** How many years this study or its shard has. */
  get total(): number {
    return Math.max(0, Math.ceil((this.count - this.shard.index) / this.shard.of))
  }

  get done(): boolean {
    return this.years.length === this.total
  }

  /** Ways that nobody measures yet, at most so many; lives on as far as that needs. An empty list: all that is left is asked for. */
  wanted(most: number): Way[] {
    const found: Way[] = []
    while (found.length < most && this.next < this.count) {
      const year = this.next
      this.next += this.shard.of
      const { cluster, faults, seed } = this.inputs
      const way = this.live(year, scheduleOf(cluster, faults, seed, year))
      if (way) found.push(way)
    }
    return found
  }

  /** Takes a measurement; gives the ways that the years that waited for it need next. */
  learn(way: Way, measured: Measured): Way[] {
    const key = keyOf(way)
    if (this.known.has(key)) return []
    this.known.set(key, measured)
    if (!measured.settled) this.unsettled++
    const waiting = this.waiting.get(key) ?? []
    this.waiting.delete(key)
    return waiting.flatMap(({ year, happenings }) => this.live(year, happenings) ?? [])
  }

  private live(year: number, happenings: readonly Happening[]): Way | null {
    const result = walk(this.inputs, happenings, year, (key) => this.known.get(key))
    if ('lost' in result) {
      this.ahead.set(year, result)
      const { index, of } = this.shard
      for (let at: number; (at = index + this.years.length * of), this.ahead.has(at); this.ahead.delete(at))
        this.years.push(this.ahead.get(at)!)
      return null
    }
    const key = keyOf(result)
    this.waiting.set(key, [...(this.waiting.get(key) ?? []), { year, happenings }])
    if (this.asked.has(key)) return null
    this.asked.add(key)
    return result
  }
}
