/** A script to try: faults as texts, and its place in the search. */
export interface Candidate {
  readonly index: number
  readonly faults: readonly string[]
}

/** The better of two scripts that break the goal: fewer faults, then the one that comes first in the search. */
export const better = (a: Candidate | null, b: Candidate | null): Candidate | null =>
  a && b ? (isBefore(b, a) ? b : a) : (a ?? b)

const isBefore = (a: Candidate, b: Candidate): boolean =>
  a.faults.length === b.faults.length ? a.index < b.index : a.faults.length < b.faults.length

/** Which candidates a shard tries: every n-th. */
export const shardOf = (candidates: readonly Candidate[], shard: number, of: number): Candidate[] =>
  candidates.filter(({ index }) => index % of === shard)
