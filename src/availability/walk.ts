import { fnv1a } from '../base/prng'
import { hoursOfYear } from './closed'
import { begins, machineOf, unitsOf, type Effect, type Machines } from './faults'
import type { Inputs } from './inputs'
import type { Happening } from './schedule'
import { alike, type Line } from './alike'
import { keyOf, type Measured, type PerService, type Way } from './transition'

/** What a year came to. */
export interface Year {
  readonly year: number
  /** Seconds in which each did not work: parts of the requests that failed count as parts of a second. */
  readonly lost: PerService
  readonly faults: number
  /** Seconds of writes that were acknowledged and are gone: no snapshot had them. */
  readonly forgotten: number
}

/** A healthy cluster is met in so many seconds of its routine; one that crashes for ever in its longest back-off. */
const routineS = 10
const backOffS = 300
/** One whose API nobody reaches is met in the back-offs of those who ask again (client-go's reflectors: up to 30 s, and as much by chance). */
const redialS = 60
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
  { cluster, phases, snapshots }: Pick<Inputs, 'cluster' | 'phases' | 'snapshots'>,
  happenings: readonly Happening[],
  year: number,
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
    const withinS = loops ? backOffS : isCutOff(cluster, broken) ? redialS : routineS
    const { phase, turn } = phaseOf(first, phases, broken, withinS)
    let lines: Line[] = []
    let measured: Measured | undefined
    let after = broken
    // What comes before the cluster has settled belongs to the same way.
    do {
      do {
        const next = happenings[i]!
        lines = [...lines, { ...next, afterS: phase + rounded(next.at - first.at) }]
        after = applied(after, next)
        i++
      } while (i < happenings.length && happenings[i]!.at < happenings[i - 1]!.at + soonestS)
      const way = alike(cluster, broken, lines, turn)
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
  return {
    year,
    lost,
    faults: happenings.filter((one) => one.begins).length,
    forgotten: happenings.reduce((sum, { at, line }) => sum + (line === 'lose-data' ? at % (snapshots * 3_600) : 0), 0)
  }
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

/**
 * The place in the cluster's routine that a fault is taken to meet; never the same place between two probes. What is rare is met at one
 * place that hangs on what it is: a second fault while something is broken. A disk that fills up begins hours of crashes in back-offs of
 * their own: where it meets the routine is nothing to that.
 */
function phaseOf(
  { at, line, begins: comes }: Happening,
  phases: number,
  broken: readonly Effect[],
  withinS: number
): { phase: number; turn: number } {
  const half = Math.ceil(phases / 2)
  const placed = (turn: number, of: number) => ({
    phase: Math.round(((turn * withinS) / of + (turn * 0.5) / of) * 1_000) / 1_000,
    turn
  })
  if (line.startsWith('full-disk ')) return placed(0, 1)
  if (broken.length > 0 && comes) {
    const kind = `${broken.join()} ${line}`.replace(/-\d+/g, '')
    return placed(fnv1a(kind) % half, half)
  }
  const of = broken.length > 0 && withinS !== redialS ? half : phases
  return placed(Math.floor(((at % withinS) / withinS) * of), of)
}

/** Whether what is broken is where everybody asks for the API. */
const isCutOff = ({ balancers }: Machines, broken: readonly Effect[]): boolean =>
  broken.some((effect) => machineOf(effect) === (balancers > 0 ? 'lb' : 'master-1'))

const exactUntilS = 12
const ratio = 1.25

/** Seconds since the first fault of a way: whole up to twelve, then no more than an eighth away. */
export function rounded(seconds: number): number {
  if (seconds <= exactUntilS) return seconds
  const step = Math.round(Math.log(seconds / exactUntilS) / Math.log(ratio))
  return Math.round(exactUntilS * Math.pow(ratio, step))
}
