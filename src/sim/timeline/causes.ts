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

/** The chain without its routine steps: what changed a state, was decided by a timer, noted, or injected. */
export function keyCauses(timeline: Timeline, entry: number): TimelineEntry[] {
  const chain = causesOf(timeline, entry)
  return chain.filter(
    (found, i) =>
      i === 0 ||
      i === chain.length - 1 ||
      found.kind === 'command' ||
      found.kind === 'missed' ||
      found.kind === 'lost' ||
      found.stateTo !== '' ||
      (found.kind === 'timer' && found.setting !== '') ||
      timeline.notes.has(found.seq)
  )
}
