import type { Micros } from '../base/time'
import type { FrameView, TimelineView } from '../sim/view/types'
import type { Revision, RunInfo } from '../worker/protocol'

/** What is known of a live run, as its worker told it last. `info`, `timeline` and `frame` are always of one branch. */
export interface LiveState {
  readonly info: RunInfo | null
  readonly frame: FrameView | null
  readonly timeline: TimelineView | null
  readonly revision: Revision | null
  /** The inputs of the branch that is shown, as a link without a playhead. */
  readonly inputs: string
  /** How much of a run's warming up is done, from 0 to 1; null when nothing is being opened. */
  readonly opening: number | null
  /** The instant that the person looks at; the frame follows it. */
  readonly playhead: Micros
  readonly playing: boolean
  /** Simulated seconds per second. */
  readonly speed: number
  /** Whether the run is another than its link says: somebody acted. */
  readonly onBranch: boolean
  /** Requests that are not answered yet. */
  readonly outstanding: number
  /** Whether its worker runs; a run that sleeps keeps what it showed. */
  readonly awake: boolean
  /** What was refused or failed last, as a sentence; empty if nothing was. */
  readonly error: string
  /** Whether the run stopped at a bug of the simulation, or cannot be opened: it will not be whole. */
  readonly failed: boolean
}

export const unopened: LiveState = {
  info: null,
  frame: null,
  timeline: null,
  revision: null,
  inputs: '',
  opening: null,
  playhead: 0,
  playing: false,
  speed: 1,
  onBranch: false,
  outstanding: 0,
  awake: false,
  error: '',
  failed: false
}

/** Whether the record has been read as far as the run is simulated by itself: what is not in it does not come, so far. */
export const isWhole = ({ timeline }: Pick<LiveState, 'timeline'>): boolean =>
  timeline !== null && timeline.read && timeline.end >= timeline.until

/** Whether the record has been read as far as the instant shown. */
export const isReadUpTo = ({ timeline }: Pick<LiveState, 'timeline'>, at: Micros): boolean =>
  timeline !== null && timeline.read && timeline.end >= at

/** Whether all that is shown is of the instant that the person looks at, and nothing is under way. */
export const isAtRest = ({ outstanding, playing, frame, playhead }: LiveState): boolean =>
  outstanding === 0 && !playing && frame?.now === playhead
