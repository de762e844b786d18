import type { Timeline, TimelineEntry } from './timeline'

/** The chain of causes of an entry, the entry itself first, back to what has no cause (a fault, a command, a start). */
export function causesOf(timeline: Timeline, entry: number, limit = 10_000): TimelineEntry[] {
  const chain: TimelineEntry[] = []
  for (let seq = entry; seq >= 0 && chain.length < limit;) {
    const found = timeline.get(seq)
    chain.push(found)
    // A cause lies before its effect; anything else would never end.
    seq = found.cause < seq ? found.cause : -1
  }
  return chain
}

/** Does the chain of causes of `entry` pass through `ancestor`? */
export function isCausedBy(timeline: Timeline, entry: number, ancestor: number): boolean {
  let seq = entry
  while (seq > ancestor) {
    const cause = timeline.causeOf(seq)
    if (cause >= seq) return false
    seq = cause
  }
  return seq === ancestor
}

/** Whether a step is no routine: it changed a state, was decided by a timer, noted, or injected, or it is what went missing. */
export const isTelling = (timeline: Timeline, entry: TimelineEntry): boolean =>
  entry.kind === 'command' ||
  entry.kind === 'missed' ||
  entry.kind === 'lost' ||
  entry.stateTo !== '' ||
  ((entry.kind === 'timer' || entry.kind === 'decision') && entry.setting !== '') ||
  timeline.notes.has(entry.seq)

/** Of a timer that set itself again and again only the last firing tells something. */
export const isRepeat = (later: TimelineEntry | undefined, entry: TimelineEntry): boolean =>
  later !== undefined && entry.kind === 'timer' && later.setting === entry.setting && later.process === entry.process
