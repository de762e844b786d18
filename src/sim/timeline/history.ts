import type { Micros } from '../../base/time'
import { step } from '../kernel/step'
import { assert } from '../../base/assert'
import type { Command, World } from '../kernel/world'
import { Timeline } from './timeline'

/** Looks at the head after each step, and remembers; never seen by the simulation. */
export interface Watch {
  look(world: World): void
  /** What it knew when the timeline had that many entries: a branch goes on from there. */
  fork(entries: number): Watch
}

interface Checkpoint {
  readonly entry: number
  readonly at: Micros
  /** Of the branch that made it; branches that forked later only read it. */
  readonly world: World
}

/**
 * Entries between two checkpoints: what a seek replays at most, a few frames of a screen in a small cluster. A checkpoint
 * costs a walk over what its world holds, so large clusters make fewer.
 */
const intervalOf = (world: World): number => Math.max(6_000, 40 * world.processes.length)
/** Before time 0, while the cluster comes up, they lie so many times further apart: hardly anybody looks there. */
const sparse = 8
/** As many as lie between two checkpoints. */
const mostMarks = 8

/**
 * With more, every second one is dropped and the interval doubles: an hour of a big cluster stays in memory. A checkpoint
 * holds what its processes have changed since the one before, so large clusters keep fewer.
 */
const limitOf = (world: World): number => Math.max(24, Math.min(600, Math.floor(20_000 / world.processes.length)))

/**
 * One branch of a run: the timeline, checkpoints along it, and the world at its end.
 * `seek` = nearest checkpoint, then replay. `fork` = seek, branch, go another way.
 */
export class History {
  private checkpoints: Checkpoint[] = []
  private interval: number
  /** Where the last seek ended: the next one often goes on from there. */
  private cursor: World | null = null
  /** Where long replays came through of late: whoever goes back a little does not wait for all of it again. */
  private marks: Checkpoint[] = []
  /** At how many entries the replay that goes on was restored or left its last mark. */
  private marked = 0
  /** Whoever follows the run as it goes on: told of each step of `advance`. */
  follower: ((world: World) => void) | null = null

  private constructor(
    readonly timeline: Timeline,
    /** The world at the end of what was simulated. */
    readonly head: World,
    readonly watch: Watch | null
  ) {
    this.interval = intervalOf(head)
    timeline.recall = (first, last) => {
      const world = this.restore(this.before((checkpoint) => checkpoint.entry <= first, true))
      // A chain of causes leads further and further back: the next one begins nearer.
      const spacing = Math.max(6_000, Math.ceil((first - world.entries) / mostMarks))
      let next = world.entries + spacing
      while (world.entries <= last && step(world)) {
        if (world.entries < next || world.entries > first) continue
        this.mark(world)
        next += spacing
      }
    }
  }

  static begin(create: (timeline: Timeline) => World, watch: Watch | null = null): History {
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
    let next = this.nextSave()
    while (head.nextAt <= at) {
      if (head.now < 0 && head.nextAt >= 0) {
        // Every seek to what people look at begins here or later.
        this.save()
        next = this.nextSave()
      }
      step(head)
      if (watch) watch.look(head)
      if (this.follower) this.follower(head)
      if (head.entries >= next) {
        this.save()
        next = this.nextSave()
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
    this.replay(world, at)
    if (world.now < at) world.now = at
    return world
  }

  /** Replays towards `at` for so many entries. True when `seek` has nothing left to replay: what takes long is done in slices. */
  approach(at: Micros, budget: number): boolean {
    if (at >= this.head.now) return true
    const world = this.nearest(
      (checkpoint) => checkpoint.at < at,
      (cursor) => cursor.now <= at
    )
    return this.replay(world, at, budget)
  }

  private replay(world: World, at: Micros, budget = Infinity): boolean {
    const last = world.entries + budget
    while (world.nextAt <= at) {
      step(world)
      this.passed(world)
      if (world.entries >= last) return false
    }
    return true
  }

  /** Entries between two marks. Where checkpoints lie as close there is none. */
  private get spacing(): number {
    const spacing = Math.max(6_000, Math.ceil(this.interval / 8))
    return spacing < this.interval ? spacing : Infinity
  }

  /** The cursor came through here. */
  private passed(world: World): void {
    if (world.entries - this.marked < this.spacing) return
    this.marked = world.entries
    this.mark(world)
  }

  private mark(world: World): void {
    this.marks.push({ entry: world.entries, at: world.now, world: world.clone() })
    if (this.marks.length > mostMarks) this.marks.shift()
  }

  /** The world right after an entry was recorded. */
  seekEntry(entry: number): World {
    if (entry + 1 >= this.head.entries) return this.head
    const world = this.nearest(
      (checkpoint) => checkpoint.entry <= entry + 1,
      (cursor) => cursor.entries <= entry + 1
    )
    while (world.entries <= entry && step(world)) this.passed(world)
    return world
  }

  /** What comes from outside, in order: all that this branch knows of, also what has not happened yet. */
  get commands(): readonly Command[] {
    return this.head.commands
  }

  /**
   * Another branch: the same until `at`, then with these commands, which are all of its commands from the start on, in order.
   * What was simulated is shared: it costs one seek.
   */
  fork(at: Micros, commands: readonly Command[], watched = true): History {
    const origin = this.seek(at)
    const timeline = this.timeline.fork(origin.entries)
    const world = origin.clone(timeline)
    world.plan(commands)
    const next = new History(timeline, world, watched && this.watch ? this.watch.fork(origin.entries) : null)
    next.interval = this.interval
    next.checkpoints = this.checkpoints.filter((checkpoint) => checkpoint.entry <= origin.entries)
    return next
  }

  /** The same branch with more commands at its end: nothing of what was simulated changes. */
  extend(commands: readonly Command[]): void {
    const { head } = this
    assert(
      commands.every(({ at }, i) => i < head.commanded || at > head.now),
      'what a branch has simulated cannot be changed'
    )
    head.plan(commands)
    this.cursor = null
  }

  /** One command more, after all that was simulated; what is planned for later stays behind it. */
  append(command: Command): void {
    assert(command.at > this.head.now, 'what a branch has simulated cannot be changed')
    this.head.command(command)
    this.cursor = null
  }

  private nearest(fits: (checkpoint: Checkpoint) => boolean, cursorFits: (cursor: World) => boolean): World {
    const found = this.before(fits, true)
    const { cursor } = this
    if (cursor && cursorFits(cursor) && cursor.entries >= found.entry) return cursor
    this.marked = found.entry
    return (this.cursor = this.restore(found))
  }

  private before(fits: (checkpoint: Checkpoint) => boolean, marked = false): Checkpoint {
    const found = this.checkpoints[Math.max(0, countWhile(this.checkpoints, fits) - 1)]!
    const nearer = marked ? this.marks.filter((mark) => fits(mark) && mark.entry > found.entry) : []
    return nearer.reduce((a, b) => (b.entry > a.entry ? b : a), found)
  }

  /** Checkpoints before a fork are its origin's, and all may be older than commands that were added since. */
  private restore({ world: saved }: Checkpoint): World {
    const world = saved.clone(this.timeline)
    world.plan(this.head.commands)
    return world
  }

  /** At how many entries the next checkpoint is due. */
  private nextSave(): number {
    const { entry } = this.checkpoints[this.checkpoints.length - 1]!
    // By what comes next: the checkpoint of time 0 is made while it is still earlier.
    return entry + this.interval * (this.head.nextAt < 0 ? sparse : 1)
  }

  private save(): void {
    const { head } = this
    this.checkpoints.push({ entry: head.entries, at: head.now, world: head.clone() })
    if (this.checkpoints.length <= limitOf(head)) return
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
