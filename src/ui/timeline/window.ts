import { seconds, type Micros } from '../../base/time'
import type { TimelineView } from '../../store'
import type { Fold } from './fold'

/** The stretch of the run that the lanes show. */
export interface Window {
  readonly from: Micros
  readonly to: Micros
}

const shortest = seconds(0.02)
/** Room after the last thing that happened. */
const tail = seconds(2)

/** What the whole story needs: from the start until all is well again, or to the last milestone; all of a run in which nothing happened. */
export function storyOf({ milestones, until, end, faults }: TimelineView): Window {
  // When all is well again the story is told; what comes after it can be looked at.
  const well = milestones.filter(({ id }) => id === 'cluster-operational' || id === 'service-restored')
  const told = well.length > 0 ? well : milestones
  const last = Math.max(0, ...told.map(({ at }) => at), ...faults.map(({ at }) => at))
  // While it is still simulated nobody knows what comes.
  const to = last === 0 || end < until ? until : Math.min(until, last + tail)
  return { from: 0, to }
}

export const marksOf = ({ milestones, faults }: Pick<TimelineView, 'milestones' | 'faults'>): Micros[] =>
  [...milestones, ...faults].map(({ at }) => at)

export function zoomed(
  { from, to }: Window,
  factor: number,
  at: Micros,
  until: Micros,
  { fold, unfold }: Fold
): Window {
  const [a, b] = [fold(from), fold(to)]
  const all = fold(until)
  const length = Math.min(all, Math.max(shortest, (b - a) * factor))
  const share = Math.max(0, Math.min(1, (fold(at) - a) / (b - a)))
  const begin = Math.max(0, Math.min(all - length, fold(at) - length * share))
  return { from: Math.round(unfold(begin)), to: Math.round(unfold(begin + length)) }
}

export function panned({ from, to }: Window, by: number, until: Micros, { fold, unfold }: Fold): Window {
  const [a, b] = [fold(from), fold(to)]
  const begin = Math.max(0, Math.min(Math.max(fold(until), b) - (b - a), a + (b - a) * by))
  return { from: Math.round(unfold(begin)), to: Math.round(unfold(begin + b - a)) }
}

/** When the playhead leaves the window, the window moves on; the story is stretched until it is in it. */
export function follow(window: Window, playhead: Micros, stretch?: Fold): Window {
  const length = window.to - window.from
  if (playhead >= window.from && playhead <= window.to) return window
  if (stretch && playhead > window.to) return { from: window.from, to: stretch.unfold(stretch.fold(playhead) * 1.02) }
  const from = Math.max(0, playhead - length * 0.1)
  return { from, to: from + length }
}
