import { aspects, linesOf, trackOf, type Aspect } from './lines'
import type { Moment } from '../../../src/rigs/pods'

/** Which of the recorded lines of an aspect come in the simulation, in the recorded order. */
export interface Compared {
  readonly recorded: readonly string[]
  readonly simulated: readonly string[]
  /** Per recorded line. */
  readonly found: readonly boolean[]
}

export function compareLives(
  recorded: readonly Moment[],
  simulated: readonly Moment[]
): Readonly<Record<Aspect, Compared>> {
  const theirs = linesOf(recorded)
  const ours = linesOf(simulated)
  return Object.fromEntries(
    aspects.map((aspect) => [
      aspect,
      { recorded: theirs[aspect], simulated: ours[aspect], found: inTracks(theirs[aspect], ours[aspect]) }
    ])
  ) as unknown as Record<Aspect, Compared>
}

/** What is done beside each other is compared apart (`trackOf`): each track in its own order. */
function inTracks(a: readonly string[], b: readonly string[]): boolean[] {
  const found = a.map(() => false)
  for (const track of new Set(a.map(trackOf))) {
    const own = a.flatMap((line, i) => (trackOf(line) === track ? [i] : []))
    const marks = inOrder(
      own.map((i) => a[i]!),
      b.filter((line) => trackOf(line) === track)
    )
    own.forEach((i, n) => (found[i] = marks[n]!))
  }
  return found
}

/** Marks a longest common subsequence. */
function inOrder(a: readonly string[], b: readonly string[]): boolean[] {
  const rows: Uint16Array[] = [new Uint16Array(b.length + 1)]
  for (let i = a.length - 1; i >= 0; i--) {
    const below = rows[0]!
    const row = new Uint16Array(b.length + 1)
    for (let j = b.length - 1; j >= 0; j--)
      row[j] = a[i] === b[j] ? below[j + 1]! + 1 : Math.max(below[j]!, row[j + 1]!)
    rows.unshift(row)
  }
  const found = a.map(() => false)
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      found[i++] = true
      j++
    } else if (rows[i + 1]![j]! >= rows[i]![j + 1]!) i++
    else j++
  }
  return found
}

export const passed = ({ found }: Compared): number => found.filter(Boolean).length
