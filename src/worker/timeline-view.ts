import { comparisonOf } from '../scenarios'
import {
  formatFault,
  lanesOf,
  milestonesOf,
  momentsOf,
  settingsOf,
  type MilestoneView,
  type TimelineView,
  type TrackView
} from '../sim'
import type { Branch } from './branch'
import type { Branches } from './branches'

/** What the dock draws of the branch that is shown as far as it is simulated. */
export function timelineView(branches: Branches): TimelineView {
  const { id, simulation, scenario, horizon } = branches.shown
  const { history, spec, breaches } = simulation
  const { timeline, head } = history
  const fault = spec.faults[0]?.at ?? 0
  return {
    branch: id,
    branches: branches.list.map(({ id, parent, forkedAt, title }) => ({ id, parent, forkedAt, title })),
    end: Math.max(0, history.end),
    until: horizon,
    entries: timeline.length,
    read: true,
    lanes: lanesOf(timeline, head, 0, Math.max(0, history.end)),
    tracks: branches.list.filter((branch) => branch.id !== id).map(trackOf),
    milestones: milestonesOf(timeline, head).map((milestone): MilestoneView => {
      return {
        id: milestone.id,
        at: milestone.at,
        afterFault: milestone.at - fault,
        component: milestone.process < 0 ? '' : head.processes[milestone.process]!.id,
        setting: timeline.settingOf(milestone.entry),
        entry: milestone.entry,
        ...comparisonOf(scenario, milestone.id, settingsOf(timeline, milestone.entry))
      }
    }),
    faults: spec.faults.map((fault, index) => ({ index, at: fault.at, text: formatFault(fault) })),
    moments: momentsOf(timeline, head),
    hash: history.end < horizon ? '' : timeline.digest(),
    broken: breaches
  }
}

/** Where its milestones were, read anew only when it has become longer. */
const known = new WeakMap<Branch['simulation'], { readonly entries: number; readonly track: TrackView }>()

function trackOf({ id, title, forkedAt, simulation }: Branch): TrackView {
  const { timeline, head, end } = simulation.history
  const before = known.get(simulation)
  if (before?.entries === timeline.length && before.track.title === title) return before.track
  const milestones = milestonesOf(timeline, head).map(({ id, at }) => ({ id, at }))
  const track = { branch: id, title, forkedAt, end: Math.max(0, end), milestones }
  known.set(simulation, { entries: timeline.length, track })
  return track
}
