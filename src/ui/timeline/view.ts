import { useMemo } from 'react'
import { create } from 'zustand'
import { seconds, type Micros } from '../../base/time'
import { useLab, type TimelineView } from '../../store'
import { foldOf, quietStretches, type Fold } from './fold'

export interface Window {
  readonly from: Micros
  readonly to: Micros
}

/** What the side of the timeline tells about. */
export type Chosen =
  | { readonly what: 'span'; readonly lane: string; readonly from: Micros }
  | { readonly what: 'milestone'; readonly id: string }
  | { readonly what: 'measure'; readonly from: Micros; readonly to: Micros }
  | { readonly what: 'note'; readonly at: Micros }
  | { readonly what: 'milestones' }

interface View {
  /** The stretch of the run that the lanes show; null is the story. */
  readonly window: Window | null
  readonly folding: boolean
  /** Groups whose members are shown. */
  readonly expanded: readonly string[]
  readonly chosen: Chosen | null
  /** Measuring by keyboard: from here to the playhead. */
  readonly anchor: Micros | null
}

export const useTimelineView = create<View>()(() => ({
  window: null,
  folding: true,
  expanded: [],
  chosen: null,
  anchor: null
}))

const set = useTimelineView.setState

export const choose = (chosen: Chosen | null): void => set({ chosen })
export const toggleFolding = (): void => set(({ folding }) => ({ folding: !folding }))
export const toggleExpanded = (group: string): void =>
  set(({ expanded }) => ({
    expanded: expanded.includes(group) ? expanded.filter((id) => id !== group) : [...expanded, group]
  }))

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

/** The window, kept where the playhead is, and how time is folded. */
export function useView() {
  const own = useTimelineView((view) => view.window)
  const folding = useTimelineView((view) => view.folding)
  const timeline = useLab((lab) => lab.timeline)
  const playhead = useLab((lab) => lab.playhead)
  const until = timeline?.until ?? seconds(60)
  const fold = useMemo(
    () => foldOf(timeline && folding ? quietStretches(marksOf(timeline), timeline.until) : []),
    [timeline, folding]
  )
  const story = timeline ? storyOf(timeline) : { from: 0, to: until }
  const window = follow(own ?? story, playhead, own ? undefined : fold)
  const show = (next: Window | null) => set({ window: next })
  return {
    window,
    fold,
    folding,
    zoomed: own !== null,
    /** Makes the stretch that many times as long, around `at` or the playhead. */
    zoom: (factor: number, at: Micros = playhead) => show(zoomed(window, factor, at, until, fold)),
    /** Moves it by a share of its length. */
    pan: (by: number) => show(panned(window, by, until, fold)),
    /** The whole story again; all of the run if that is shown already. */
    fit: () => show(own === null && story.to < until ? { from: 0, to: until } : null),
    show
  }
}

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
