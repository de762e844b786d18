import { Prng } from '../base/prng'
import { hoursOfYear } from './closed'
import { draw } from './distribution'
import { begins, ends, machineOf, unitsOf, type Cause, type Effect, type Frequency, type Machines } from './faults'

/** One line of a year: what happens to the cluster, and what is broken for as long as it lasts. */
export interface Happening {
  /** Whole seconds after the year's beginning. */
  readonly at: number
  /** In the grammar of faults, without its time. */
  readonly line: string
  readonly cause: Cause
  readonly effect: Effect | null
  /** Whether the effect begins. */
  readonly begins: boolean
}

/** A standby takes the balancer's address over after three advertisements that it missed, and its skew (VRRP, 1 s each). */
export const takeOverS = 3.6

interface Span {
  readonly from: number
  readonly to: number
  readonly effect: Effect
  readonly cause: Cause
}

/**
 * The faults of one year, drawn from the seed and the year's number: each thing has a stream of its own, so that a longer life of
 * one does not shift another's. Renewal from the year's beginning, when all is whole and as if new. What two failures do to the
 * same machine lasts until both are mended.
 */
export function scheduleOf(
  cluster: Machines,
  faults: Readonly<Partial<Record<Cause, Frequency>>>,
  seed: number,
  year: number
): Happening[] {
  const spans: Span[] = []
  const strokes: Happening[] = []
  for (const { cause, id, effects, strokes: blows } of unitsOf(cluster)) {
    const frequency = faults[cause]
    if (!frequency) continue
    const rng = Prng.forName(seed, `${cause} ${id} ${year}`)
    for (let at = draw(frequency.every, rng); at < hoursOfYear;) {
      const lasts = effects.length > 0 ? draw(frequency.lasts, rng) : 0
      const from = Math.round(at * 3_600)
      const to = Math.min(hoursOfYear * 3_600, from + Math.max(1, Math.round(lasts * 3_600)))
      for (const effect of effects) spans.push({ from, to, effect, cause })
      for (const { line, afterS } of blows) strokes.push({ at: from + afterS, line, cause, effect: null, begins: true })
      const next = at + lasts + draw(frequency.every, rng)
      if (!(next > at)) break
      at = next
    }
  }
  const balanced = cluster.balancers === 2 ? withStandby(spans, faults, seed, year) : spans
  const long = joined(balanced)
  // Whoever reboots a machine that has no power does nothing.
  const dark = long.filter(({ effect }) => effect.startsWith('power '))
  const blows = strokes.filter(
    ({ at, line }) =>
      !dark.some(({ effect, from, to }) => from <= at && at <= to && line.split(/[ /]/)[1] === machineOf(effect))
  )
  return sorted([...lasting(long, cluster), ...blows].filter(({ at }) => at < hoursOfYear * 3_600))
}

/** What lasts longer by itself and with another is one. */
function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  const last = new Map<Effect, number>()
  for (const span of [...spans].sort((a, b) => a.from - b.from || (a.effect < b.effect ? -1 : 1))) {
    const index = last.get(span.effect)
    const before = index === undefined ? undefined : found[index]
    if (before && span.from <= before.to) found[index!] = { ...before, to: Math.max(before.to, span.to) }
    else last.set(span.effect, found.push(span) - 1)
  }
  return found
}

/**
 * The balancer's address is away until the standby has it, or, while the standby is away too, until the first of both is back.
 * The standby fails as the balancer does; in the simulator it is the same process, started anew.
 */
function withStandby(
  spans: readonly Span[],
  faults: Readonly<Partial<Record<Cause, Frequency>>>,
  seed: number,
  year: number
): Span[] {
  const away: { from: number; to: number }[] = []
  const frequency = faults.machine
  if (frequency) {
    const rng = Prng.forName(seed, `standby ${year}`)
    for (let at = draw(frequency.every, rng); at < hoursOfYear;) {
      const lasts = draw(frequency.lasts, rng)
      away.push({ from: at * 3_600, to: (at + lasts) * 3_600 })
      at += lasts + draw(frequency.every, rng)
    }
  }
  return spans.map((span) => {
    if (machineOf(span.effect) !== 'lb') return span
    const both = away.find(({ from, to }) => from <= span.from && span.from < to)
    const until = both ? both.to : span.from
    return { ...span, to: Math.min(span.to, Math.round(until + takeOverS)) }
  })
}

/** Beginnings and ends. A process of a machine without power neither ends nor is started: it comes back with its machine. */
function lasting(spans: readonly Span[], cluster: Machines): Happening[] {
  const dark = spans.filter(({ effect }) => effect.startsWith('power '))
  return spans.flatMap(({ from, to, effect, cause }): Happening[] => {
    if (effect.startsWith('proc ')) {
      const machine = machineOf(effect)
      const off = dark.some((other) => machineOf(other.effect) === machine && other.from <= to && from <= other.to)
      if (off) return []
    }
    const first: Happening = { at: from, line: begins(effect, cluster), cause, effect, begins: true }
    return to >= hoursOfYear * 3_600 ? [first] : [first, { at: to, line: ends(effect), cause, effect, begins: false }]
  })
}

const sorted = (happenings: Happening[]): Happening[] =>
  happenings.sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : a.line > b.line ? 1 : 0))
