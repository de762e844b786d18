import { formatFault } from '../sim/first'
import type { Branch } from './branch'
import type { TimelineView } from './protocol'

/** What stands in the dock with the first picture, before lanes and moments are read from the record. */
export const firstTimeline = ({ id, parent, forkedAt, title, simulation, horizon }: Branch): TimelineView => ({
  branch: id,
  branches: [{ id, parent, forkedAt, title }],
  end: Math.max(0, simulation.history.end),
  until: horizon,
  entries: simulation.history.timeline.length,
  read: false,
  lanes: [],
  tracks: [],
  milestones: [],
  faults: simulation.spec.faults.map((fault, index) => ({ index, at: fault.at, text: formatFault(fault) })),
  moments: [],
  hash: '',
  broken: []
})
