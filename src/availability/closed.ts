/**
 * What can be computed without a run: availabilities of things that fail and are repaired independently of each other. A number
 * here is a share of the time, from 0 to 1; times are hours.
 */

export const hoursOfYear = 8_760

/** Share of the time in which something works that runs for `mtbf` on average and is away for `mttr`. */
export const availabilityOf = (mtbf: number, mttr: number): number =>
  mtbf === Infinity || mttr === 0 ? 1 : mtbf / (mtbf + mttr)

/** Hours a year that something is away. */
export const hoursAway = (availability: number): number => (1 - availability) * hoursOfYear

/** All must work. */
export const series = (parts: readonly number[]): number => parts.reduce((all, part) => all * part, 1)

/** One of them is enough. */
export const parallel = (parts: readonly number[]): number => 1 - parts.reduce((none, part) => none * (1 - part), 1)

/** At least `k` of them must work; they need not be alike. */
export function kOfN(k: number, parts: readonly number[]): number {
  // How likely it is that exactly i of those so far work.
  let exactly = [1]
  for (const part of parts) {
    const next = new Array<number>(exactly.length + 1).fill(0)
    exactly.forEach((chance, i) => {
      next[i]! += chance * (1 - part)
      next[i + 1]! += chance * part
    })
    exactly = next
  }
  return exactly.slice(Math.max(0, k)).reduce((sum, chance) => sum + chance, 0)
}

/** How many of `members` an etcd cluster needs: more than half. */
export const quorumOf = (members: number): number => Math.floor(members / 2) + 1

export const quorum = (parts: readonly number[]): number => kOfN(quorumOf(parts.length), parts)

/** Alike members that fail and are repaired while the others go on. */
export interface Repaired {
  readonly members: number
  /** How many must work. */
  readonly needed: number
  readonly mtbf: number
  readonly mttr: number
  /** How many are repaired at a time; without it, all that are broken. */
  readonly crews?: number
}

/**
 * At least `needed` members work, where failures and repairs are exponential: the birth and death chain over how many are broken.
 * With as many crews as members it is `kOfN` of independent ones. `mttf`: hours from a whole cluster until it first has too few.
 */
export function withRepair({ members, needed, mtbf, mttr, crews = members }: Repaired): {
  readonly availability: number
  readonly mttf: number
} {
  const fails = (broken: number) => (members - broken) / mtbf
  const mends = (broken: number) => Math.min(broken, crews) / mttr
  const weights = [1]
  for (let broken = 1; broken <= members; broken++)
    weights.push((weights[broken - 1]! * fails(broken - 1)) / mends(broken))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const spare = members - needed
  const availability = weights.slice(0, spare + 1).reduce((sum, weight) => sum + weight, 0) / all
  // From `broken` to `broken + 1`: 1/λ, and what a repair before that costs.
  let step = 1 / fails(0)
  let mttf = step
  for (let broken = 1; broken <= spare; broken++) {
    step = (1 + mends(broken) * step) / fails(broken)
    mttf += step
  }
  return { availability, mttf }
}
