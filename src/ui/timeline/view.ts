import { useMemo } from 'react'
import { create } from 'zustand'
import { seconds, type Micros } from '../../base/time'
import { useLab } from '../../store'
import { foldOf, quietStretches } from './fold'
import { follow, marksOf, panned, storyOf, zoomed, type Window } from './window'

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
