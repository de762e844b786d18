import type { Micros } from '../../base/time'
import type { MilestoneView, TrackView } from '../../store'
import { offsetText, shortTitle } from './milestone-words'

/** How another branch differs from the one that is shown: milestone by milestone, the first difference first. */
export interface Difference {
  readonly at: Micros
  readonly text: string
}

/** Less than this nobody would call different. */
const noticeable = 10_000

export function divergenceOf(shown: readonly MilestoneView[], track: TrackView): Difference[] {
  const here = new Map(shown.map((milestone) => [milestone.id, milestone]))
  const there = new Map(track.milestones.map((milestone) => [milestone.id, milestone]))
  const found: Difference[] = []
  for (const { id, at } of track.milestones) {
    if (id === 'fault-injected') continue
    const own = here.get(id)
    if (!own) found.push({ at, text: `${shortTitle(id)} only here` })
    else if (Math.abs(own.at - at) >= noticeable) {
      const by = offsetText(Math.abs(own.at - at)).slice(1)
      found.push({ at: Math.min(at, own.at), text: `${shortTitle(id)} ${by} ${at < own.at ? 'sooner' : 'later'}` })
    }
  }
  for (const { id, at } of shown)
    if (id !== 'fault-injected' && !there.has(id) && track.end > at) found.push({ at, text: `no ${shortTitle(id)}` })
  return found.sort((a, b) => a.at - b.at)
}
