import { startedAt } from './framework/importance'
import type { Candidate } from './preemption'

/** Models `int64(math.MaxInt32 + 1)`, which makes every priority count as positive in a sum. */
const priorityShift = 2 ** 31

const criteria: readonly ((candidate: Candidate) => number)[] = [
  ({ numPDBViolations }) => numPDBViolations,
  // The first victim has the highest priority, unless a disruption budget moved another to the front.
  ({ victims }) => victims[0]!.priority,
  ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + priorityShift, 0),
  ({ victims }) => victims.length,
  (candidate) => -earliestStart(candidate)
]

function earliestStart({ victims }: Candidate): number {
  const highest = Math.max(...victims.map(({ priority }) => priority))
  return Math.min(...victims.filter(({ priority }) => priority === highest).map(startedAt))
}

/**
 * The candidates that hurt least: fewest budget violations, then lowest of the highest victim priorities, smallest sum
 * of priorities, fewest victims, and the one whose most important victims started last. What is left is equal; the
 * real one takes whichever its map gives first. Models preemption.go pickOneNodeForPreemption.
 */
export function preferredCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  let left = candidates
  for (const cost of criteria) {
    const costs = left.map(cost)
    const least = Math.min(...costs)
    left = left.filter((_, i) => costs[i] === least)
  }
  return left
}
