import { median } from '../../src/base/median'

/** One thing that a recording says, and whether the simulator agrees. */
export interface Statement {
  readonly of: string
  readonly what: string
  readonly passed: boolean
  /** What the simulator did instead. */
  readonly found: string
}

/** What was measured so often, in milliseconds. */
export interface Range {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly n: number
}

const s = (ms: number): string => (Number.isNaN(ms) ? 'not at all' : `${(ms / 1_000).toFixed(2)} s`)

/**
 * A time of a group of recorded runs: the median of ours lies within its least and greatest, which fewer than five recordings
 * widen to a tenth of their median. A quarter of a second more is the machine's: what took a process to be scheduled there.
 */
export function within(of: string, what: string, range: Range, ours: readonly number[]): Statement {
  const found = median(ours)
  const tenth = range.n < 5 ? Math.abs(range.median) / 10 : 0
  const [from, to] = [
    Math.min(range.min, range.median - tenth) - latency,
    Math.max(range.max, range.median + tenth) + latency
  ]
  return {
    of,
    what: `${what}: ${s(range.min)} to ${s(range.max)} (n=${range.n})`,
    passed: found >= from && found <= to,
    found: s(found)
  }
}

/** What the recorder's machine may take to do at once what is done at once here. */
export const latency = 250

/** A time of a single run lies within ours, which a tenth and half a second widen: chance drew both. */
export function near(of: string, what: string, recorded: number, ours: readonly number[]): Statement {
  const known = ours.filter((each) => !Number.isNaN(each))
  const more = Math.abs(recorded) / 10 + 500
  return {
    of,
    what: `${what}: ${s(recorded)}`,
    passed:
      known.length * 2 > ours.length && recorded >= Math.min(...known) - more && recorded <= Math.max(...known) + more,
    found: known.length === 0 ? 'not at all' : `${s(Math.min(...known))} to ${s(Math.max(...known))}`
  }
}

export const same = (of: string, what: string, recorded: unknown, found: unknown): Statement => ({
  of,
  what: `${what}: ${said(recorded)}`,
  passed: said(recorded) === said(found),
  found: said(found)
})

const said = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))
