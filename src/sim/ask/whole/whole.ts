import { seconds, type Micros } from '../../../base/time'
import { outputId, type Simulation } from '../../simulation'
import type { Fact, Timeline } from '../../timeline/timeline'
import type { LostView, OutcomeEvent, OutcomeView } from '../../view/types'
import { trafficOf } from '../../view/traffic'
import { Away } from './away'
import { mostTold } from './difference'
import { lostBy } from './lost'

/** Points of the curve of what was lost. */
const points = 400
/** What came of a whole run: counted from its users' facts, and tried on forks. `end` is how far it shall be simulated. */
export class Whole {
  private away: Away | null = null

  constructor(
    readonly simulation: Simulation,
    readonly end: Micros
  ) {}

  /** Goes on with what is tried. False: nothing is open, or the run is not simulated to its end yet. */
  step(budget: number): boolean {
    if (this.simulation.history.end < this.end) return false
    this.away ??= new Away(this.simulation, this.end)
    const open = this.away.step(budget)
    this.done = !open
    return open
  }
  private done = false

  /** Looked for once, when the run is at its end. */
  private lost(): LostView | null {
    if (this.simulation.history.end < this.end) return null
    return (this.found ??= { lost: lostBy(this.simulation, this.end) }).lost
  }
  private found: { readonly lost: LostView | null } | null = null

  view(): OutcomeView {
    const { history, spec } = this.simulation
    const end = Math.min(history.end, this.end)
    const { requests, failed, retries, lostRevenue, longestOutageS } = trafficOf(history.seek(end))
    return {
      end,
      requests,
      failed,
      retries,
      lostRevenue,
      revenuePerRequest: Number(spec.flags['revenue-per-request'] ?? 0),
      longestOutageS,
      curve: curveOf(history.timeline, end),
      podSecondsAway: podSecondsAway(history.timeline, end),
      oomKills: count(history.timeline, end, (fact) => fact.fact === 'container-exited' && fact.detail.oomKilled),
      typed: typedIn(this.simulation, end),
      lost: this.lost(),
      away: this.away?.view() ?? [],
      open: !this.done,
      events: eventsOf(history.timeline, end)
    }
  }
}

/** Requests that were given up by then and pods that answered, at evenly spread instants. */
function curveOf(timeline: Timeline, end: Micros): OutcomeView['curve'] {
  const step = Math.max(seconds(1), Math.ceil(end / points))
  const failed: number[] = []
  const pods: number[] = []
  let sum = 0
  let answering = 0
  const tellUntil = (at: Micros) => {
    for (; failed.length * step <= at; pods.push(answering)) failed.push(sum)
  }
  for (const fact of timeline.facts) {
    if (fact.fact !== 'traffic') continue
    if (fact.at > end) break
    if (fact.at >= 0) {
      tellUntil(fact.at)
      sum += fact.detail.failed
    }
    answering = fact.detail.pods
  }
  tellUntil(end + step)
  return { step, failed, pods }
}

/** How long pods did not answer that had answered before the first fault, added up. */
function podSecondsAway(timeline: Timeline, end: Micros): number {
  const first = timeline.facts.find(({ fact }) => fact === 'fault-injected')
  if (!first) return 0
  let before = 0
  let away = 0
  for (const fact of timeline.facts) {
    if (fact.fact !== 'traffic' || fact.at < 0 || fact.at > end) continue
    if (fact.entry < first.entry) before = Math.max(before, fact.detail.pods)
    else away += Math.max(0, before - fact.detail.pods)
  }
  return away
}

/** Lines that were typed from time 0 on. */
function typedIn({ spec, history }: Simulation, end: Micros): OutcomeView['typed'] {
  const printed = new Map<string, string>()
  for (const { fact, detail } of history.timeline.facts)
    if (fact === 'tool-output' || fact === 'kubectl-output')
      printed.set(detail.id, (printed.get(detail.id) ?? '') + detail.text)
  return spec.kubectl
    .filter(({ at }) => at >= 0 && at <= end)
    .map((typed) => ({
      at: typed.at,
      line:
        typed.on === undefined
          ? `kubectl ${typed.line}`
          : `${typed.on === 'users' ? '' : `ssh ${typed.on} `}${typed.line}`,
      printed: printed.get(outputId(spec, typed)) ?? ''
    }))
}

function count(timeline: Timeline, end: Micros, counts: (fact: Fact) => boolean): number {
  return timeline.facts.reduce((sum, fact) => sum + (fact.at >= 0 && fact.at <= end && counts(fact) ? 1 : 0), 0)
}

/** Objects' names end in what chance drew. */
const stemOf = (name: string): string => name.replace(/-[a-z0-9]{6,10}(?:-[a-z0-9]{5})?$/, '').replace(/^.*\//, '')

const untold: ReadonlySet<Fact['fact']> = new Set(['traffic', 'object-written'])

/** What the components stated from the first fault on, each with whom it is about, so that two runs can be compared. */
function eventsOf(timeline: Timeline, end: Micros): readonly OutcomeEvent[] {
  const first = timeline.facts.findIndex(({ fact }) => fact === 'fault-injected')
  if (first < 0) return []
  return timeline.facts
    .slice(first)
    .filter(({ fact, at }) => !untold.has(fact) && at <= end)
    .slice(0, mostTold)
    .map(({ fact, at, entry, detail }) => {
      const about = Object.values(detail).find((value) => typeof value === 'string')
      return {
        at,
        entry,
        what: fact,
        about: about === undefined ? '' : stemOf(about),
        timedBy: timeline.settingOf(entry)
      }
    })
}

/** All of it at once. */
export function wholeOf(simulation: Simulation, end: Micros): OutcomeView {
  const whole = new Whole(simulation, end)
  while (whole.step(Infinity));
  return whole.view()
}
