import type { Micros } from '../../../base/time'
import { mostTold } from '../../../sim/ask/whole/difference'
import type { MilestoneView, OutcomeEvent, OutcomeView } from '../../../sim/view/types'
import { countText, dayTime, moneyText, spanText } from './words'

/** What is known of one side's day when a claim is held against it. */
export interface Known {
  readonly outcome: OutcomeView
  readonly milestones: readonly MilestoneView[]
  /** The time of day at 0, in seconds after midnight. */
  readonly clockStartSeconds: number
  /** The day's end and its first fault. */
  readonly until: Micros
  readonly faultAt: Micros
}

export type Verdict = 'agrees' | 'sooner' | 'later' | 'less' | 'more' | 'does not happen'

/** What the run has of a claim. */
export interface Measured {
  readonly text: string
  readonly verdict: Verdict
  /** The moment that it is about. */
  readonly at: Micros | null
}

/** Something that the teaching document says of a day, paraphrased. */
export interface Claim {
  /** Of which of the day's clusters. */
  readonly side: number
  /** As the document writes it: `11:31`. */
  readonly when: string
  readonly says: string
  /** Null: the run has not come so far yet. */
  readonly measure: (known: Known) => Measured | null
  /** Where the run disagrees: which settings decide it. */
  readonly why: string
}

/** A rule, no opinion: within a tenth of what the document says, or `least` of it. */
function compare<V extends Verdict>(run: number, document: number, least: number, below: V, above: V): V | 'agrees' {
  if (Math.abs(run - document) <= Math.max(least, document / 10)) return 'agrees'
  return run < document ? below : above
}

const midnight = 86_400
const secondsOf = (clock: string): number => {
  const [h = 0, m = 0, s = 0] = clock.split(':').map(Number)
  return 3_600 * h + 60 * m + s
}
/** The instant at a time of the day. */
const instantOf = (clock: string, { clockStartSeconds }: Known): Micros =>
  ((secondsOf(clock) - clockStartSeconds + midnight) % midnight) * 1_000_000

/** A pod that chance asked nothing of for ten seconds was not heard of: the most of a minute are those that there are. */
const listening = 60_000_000

/** Pods that answer users about an instant, and those that did before the first fault. */
function podsAt({ outcome, faultAt }: Known, at: Micros): { readonly before: number; readonly now: number } {
  const { step, pods } = outcome.curve
  const most = (to: Micros) =>
    Math.max(0, ...pods.slice(Math.max(0, Math.ceil((to - listening) / step)), Math.floor(to / step) + 1))
  return { before: most(faultAt), now: most(at) }
}

/** So many of a hundred pods do not answer at a time of the day. */
export const podsGone =
  (clock: string, percent: number) =>
  (known: Known): Measured | null => {
    const at = instantOf(clock, known)
    const { before, now } = podsAt(known, at)
    if (known.outcome.end < at || before === 0) return null
    const gone = (100 * Math.max(0, before - now)) / before
    const text = `${Math.round(gone)}\u00a0%: ${now} pods answer users, ${before} did before`
    return { text, verdict: compare(gone, percent, 0.5, 'less', 'more'), at }
  }

/** As far as events are told: to the end, unless there were too many. */
const isToldTo = ({ events, end }: OutcomeView, at: Micros): boolean =>
  at <= end && (events.length < mostTold || events.at(-1)!.at >= at)

/** A container that ended at a time of the day is not started again. */
export const notRestarted =
  (clock: string, about: string) =>
  (known: Known): Measured | null => {
    const from = instantOf(clock, known)
    const isAbout = (one: OutcomeEvent) => one.at >= from && one.about.startsWith(about)
    const exited = known.outcome.events.find((one) => isAbout(one) && one.what === 'container-exited')
    const started = known.outcome.events.find(
      (one) => isAbout(one) && one.what === 'container-started' && exited !== undefined && one.at > exited.at
    )
    if (exited && started)
      return {
        text: `started again ${spanText(started.at - exited.at)} after it ended`,
        verdict: 'does not happen',
        at: started.at
      }
    if (!isToldTo(known.outcome, known.until)) return null
    return exited
      ? { text: 'not that day', verdict: 'agrees', at: exited.at }
      : { text: 'nothing ends', verdict: 'does not happen', at: null }
  }

/** So many containers have ended by a time of the day and were not started again. */
export const containersDown =
  (clock: string, count: number, about: string) =>
  (known: Known): Measured | null => {
    const at = instantOf(clock, known)
    if (!isToldTo(known.outcome, at)) return null
    const of = (what: string) =>
      known.outcome.events.filter((one) => one.at <= at && one.what === what && one.about.startsWith(about)).length
    const [exited, started] = [of('container-exited'), of('container-started')]
    return {
      text: `${exited} ended, ${started} of them were started again`,
      verdict: compare(exited - started, count, 0.5, 'less', 'more'),
      at
    }
  }

/** After an instant, all pods answer again by a time of the day. */
export const podsBack =
  (after: string, clock: string) =>
  (known: Known): Measured | null => {
    const { step, pods } = known.outcome.curve
    const from = instantOf(after, known)
    const { before } = podsAt(known, from)
    const index = pods.findIndex((now, i) => i * step >= from && i * step <= known.outcome.end && now >= before)
    if (index < 0) return known.outcome.end < known.until ? null : { text: 'not that day', verdict: 'later', at: from }
    const at = index * step
    const claimed = instantOf(clock, known)
    return {
      text: `by ${dayTime(known.clockStartSeconds, at)}`,
      verdict: compare(at - from, claimed - from, step, 'sooner', 'later'),
      at
    }
  }

/** The first event of a kind from a time of the day on. */
export const eventBy =
  (what: string, about: string, after: string, clock: string) =>
  (known: Known): Measured | null => {
    const from = instantOf(after, known)
    const event = known.outcome.events.find((one) => one.at >= from && one.what === what && one.about.startsWith(about))
    if (!event)
      return known.outcome.end < known.until ? null : { text: 'not that day', verdict: 'does not happen', at: null }
    return {
      text: `+${spanText(event.at - from)}`,
      verdict: compare(event.at - from, instantOf(clock, known) - from, 500_000, 'sooner', 'later'),
      at: event.at
    }
  }

/** Reads of the control plane fail from a time of the day on. */
export const readsFail =
  (clock: string) =>
  (known: Known): Measured | null => {
    const row = known.outcome.away.find(({ id }) => id === 'reads')
    if (!row || known.outcome.open) return null
    if (row.since === null) return { text: 'never', verdict: 'does not happen', at: null }
    const claimed = instantOf(clock, known)
    return {
      text: `at ${dayTime(known.clockStartSeconds, row.since)}, for ${spanText(row.noneFor)}`,
      // To the minute, as it is written.
      verdict: compare(row.since, claimed, 60_000_000, 'sooner', 'later'),
      at: row.since
    }
  }

/** For how long some requests of users fail. */
export const usersFailFor =
  (seconds: number) =>
  (known: Known): Measured | null => {
    const { curve, end } = known.outcome
    if (end < known.until) return null
    const failing = curve.failed.filter((failed, i) => failed > (curve.failed[i - 1] ?? 0)).length * curve.step
    const first = curve.failed.findIndex((failed) => failed > 0)
    return {
      text: `${countText(known.outcome.failed)} requests, within ${spanText(failing)}`,
      verdict: compare(failing / 1_000_000, seconds, 0.5, 'less', 'more'),
      at: first < 0 ? null : Math.max(0, first - 1) * curve.step
    }
  }

/** What is not sold that day. */
export const salesLost =
  (dollars: number) =>
  (known: Known): Measured | null => {
    if (known.outcome.end < known.until) return null
    const { lostRevenue } = known.outcome
    return {
      text: moneyText(lostRevenue),
      verdict: compare(lostRevenue, dollars, 0.5, 'less', 'more'),
      at: null
    }
  }

/** The document's times of a story, as the run's milestones carry them. */
export function timedClaims(side: number, { milestones, outcome, until }: Known): readonly Timed[] {
  return milestones.flatMap(({ id, at, afterFault, documentS, recordedS, why }) => {
    if (documentS === null) return []
    const seconds = afterFault === null ? null : afterFault / 1_000_000
    if (seconds === null && outcome.end < until) return []
    const verdict = seconds === null ? 'does not happen' : compare(seconds, documentS, 0.5, 'sooner', 'later')
    const text = seconds === null ? 'not in this run' : `+${spanText(afterFault!)}`
    return [{ side, id, documentS, recordedS, measured: { text, verdict, at }, why }]
  })
}

export interface Timed extends Pick<MilestoneView, 'id' | 'recordedS' | 'why'> {
  readonly side: number
  readonly documentS: number
  readonly measured: Measured
}
