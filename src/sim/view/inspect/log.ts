import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { InspectorView } from '../types'

const most = 500

/** The last lines that a process logged, the oldest first. */
export function logOf(timeline: Timeline, world: World, process: number): InspectorView['log'] {
  const found = []
  for (let i = timeline.logs.length - 1; i >= 0 && found.length < most; i--) {
    const line = timeline.logs[i]!
    if (line.process === process && line.entry < world.entries)
      found.push({ at: line.at, level: line.level, text: line.text })
  }
  return found.reverse()
}
