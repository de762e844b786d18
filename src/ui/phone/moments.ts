import type { Micros } from '../../base/time'
import type { FaultView, MilestoneView } from '../../store'
import { milestoneTitle } from '../shared/words'

/** Something that happened, or will: one line of the story. */
export interface Moment {
  readonly at: Micros
  readonly text: string
  /** What is known of it beside the simulation, such as `recorded 1.2 s`. */
  readonly beside: string
  readonly isFault: boolean
}

/** Faults and milestones as one story, in order. A milestone that only says that a fault happened is that fault. */
export function momentsOf(faults: readonly FaultView[], milestones: readonly MilestoneView[]): Moment[] {
  const planned = faults.map(({ at, text }): Moment => ({ at, text: withoutTime(text), beside: '', isFault: true }))
  const reached = milestones
    .filter(({ id }) => id !== 'fault-injected')
    .map(({ id, at, component, documentS, recordedS }): Moment => {
      const beside = recordedS
        ? `recorded ${recordedS.median.toFixed(1)} s`
        : documentS !== null
          ? `document ${documentS} s`
          : ''
      return {
        at,
        text: `${milestoneTitle(id)}${component ? `, ${component.split('/')[0]}` : ''}`,
        beside,
        isFault: false
      }
    })
  return [...planned, ...reached].sort((a, b) => a.at - b.at)
}

const withoutTime = (text: string): string => text.replace(/^\S+\s+/, '')

/** Of moments in order, those beside an instant: the last one before it, and the first one after it. */
export function besideMoment(
  moments: readonly Moment[],
  at: Micros
): { readonly before: Moment | null; readonly after: Moment | null } {
  return {
    before: moments.findLast((moment) => moment.at < at) ?? null,
    after: moments.find((moment) => moment.at > at) ?? null
  }
}
