import type { MilestoneView } from '../../store'
import { offsetText, shortTitle } from './milestone-words'
import type { Scale } from './scale'

/** A milestone in one of the rows above the lanes. */
export interface PlacedMilestone {
  readonly milestone: MilestoneView
  readonly row: number
  readonly x: number
  /** Left of the diamond, without time where that has no room; null if there is room for neither. */
  readonly label: { readonly x: number; readonly title: string; readonly time: string } | null
  /** Pixels of the recorded median and its range. */
  readonly recorded: { readonly median: number; readonly from: number; readonly to: number } | null
  readonly document: number | null
}

const half = 6
const gap = 6

/**
 * Puts every milestone into the first row in which its label meets no other, its recorded range included. The earlier ones
 * choose first.
 */
export function placeMilestones(
  milestones: readonly MilestoneView[],
  scale: Scale,
  rows: number,
  widthOf: (text: string) => number,
  inLanguage: (text: string) => string = (text) => text
): PlacedMilestone[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: rows }, () => [])
  const isFree = (row: number, from: number, to: number) =>
    from >= scale.left - 1 && taken[row]!.every((other) => to <= other.from || from >= other.to)
  const seen = milestones.filter(
    ({ id, at }) => id !== 'fault-injected' && at >= scale.window.from && at <= scale.window.to
  )
  return seen.map((milestone) => {
    const { at, afterFault, documentS, recordedS } = milestone
    const x = scale.toX(at)
    const fault = at - (afterFault ?? 0)
    const xOf = (seconds: number) => Math.min(scale.right, scale.toX(fault + seconds * 1_000_000))
    const recorded = recordedS && {
      median: xOf(recordedS.median),
      from: xOf(recordedS.min),
      to: xOf(recordedS.max)
    }
    const left = Math.min(x - half, recorded?.from ?? Infinity)
    const right = Math.max(x + half, recorded?.to ?? 0)
    const title = inLanguage(shortTitle(milestone.id))
    const time = offsetText(afterFault ?? at)
    for (const parts of [[title, time] as const, [title, ''] as const]) {
      const width = widthOf(parts.filter(Boolean).join(' ')) + gap + 4
      for (let row = 0; row < rows; row++) {
        if (!isFree(row, left - width, right + gap)) continue
        taken[row]!.push({ from: left - width, to: right + gap })
        const label = { x: left - gap, title: parts[0], time: parts[1] }
        return { milestone, row, x, label, recorded, document: documentS === null ? null : xOf(documentS) }
      }
    }
    const free = taken.findIndex((_, row) => isFree(row, x - half, x + half))
    const row = free < 0 ? rows - 1 : free
    taken[row]!.push({ from: x - half, to: x + half })
    return { milestone, row, x, label: null, recorded, document: documentS === null ? null : xOf(documentS) }
  })
}
