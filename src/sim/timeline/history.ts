import type { Micros } from '../../base/time'
import { runUntil, step } from '../kernel/step'
import type { Command, World } from '../kernel/world'
import { Timeline } from './timeline'

interface Checkpoint {
  readonly entry: number
  readonly at: Micros
  /** Of the branch that made it; branches that forked later only read it. */
  readonly world: World
  /** What the branches between that one and this have added, all of it later than the checkpoint. */
  readonly added: readonly Command[]
}

/**
 * Entries between two checkpoints: what a seek replays at most. A checkpoint costs what its world holds, so large
 * clusters make fewer.
 */
const intervalOf = (world: World): number => Math.max(1_200, 40 * world.processes.length)
/** With more, every second one is dropped and the interval doubles: an hour of a big cluster stays in memory. */
const limit = 600

/**
 * One branch of a run: the timeline, checkpoints along it, and the world at its end.
 * `seek` = nearest checkpoint, then replay. `fork` = seek, branch, go another way.
 */
export class History {
  private checkpoints: Checkpoint[] = []
  private interval: number
  /** Where the last seek ended: the next one often goes on from there. */
  private cursor: World | null = null

  private constructor(
    readonly timeline: Timeline,
    /** The world at the end of what was simulated. */
    readonly head: World,
    /** Looks at the head after each step (invariants). */
    private readonly watch: ((world: World) => void) | null
  ) {
    this.interval = intervalOf(head)
    timeline.recall = (first, last) => {
      const world = this.restore(this.before((checkpoint) => checkpoint.entry <= first))
      while (world.entries <= last && step(world));
    }
  }

  static begin(create: (timeline: Timeline) => World, watch: ((world: World) => void) | null = null): History {
    const timeline = new Timeline()
    const history = new History(timeline, create(timeline), watch)
    history.save()
    return history
  }

  get end(): Micros {
    return this.head.now
  }

  /** Simulates on to `at`, or until `budget` entries more were recorded. True when `at` is reached. */
  advance(at: Micros, budget = Infinity): boolean {
    const { head, watch } = this
    const last = head.entries + budget
    let next = this.checkpoints[this.checkpoints.length - 1]!.entry + this.interval
    for (let item = head.queue.peek(); item && item.at <= at; item = head.queue.peek()) {
      step(head)
      if (watch) watch(head)
      if (head.entries >= next) {
        this.save()
        next = head.entries + this.interval
      }
      if (head.entries >= last) return false
    }
    if (head.now < at) head.now = at
    return true
  }

  /** The world at a moment that was simulated already: all that happened until then, inclusive. Read it, do not step it. */
  seek(at: Micros): World {
    if (at >= this.head.now) return this.head
    const world = this.nearest(
      (checkpoint) => checkpoint.at < at,
      (cursor) => cursor.now <= at
    )
    runUntil(world, at)
    return world
  }

  /** The world right after an entry was recorded. */
  seekEntry(entry: number): World {
    if (entry + 1 >= this.head.entries) return this.head
    const world = this.nearest(
      (checkpoint) => checkpoint.entry <= entry + 1,
      (cursor) => cursor.entries <= entry + 1
    )
    while (world.entries <= entry && step(world));
    return world
  }

  /** Another branch from `at` on, with commands of its own added. */
  fork(at: Micros, commands: readonly Command[], watch = this.watch): History {
    const origin = this.seek(at)
    const timeline = this.timeline.fork(origin.entries)
    const world = origin.clone(timeline)
    for (const command of commands) world.command(command)
    const next = new History(timeline, world, watch)
    next.interval = this.interval
    next.checkpoints = this.checkpoints
      .slice(
        0,
        countWhile(this.checkpoints, (checkpoint) => checkpoint.at < at)
      )
      .map((checkpoint) => ({ ...checkpoint, added: [...checkpoint.added, ...commands] }))
    if (next.checkpoints.length === 0) next.save()
    return next
  }

  private nearest(fits: (checkpoint: Checkpoint) => boolean, cursorFits: (cursor: World) => boolean): World {
    const found = this.before(fits)
    const { cursor } = this
    if (cursor && cursorFits(cursor) && cursor.entries >= found.entry) return cursor
    return (this.cursor = this.restore(found))
  }

  private before(fits: (checkpoint: Checkpoint) => boolean): Checkpoint {
    return this.checkpoints[Math.max(0, countWhile(this.checkpoints, fits) - 1)]!
  }

  private restore({ world: saved, added }: Checkpoint): World {
    const world = saved.clone(this.timeline)
    for (const command of added) world.command(command)
    return world
  }

  private save(): void {
    const { head } = this
    this.checkpoints.push({ entry: head.entries, at: head.now, world: head.clone(), added: [] })
    if (this.checkpoints.length <= limit) return
    this.checkpoints = this.checkpoints.filter((_, i) => i % 2 === 0)
    this.interval *= 2
  }
}

/** How many items at the beginning of an ordered list are such. */
function countWhile<T>(items: readonly T[], such: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (such(items[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
