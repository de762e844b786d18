import type { Micros } from '../base/time'
import { comparisonOf, type Scenario } from '../scenarios'
import { formatFault, lanesOf, milestonesOf, settingsOf, type MilestoneView, type TimelineView } from '../sim'
import type { Branches } from './branches'

/** What the dock draws of the current branch as far as it is simulated. */
export function timelineView(branches: Branches, scenario: Scenario, until: Micros): TimelineView {
  const { simulation } = branches.current
  const { history, spec, breaches } = simulation
  const { timeline, head } = history
  return {
    branch: branches.current.id,
    branches: branches.list.map(({ id, parent, forkedAt, title }) => ({ id, parent, forkedAt, title })),
    end: Math.max(0, history.end),
    until,
    entries: timeline.length,
    lanes: lanesOf(timeline, head, 0, Math.max(0, history.end)),
    milestones: milestonesOf(timeline, head).map((milestone): MilestoneView => {
      const entry = timeline.get(milestone.entry)
      const fault = spec.faults[0]?.at ?? 0
      return {
        id: milestone.id,
        at: milestone.at,
        afterFault: milestone.at - fault,
        component: milestone.process < 0 ? '' : head.processes[milestone.process]!.id,
        setting: entry.setting,
        entry: milestone.entry,
        ...comparisonOf(scenario, milestone.id, settingsOf(timeline, milestone.entry))
      }
    }),
    faults: spec.faults.map((fault, index) => ({ index, at: fault.at, text: formatFault(fault) })),
    hash: timeline.digest(),
    broken: breaches
  }
}
