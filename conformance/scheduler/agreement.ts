import type { Result } from '../../src/rigs/scheduler'

/**
 * The same decision, but for what the real one decides arbitrarily: which of several equal pods falls victim, and in
 * what order equal victims are listed.
 */
export function comparable(result: Result): unknown {
  const { confirmedByUnmodifiedBinary: _, ...rest } = result as Result & { confirmedByUnmodifiedBinary?: boolean }
  const { preemption } = rest
  if (!preemption) return rest
  const arbitrary = preemption.candidates[rest.nominatedNode ?? '']?.victimsInterchangeable
  const candidates = Object.fromEntries(
    Object.entries(preemption.candidates).map(([node, candidate]) => [
      node,
      {
        ...candidate,
        victims: candidate.victimsInterchangeable ? candidate.victims.length : [...candidate.victims].sort()
      }
    ])
  )
  return {
    ...rest,
    preemption: { ...preemption, candidates },
    ...(arbitrary && { victims: rest.victims?.length })
  }
}
