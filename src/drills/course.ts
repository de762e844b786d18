import type { Micros } from '../base/time'
import type { Timeline, World } from '../sim'
import { holds } from './checks/holds'
import type { Instant, Typed, Verdict } from './checks/instant'
import { RequestBook } from './requests'
import type { Drill } from './schema'

/** Simulated time between two looks at goal and tasks. */
export const lookEvery: Micros = 1_000_000

/** A task, and since when it is done. */
export interface TaskState {
  readonly id: string
  readonly text: string
  readonly done: Verdict | null
  /** What is so now, or was when it ticked. */
  readonly evidence: string
}

/** How a drill stands at an instant. Seconds are simulated seconds. */
export interface CourseState {
  readonly atSeconds: number
  readonly tasks: readonly TaskState[]
  readonly goal: {
    readonly text: string
    readonly holds: boolean
    readonly evidence: string
    readonly forSeconds: number
  } | null
  /** When all tasks were done and the goal had held long enough; null if they have not yet. */
  readonly reachedSeconds: number | null
  /** The time that there was is over, and it was not reached. */
  readonly failed: boolean
  readonly score: Score
}

export interface Score {
  /** Seconds since the scenario's start in which users' requests failed. */
  readonly usersSufferedSeconds: number
  /** Seconds since the person came in which the goal did not hold. */
  readonly goalMissedSeconds: number
  /** Lines typed, and requests that changed something by programs outside. */
  readonly commands: number
}

interface Look {
  readonly at: Micros
  readonly goal: Verdict | null
}

/**
 * A drill along one run: looks at it once a second, from when the person comes until the drill is over. It only reads. What a branch
 * shares with the run before it need not be looked at again (`forget`).
 */
export class Course {
  private looks: Look[] = []
  private ticked = new Map<string, { readonly seen: Micros; readonly verdict: Verdict }>()
  private book = new RequestBook()
  private typed: readonly Typed[] = []

  constructor(readonly drill: Drill) {}

  /** The next instant to be looked at; Infinity when the drill is over. */
  get dueAt(): Micros {
    const { beginsSeconds } = this.drill
    if (this.endsAt !== null) return Infinity
    const last = this.looks.at(-1)
    return last ? last.at + lookEvery : beginsSeconds * 1e6
  }

  /** Looks at the world of an instant that is due, or a little later. */
  look(world: World, timeline: Timeline, typed: readonly Typed[]): void {
    this.tick(world, timeline, typed)
    const instant: Instant = { world, timeline, typed, answered: this.book.answered, since: 0 }
    const { goal } = this.drill
    this.looks.push({ at: world.now, goal: goal ? holds(instant, goal.check) : null })
  }

  /** Tasks that are done by now: also between two looks, and while a run stands still. */
  tick(world: World, timeline: Timeline, typed: readonly Typed[]): void {
    const { drill, book } = this
    this.typed = typed
    if (drill.tasks.some(({ ticks }) => asksForRequests(ticks))) book.follow(timeline, world)
    const instant: Instant = { world, timeline, typed, answered: book.answered, since: 0 }
    for (const { id, ticks } of drill.tasks) {
      if (this.ticked.has(id)) continue
      const verdict = holds(instant, ticks)
      if (verdict.holds) this.ticked.set(id, { seen: world.now, verdict })
    }
  }

  /** The run goes another way from that instant on. */
  forget(from: Micros): void {
    this.looks = this.looks.filter(({ at }) => at < from)
    this.ticked = new Map([...this.ticked].filter(([, { seen }]) => seen < from))
    this.book = new RequestBook()
  }

  /** How it stands at the instant of a world that was looked at up to there. */
  state(world: World, timeline: Timeline, typed: readonly Typed[] = this.typed): CourseState {
    const { drill, endsAt } = this
    const at = Math.min(world.now, endsAt?.at ?? Infinity)
    const looks = this.looks.filter((look) => look.at <= at)
    const goal = looks.at(-1)?.goal
    const missed = looks.filter((look) => look.goal && !look.goal.holds).length
    const over = world.now >= (drill.beginsSeconds + drill.withinSeconds) * 1e6
    const instant: Instant = { world, timeline, typed, answered: this.book.answered, since: 0 }
    const reached = endsAt !== null && endsAt.at <= world.now && endsAt.reached
    return {
      atSeconds: world.now / 1e6,
      tasks: drill.tasks.map(({ id, text, ticks }) => {
        const tick = this.ticked.get(id)
        const done = tick && tick.seen <= at ? tick.verdict : null
        return { id, text, done, evidence: (done ?? holds(instant, ticks)).evidence }
      }),
      goal:
        drill.goal && goal
          ? { text: drill.goal.text, holds: goal.holds, evidence: goal.evidence, forSeconds: heldFor(looks) / 1e6 }
          : null,
      reachedSeconds: reached ? endsAt.at / 1e6 : null,
      failed: over && !reached,
      score: {
        usersSufferedSeconds: suffered(timeline, world, at),
        goalMissedSeconds: (missed * lookEvery) / 1e6,
        commands: typed.filter((line) => line.at <= at).length
      }
    }
  }

  /** Hints whose facts hold at the instant, with what says so. */
  hints(
    world: World,
    timeline: Timeline
  ): { readonly see: string; readonly means: string; readonly evidence: string }[] {
    const instant: Instant = { world, timeline, typed: this.typed, answered: this.book.answered, since: 0 }
    return this.drill.hints.flatMap(({ holds: check, see, means = '' }) => {
      const verdict = holds(instant, check)
      return verdict.holds ? [{ see, means, evidence: verdict.evidence }] : []
    })
  }

  /** Which answer to each question holds at the instant, by its place; null: none does, or more than one. */
  answers(world: World, timeline: Timeline): readonly (number | null)[] {
    const instant: Instant = { world, timeline, typed: this.typed, answered: this.book.answered, since: 0 }
    return (this.drill.questions ?? []).map(({ options }) => {
      const right = options.flatMap((option, i) => (holds(instant, option.holds).holds ? [i] : []))
      return right.length === 1 ? right[0]! : null
    })
  }

  /** What is measured of an outage, as it is at the instant. */
  measured(world: World, timeline: Timeline): readonly Verdict[] {
    const instant: Instant = { world, timeline, typed: this.typed, answered: this.book.answered, since: 0 }
    return (this.drill.measures ?? []).map((measure) => holds(instant, measure.holds))
  }

  /** When the drill is over: reached, or out of time; null while it goes on. */
  private get endsAt(): { readonly at: Micros; readonly reached: boolean } | null {
    const { drill, looks } = this
    const last = looks.at(-1)
    if (!last) return null
    const done = drill.tasks.every(({ id }) => this.ticked.has(id))
    const steady = drill.goal ? last.goal?.holds && heldFor(looks) >= drill.goal.steadySeconds * 1e6 : true
    if (done && steady) return { at: last.at, reached: true }
    return last.at >= (drill.beginsSeconds + drill.withinSeconds) * 1e6 ? { at: last.at, reached: false } : null
  }
}

/** How long the goal has held without a gap. */
function heldFor(looks: readonly Look[]): Micros {
  const last = looks.at(-1)
  if (!last?.goal?.holds) return 0
  const broke = looks.findLastIndex(({ goal }) => !goal?.holds)
  return last.at - looks[broke + 1]!.at
}

/** Seconds in which at least one request of users failed. */
function suffered(timeline: Timeline, world: World, until: Micros): number {
  let seconds = 0
  for (const { fact, at, entry, detail } of timeline.facts) {
    if (entry >= world.entries || at > until) break
    if (fact === 'traffic' && at >= 0 && detail.failed > 0) seconds++
  }
  return seconds
}

const asksForRequests = (check: object): boolean =>
  'request' in check ||
  Object.values(check).some((part) => typeof part === 'object' && part !== null && asksForRequests(part as object))
