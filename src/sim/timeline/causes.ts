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

/**
 * The chain without its routine steps: what changed a state, was decided by a timer, noted, or injected. Of a timer that
 * set itself again and again only the last firing is kept.
 */
export function keyCauses(timeline: Timeline, entry: number): TimelineEntry[] {
  const chain = causesOf(timeline, entry)
  const kept: TimelineEntry[] = []
  chain.forEach((found, i) => {
    const last = kept[kept.length - 1]
    const repeats = last && found.kind === 'timer' && last.setting === found.setting && last.process === found.process
    if (i === chain.length - 1 || (!repeats && isTelling(timeline, found, i === 0))) kept.push(found)
  })
  return kept
}

const isTelling = (timeline: Timeline, entry: TimelineEntry, first: boolean): boolean =>
  first ||
  entry.kind === 'command' ||
  entry.kind === 'missed' ||
  entry.kind === 'lost' ||
  entry.stateTo !== '' ||
  (entry.kind === 'timer' && entry.setting !== '') ||
  timeline.notes.has(entry.seq)
