import { seconds, type Micros } from '../../base/time'

/** Between the run's time and time as it is drawn: quiet stretches take a quarter of their room. Both grow together. */
export interface Fold {
  /** In the order of time; empty if nothing is folded. */
  readonly quiet: readonly Stretch[]
  readonly fold: (at: Micros) => number
  readonly unfold: (folded: number) => Micros
}

export interface Stretch {
  readonly from: Micros
  readonly to: Micros
}

const longestQuiet = seconds(2)
const share = 1 / 4
/** What just happened, and what is about to, keep their room. */
const after = seconds(1)
const before = seconds(0.3)

/** Stretches of more than 2 s in which no mark lies, without the moments around the marks. */
export function quietStretches(marks: readonly Micros[], until: Micros): Stretch[] {
  const all = [0, ...marks, until].filter((at) => at >= 0).sort((a, b) => a - b)
  return all.flatMap((at, i) => {
    const next = all[i + 1]
    if (next === undefined || next - at <= longestQuiet) return []
    return [{ from: i === 0 ? at : at + after, to: next >= until ? next : next - before }]
  })
}

export function foldOf(quiet: readonly Stretch[]): Fold {
  // Corners of a line that is broken at both ends of each quiet stretch.
  const times = [0]
  const folded = [0]
  for (const { from, to } of quiet) {
    const at = folded.at(-1)! + (from - times.at(-1)!)
    times.push(from, to)
    folded.push(at, at + (to - from) * share)
  }
  return {
    quiet,
    fold: (at) => along(times, folded, at),
    unfold: (at) => along(folded, times, at)
  }
}

/** Where `at` on one broken line lies on the other; before the first and after the last corner both are straight. */
function along(from: readonly number[], to: readonly number[], at: number): number {
  let low = 0
  let high = from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (from[middle]! <= at) low = middle
    else high = middle - 1
  }
  const [x, y] = [from[low]!, to[low]!]
  if (at < x || low === from.length - 1) return y + (at - x)
  return y + ((at - x) * (to[low + 1]! - y)) / (from[low + 1]! - x)
}
