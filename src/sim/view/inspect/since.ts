import { toSeconds, type Micros } from '../../../base/time'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'

/** When the first fault of the run struck; null if none has by then. */
function firstFault(timeline: Timeline, world: World): Micros | null {
  for (const { fact, entry, at } of timeline.facts) {
    if (entry >= world.entries) return null
    if (fact === 'fault-injected') return at
  }
  return null
}

/**
 * An instant as sentences say it: `+1.10 s` after the first fault; before one has struck `3.2 s` into the run, or that it
 * lies before the run.
 */
export function since(timeline: Timeline, world: World, at: Micros): string {
  const fault = firstFault(timeline, world)
  if (fault !== null && at >= fault) return `+${toSeconds(at - fault).toFixed(2)} s`
  if (at < 0) return 'before the run began'
  return `${toSeconds(at).toFixed(2)} s into the run`
}

/** `since +1.10 s`, `since before the run began`. */
export const sinceWhen = (timeline: Timeline, world: World, at: Micros): string => `since ${since(timeline, world, at)}`
