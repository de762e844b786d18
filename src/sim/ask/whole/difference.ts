import { seconds, type Micros } from '../../../base/time'
import type { OutcomeEvent, OutcomeView } from '../../view/types'

/** The first event of one run that has no twin in another. */
export interface FirstDifference {
  readonly at: Micros
  /** In which of the runs it stands, counted from 0. */
  readonly run: number
  readonly event: OutcomeEvent
}

/** The same thing at most this much sooner or later is the same event. */
const together = seconds(0.5)

/**
 * The first event, of all runs, that one of the others does not have: the same thing of the same target, timed by the same setting, at
 * about the same time. Null if each has its twins, as far as the runs are told.
 */
export function firstDifference(runs: readonly Pick<OutcomeView, 'events' | 'end'>[]): FirstDifference | null {
  const told = Math.min(...runs.map(toldTo))
  const found = runs.flatMap(({ events }, run) => {
    const others = runs.filter((_, other) => other !== run).map((other) => byKey(other.events))
    const alone = events.find(
      (event) => event.at <= told && others.some((other) => !hasTwin(other.get(keyOf(event)) ?? [], event))
    )
    return alone ? [{ at: alone.at, run, event: alone }] : []
  })
  return found.sort((a, b) => a.at - b.at)[0] ?? null
}

/** Events that a run is told of, from its first fault on. */
export const mostTold = 1_500

/** As far as a run's events are known: to its end, even if nothing was stated for long, unless there were too many. */
const toldTo = ({ events, end }: Pick<OutcomeView, 'events' | 'end'>): Micros =>
  events.length < mostTold ? end : events.at(-1)!.at

const keyOf = ({ what, about, timedBy }: OutcomeEvent): string => `${what} ${about} ${timedBy}`

const hasTwin = (twins: readonly OutcomeEvent[], { at }: OutcomeEvent): boolean =>
  twins.some((twin) => Math.abs(twin.at - at) <= together)

function byKey(events: readonly OutcomeEvent[]): Map<string, OutcomeEvent[]> {
  const map = new Map<string, OutcomeEvent[]>()
  for (const event of events) map.set(keyOf(event), [...(map.get(keyOf(event)) ?? []), event])
  return map
}
