import { NotLoaded } from '../base/late'
import type { Result } from '../base/result'
import { formatLink } from '../scenarios'
import type { Asker, Works } from '../sim'
import { frameOf, warmup, type FrameView, type Simulation } from '../sim/first'
import { configure, open } from './answers/open'
import type { Branch } from './branch'
import { longest } from './branch'
import { Branches } from './branches'
import { firstTimeline } from './first-timeline'
import { rest } from './later'
import type { FromWorker, Reply, RequestType, Revision, Shown, TimelineView, ToWorker } from './protocol'
import { runInfo } from './run-info'
import { suggestionOf } from './suggestion'
import { seconds, type Micros } from '../base/time'
import { advance } from './slice'

/** How far the run is ahead of somebody who plays on beyond its suggested length. */
const lookahead = seconds(10)

/** An answer that takes a while: one slice per step. */
export type Slices<T> = Generator<void, T>
/** A reply, or a sentence why there is none. */
export type Answer<T extends RequestType> = Result<Reply<T>> | Slices<Result<Reply<T>>>

interface Work {
  readonly id: number
  readonly type: RequestType
  /** Begun with the first slice. */
  readonly begin: () => Answer<RequestType>
  slices: Slices<Result<Reply<RequestType>>> | null
}

/**
 * Answers the page: the branches of a run, which instant is shown, and what is under way. Requests are answered in the order in which
 * they came, questions that take long when nothing else is asked, and what time is left simulates ahead. Knows no worker: it is
 * the same in Node.
 */
export class Session {
  branches: Branches | null = null
  shown: Micros = 0
  shownEntry = 0
  /** Questions about instants, asked on forks; branches share the answers about the past that they share. */
  private asks: Asker | null = null
  private tries: Works | null = null
  private run = 0
  /** What was begun came to a part that is not loaded. */
  private stalled = false
  /** What is opened lies after acts, which are done by parts that are loaded later: better soon than when the run has come there. */
  needsRest = false
  private readonly foreground: Work[] = []
  private readonly background: Work[] = []
  /** What the page knows of the branch. */
  private told: Branch | null = null
  private posted: Revision | null = null
  /** A branch that stopped at a bug is not simulated on by itself. */
  private stopped: Simulation | null = null

  constructor(private readonly post: (message: FromWorker) => void) {}

  get asker(): Asker {
    return (this.asks ??= rest().asker())
  }
  get works(): Works {
    return (this.tries ??= rest().works())
  }
  /** The branch that is shown. There must be a run. */
  get branch(): Branch {
    return this.branches!.shown
  }

  receive(message: ToWorker): void {
    const { type, id } = message
    if (needsNoRun.has(type)) this.giveUp()
    const begin = () =>
      this.branches || type === 'open' || standsAlone.has(type)
        ? (this.answerTo(type) as (session: Session, ask: ToWorker) => Answer<RequestType>)(this, message)
        : ({ ok: false, error: 'Nothing is open yet.' } as const)
    const queue = isBackground.has(type) ? this.background : this.foreground
    queue.push({ id, type, begin, slices: null })
    if (queue === this.foreground && queue.length === 1 && this.canWork) this.work(queue)
  }

  /** Before the rest of the program is loaded a run is opened and shown, and nothing else is answered. */
  private get canWork(): boolean {
    if (rest.isProvided()) return true
    const [first] = this.foreground
    return !this.stalled && first !== undefined && needsNoRun.has(first.type)
  }

  private answerTo = (type: RequestType): unknown =>
    type === 'open' ? open : type === 'configure' ? configure : rest().answers[type]

  /** Works for one slice. False when there is nothing to do, or nothing that can be done before the rest is loaded. */
  pump(): boolean {
    if (!this.canWork) return false
    if (this.foreground.length > 0) this.work(this.foreground)
    else if (this.background.length > 0) this.work(this.background)
    else return this.simulateAhead()
    return true
  }

  /** Tells the page how far the run is, if that changed since. */
  postTimeline(): boolean {
    if (!this.branches || this.told !== this.branch || !rest.isProvided()) return false
    const revision = this.revision()
    if (this.posted && isSame(this.posted, revision)) return false
    try {
      this.post({ type: 'timeline', revision, timeline: rest().timelineView(this.branches) })
    } catch (error) {
      this.crash(null, error)
    }
    this.posted = revision
    return true
  }

  /** Begins anew with a run. */
  start(root: Branch): void {
    this.branches = new Branches(root)
    this.run++
    this.shown = 0
    this.shownEntry = 0
    this.told = null
    this.stopped = null
  }

  /** Simulates the branch up to an instant, and lets it go on from there for a while; then it can be shown at once. */
  *reach(at: Micros): Slices<void> {
    const { branch } = this
    if (at > branch.horizon) branch.horizon = Math.min(longest, at + lookahead)
    const { history } = branch.simulation
    while (history.end < at && !advance(history, at)) yield
    yield* this.approach(at)
  }

  /** Replays up to an instant that was simulated already: in a large cluster the way from the nearest checkpoint is long. */
  *approach(at: Micros): Slices<void> {
    const { history } = this.branch.simulation
    const replay = { advance: (until: Micros, steps: number) => history.approach(until, steps) }
    while (!advance(replay, at)) yield
  }

  /** How much of the way to its start the run has come, from 0 to 1; null if it is there. */
  get opened(): number | null {
    const end = this.branches?.shown.simulation.history.end ?? 0
    return end < 0 ? (end + warmup) / warmup : null
  }

  /** Shows an instant that is simulated already. */
  show(at: Micros): Shown {
    const { history } = this.branch.simulation
    const world = history.seek(at)
    const frame = frameOf(world, history.timeline, this.shownEntry)
    this.shown = at
    this.shownEntry = world.entries - 1
    return this.reply({ ...frame, now: at })
  }

  /** Shows the instant right after one entry. */
  showEntry(entry: number): Shown {
    const { history } = this.branch.simulation
    const { timeline } = history
    const frame = frameOf(history.seekEntry(entry), timeline, entry - 1)
    this.shown = Math.max(0, timeline.at(entry))
    this.shownEntry = entry
    return this.reply({ ...frame, now: this.shown, entry })
  }

  /** The next reply describes the branch anew. */
  describeAnew(): void {
    this.told = null
  }

  /** The page is told of the timeline again, though the run is no longer: its branches are others. */
  tellTimeline(): void {
    this.posted = null
  }

  private reply(frame: FrameView): Shown {
    const branches = this.branches!
    const { branch } = this
    const revision = this.revision()
    const changed =
      this.told === branch
        ? null
        : { info: runInfo(branch), timeline: this.timelineOf(branches), inputs: this.linkOf(branch.scenario, 0) }
    this.told = branch
    if (changed && rest.isProvided()) this.posted = revision
    return {
      revision,
      frame,
      suggestion: suggestionOf(branch, frame, frame.now),
      visits: branches.visits,
      changed
    }
  }

  private timelineOf(branches: Branches): TimelineView {
    return rest.isProvided() ? rest().timelineView(branches) : firstTimeline(branches.shown)
  }

  private work(queue: Work[]): void {
    const work = queue[0]!
    try {
      if (!work.slices) {
        const answer = work.begin()
        if (!('next' in answer)) return this.end(queue, work.id, answer)
        work.slices = answer
      }
      const { done, value } = work.slices.next()
      if (done) this.end(queue, work.id, value)
    } catch (error) {
      if (error instanceof NotLoaded) {
        // From the start again, once it is there: what was half done is given up.
        work.slices = null
        this.stalled = true
        return
      }
      queue.shift()
      this.crash(work.id, error)
    }
  }

  private end(queue: Work[], id: number, result: Result<Reply<RequestType>>): void {
    queue.shift()
    this.post(result.ok ? { type: 'reply', id, reply: result.value } : { type: 'refused', id, error: result.error })
  }

  private giveUp(): void {
    for (const { id } of [...this.foreground.splice(0), ...this.background.splice(0)])
      this.post({ type: 'superseded', id })
  }

  private simulateAhead(): boolean {
    if (!this.branches) return false
    const { simulation, horizon } = this.branch
    const { history } = simulation
    if (history.end >= horizon || this.stopped === simulation) return false
    try {
      return !advance(history, horizon)
    } catch (error) {
      this.stopped = simulation
      this.crash(null, error)
      return false
    }
  }

  private revision(): Revision {
    return { run: this.run, branch: this.branch.id, entries: this.branch.simulation.history.timeline.length }
  }

  private linkOf(scenario: Branch['scenario'], playhead: Micros): string {
    return formatLink({ scenario, playhead, selection: '' })
  }

  /** A bug of ours becomes a message with what reproduces it. */
  private crash(id: number | null, error: unknown): void {
    const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
    this.post({
      type: 'crashed',
      id,
      error: text,
      link: this.branches ? this.linkOf(this.branch.scenario, this.shown) : ''
    })
  }
}

/** What replaces the run: everything that was asked about the old one is given up. */
const needsNoRun: ReadonlySet<RequestType> = new Set(['open', 'configure'])

/** Questions that take long: answered in slices while nothing else is asked. */
/** What is answered without a run. */
const standsAlone: ReadonlySet<RequestType> = new Set(['budget', 'budget-settings', 'fingerprint'])

const isBackground: ReadonlySet<RequestType> = new Set([
  'budget',
  'drill',
  'fingerprint',
  'impact',
  'outcome',
  'what-if',
  'works'
])

const isSame = (a: Revision, b: Revision): boolean =>
  a.run === b.run && a.branch === b.branch && a.entries === b.entries
