import type { Micros } from '../base/time'
import { formatFault, type FrameView } from '../sim/first'
import type { Branch } from './branch'
import type { Suggestion } from './protocol'

/** What is worth doing at an instant: crash whoever leads etcd then, if all are there and the story has a failure at all. */
export function suggestionOf({ scenario, simulation }: Branch, frame: FrameView, now: Micros): Suggestion | null {
  // With one master nobody can take over, and a story without faults has its own point.
  if (scenario.cluster.masters < 2 || scenario.faults.length === 0) return null
  // With a machine down already, one more crash would not be an election but perhaps the end of the quorum.
  if (!frame.machines.every(({ up }) => up)) return null
  const leader = frame.machines.find(({ processes }) => processes.some(({ kind, leads }) => kind === 'etcd' && leads))
  if (!leader) return null
  const planned = simulation.spec.faults.find(({ kind, at }) => kind === 'crash' && at > now)
  return {
    title: 'Crash the leader',
    leader: leader.id,
    fault: `crash ${leader.id}`,
    instead: planned ? formatFault(planned) : null
  }
}
