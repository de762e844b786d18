import type { Micros } from '../../base/time'
import type { MilestoneView, Moment } from '../../store'
import { momentText, plain, type Say, type Words } from '../../words'

/** Something that happened, or will: one line of the story. */
export interface MomentLine {
  readonly id: string
  readonly at: Micros
  readonly text: string
  /** When it happened in the recordings or in the document, such as `recorded 1.2 s`; empty if neither knows it. */
  readonly beside: string
  readonly isFault: boolean
}

/** What a moment is made of happens within this time. */
const together: Micros = 60_000

/** The story's moments as lines, each with what is known of its time beside the simulation. */
export function linesOf(
  moments: readonly Moment[],
  milestones: readonly MilestoneView[],
  words: Words,
  say: Say
): MomentLine[] {
  return moments.map((moment) => ({
    id: moment.id,
    at: moment.at,
    text: plain(momentText(words, say, moment)).replace(/\.$/, ''),
    beside: besideOf(milestones.filter(({ at }) => Math.abs(at - moment.at) <= together)),
    isFault: moment.isFault
  }))
}

function besideOf(milestones: readonly MilestoneView[]): string {
  const recorded = milestones.find(({ recordedS }) => recordedS !== null)?.recordedS
  if (recorded) return `recorded ${recorded.median.toFixed(1)} s`
  const documented = milestones.find(({ documentS }) => documentS !== null)?.documentS
  return documented == null ? '' : `document ${documented} s`
}

/** Of lines in order, those beside an instant: the last one before it, and the first one after it. */
export function besideInstant<T extends { readonly at: Micros }>(
  lines: readonly T[],
  at: Micros
): { readonly before: T | null; readonly after: T | null } {
  return { before: lines.findLast((line) => line.at < at) ?? null, after: lines.find((line) => line.at > at) ?? null }
}
