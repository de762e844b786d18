import { late } from '../base/late'
import type { Asker, Works } from '../sim'
import type { answers } from './answers'
import type { timelineView } from './timeline-view'

/** What the worker does beyond opening a run and showing an instant; `rest.ts` provides it, with the rest of the simulator. */
export const rest = late<{
  readonly answers: typeof answers
  readonly timelineView: typeof timelineView
  readonly asker: () => Asker
  readonly works: () => Works
}>('the rest of the worker')
