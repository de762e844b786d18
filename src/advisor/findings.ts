import type { Failure } from './failures'
import type { Measured } from './measure'

/** A failure that was run, with what it broke and the link that proves it. */
export interface Tried {
  readonly failure: Failure
  readonly measured: Measured
  /** The faults as a scenario has them, and the run that was measured. */
  readonly faults: readonly string[]
  readonly link: string
}

/** How bad it is: something was still lost when the fork was left, or for a while only. */
export type Grade = 'for-good' | 'for-a-while'

/** Failures of one sort that broke the same things count as one finding, shown by the worst of them. */
export interface Finding extends Tried {
  readonly grade: Grade
  readonly broke: readonly Broke[]
  /** What else of the same sort did the same, by what failed. */
  readonly alike: readonly string[]
}

export const broken = ['data', 'users', 'writes', 'reads', 'control', 'pods'] as const
export type Broke = (typeof broken)[number]

export interface Advice {
  /** The worst first. */
  readonly findings: readonly Finding[]
  /** What failed and broke nothing. */
  readonly stood: readonly string[]
}

/** What a failure broke. One request that fails, as those under way when a server dies, is noise for the API's clients: they try again. */
export function brokeOf({ users, reads, writes, workloads, dataLost, unled }: Measured): Broke[] {
  const api = ({ longest_s, lasting }: Measured['reads']) => longest_s > 0 || lasting
  return broken.filter((what) => {
    switch (what) {
      case 'data':
        return dataLost
      case 'users':
        return users.failed > 0 || users.longest_s > 0
      case 'reads':
        return api(reads)
      case 'writes':
        return api(writes)
      case 'control':
        return unled.length > 0
      case 'pods':
        return workloads.length > 0
    }
  })
}

export const gradeOf = ({ users, reads, writes, workloads, dataLost, unled }: Measured): Grade =>
  dataLost ||
  unled.length > 0 ||
  [users, reads, writes].some(({ lasting }) => lasting) ||
  workloads.some(({ back_s }) => back_s === null)
    ? 'for-good'
    : 'for-a-while'

/** In this order: for good before for a while, then what broke by its weight, then for how long. */
export function findingsOf(tried: readonly Tried[]): Advice {
  const found = tried.map((one) => ({ ...one, grade: gradeOf(one.measured), broke: brokeOf(one.measured) }))
  const bySort = new Map<string, (typeof found)[number][]>()
  for (const one of found) {
    if (one.broke.length === 0) continue
    const key = JSON.stringify([one.failure.sort, one.grade, one.broke])
    bySort.set(key, [...(bySort.get(key) ?? []), one])
  }
  const findings = [...bySort.values()].map((alike): Finding => {
    const [worst, ...others] = alike.sort(worseFirst)
    return { ...worst!, alike: others.map(({ failure }) => failure.what) }
  })
  return {
    findings: findings.sort(worseFirst),
    stood: found.filter(({ broke }) => broke.length === 0).map(({ failure }) => failure.what)
  }
}

interface Graded {
  readonly failure: Failure
  readonly grade: Grade
  readonly broke: readonly Broke[]
  readonly measured: Measured
}

function worseFirst(a: Graded, b: Graded): number {
  if (a.grade !== b.grade) return a.grade === 'for-good' ? -1 : 1
  const [one, other] = [weightOf(a), weightOf(b)]
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return other[i]! - one[i]!
  return a.failure.id < b.failure.id ? -1 : 1
}

/** The larger the worse, the first that differs decides. */
function weightOf({ grade, measured }: Graded): number[] {
  const { users, reads, writes, workloads, dataLost } = measured
  const away = (one: Measured['users']) => (grade === 'for-good' && !one.lasting ? 0 : one.longest_s)
  const pods = workloads.reduce(
    (sum, { pods: had, least, back_s }) => sum + (had - least) * (back_s === null ? 1e4 : back_s),
    0
  )
  return [dataLost ? 1 : 0, users.lasting ? users.failed : 0, away(writes), away(reads), users.failed, pods]
}
