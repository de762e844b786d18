import { hoursOfYear } from './closed'
import { begins, unitsOf, type Effect, type Machines } from './faults'
import type { Happening } from './schedule'
import { keyOf, type Measured, type PerService, type Script, type Way } from './transition'

/** What a year came to. */
export interface Year {
  readonly year: number
  /** Seconds in which each did not work: parts of the requests that failed count as parts of a second. */
  readonly lost: PerService
  readonly faults: number
}

/** A healthy cluster is met in so many seconds of its routine; one that crashes for ever in its longest back-off. */
const routineS = 10
const backOffS = 300
/** What comes so soon after a fault is of the same way: nobody need ask whether the cluster has settled in between. */
export const soonestS = 24
const yearS = hoursOfYear * 3_600

const nothing: PerService = { reads: 0, writes: 0, users: 0 }
const plus = (a: PerService, b: PerService, times = 1): PerService => ({
  reads: a.reads + b.reads * times,
  writes: a.writes + b.writes * times,
  users: a.users + b.users * times
})

/**
 * Lives one year: from settled cluster to settled cluster along its faults. Between two of them nothing changes, so that time counts
 * by the share that fails in it and is not simulated. Gives the way that it needs next if nobody has measured it.
 */
export function walk(
  happenings: readonly Happening[],
  year: number,
  phases: number,
  known: (key: string) => Measured | undefined
): Year | Way {
  let now = 0
  let broken: readonly Effect[] = []
  let share = nothing
  let loops = false
  let lost = nothing
  for (let i = 0; i < happenings.length;) {
    const first = happenings[i]!
    lost = plus(lost, share, first.at - now)
    const phase = phaseOf(first.at, broken.length === 0 ? phases : Math.ceil(phases / 2), loops ? backOffS : routineS)
    let script: Script = []
    let measured: Measured | undefined
    let after = broken
    // What comes before the cluster has settled belongs to the same way.
    do {
      do {
        const next = happenings[i]!
        script = [...script, { afterS: phase + rounded(next.at - first.at), line: next.line }]
        after = applied(after, next)
        i++
      } while (i < happenings.length && happenings[i]!.at < happenings[i - 1]!.at + soonestS)
      const way = { from: broken, script }
      measured = known(keyOf(way))
      if (!measured) return way
    } while (i < happenings.length && happenings[i]!.at < first.at + measured.durationS)
    lost = plus(lost, measured.lost)
    now = first.at + measured.durationS
    if (now > yearS) lost = plus(lost, measured.share, yearS - now)
    broken = after
    ;({ share, loops } = measured)
  }
  if (now < yearS) lost = plus(lost, share, yearS - now)
  return { year, lost, faults: happenings.filter((one) => one.begins).length }
}

/** The way by which a settled cluster with this broken is made, from the one before: the same whoever asks. */
export const wayTo = (broken: readonly Effect[], cluster: Machines): Way => ({
  from: broken.slice(0, -1),
  script: [{ afterS: 0, line: begins(broken.at(-1)!, cluster) }]
})

/** What is broken in the cluster that a way leads to, if it is the way by which such clusters are made; else null. */
export function madeBy({ from, script: [first, ...more] }: Way, cluster: Machines): readonly Effect[] | null {
  if (!first || first.afterS !== 0 || more.length > 0) return null
  const effect = unitsOf(cluster)
    .flatMap(({ effects }) => effects)
    .find((one) => begins(one, cluster) === first.line)
  const isLast = effect !== undefined && from.every((other) => other < effect)
  return isLast ? [...from, effect] : null
}

function applied(broken: readonly Effect[], { effect, begins: comes }: Happening): readonly Effect[] {
  if (effect === null) return broken
  const others = broken.filter((one) => one !== effect)
  return comes ? [...others, effect].sort() : others
}

/** The place in the cluster's routine that an instant is taken for; never the same place between two probes. */
function phaseOf(at: number, phases: number, withinS: number): number {
  const index = Math.floor(((at % withinS) / withinS) * phases)
  return Math.round(((index * withinS) / phases + (index * 0.5) / phases) * 1_000) / 1_000
}

const exactUntilS = 12
const ratio = 1.25

/** Seconds since the first fault of a way: whole up to twelve, then no more than an eighth away. */
export function rounded(seconds: number): number {
  if (seconds <= exactUntilS) return seconds
  const step = Math.round(Math.log(seconds / exactUntilS) / Math.log(ratio))
  return Math.round(exactUntilS * Math.pow(ratio, step))
}
