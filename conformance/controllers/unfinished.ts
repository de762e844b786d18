import { isAskedOutside, type Case, type RecordedCall } from './cases'

/**
 * Recordings were made on a machine that did much else. Where its writes took long, a recording may have ended while controllers
 * were still at work: what they would have done next is not known. Then it is held against the run as that was at one moment
 * after the last that anybody asked from outside: all writes until then, all events, all objects as they stood.
 */

/** A write took 5 to 20 ms while the recorded machine had nothing else to do; where it took longer than this on average, it had. */
const slow = 100
/** A recording that was still for longer than this before it ended is one of work that was done: single writes took up to 7 s. */
const still = 5_000

const writes = new Set(['create', 'update', 'patch', 'delete'])

export function isUnfinished({ api_calls, duration_ms }: Case): boolean {
  const written = api_calls.filter(
    ({ verb, uri, user }) => writes.has(verb) && user !== 'user' && !uri.includes('/leases')
  )
  if (written.length === 0) return false
  const took = written.reduce((sum, { dur_ms = 0 }) => sum + dur_ms, 0) / written.length
  return took >= slow && duration_ms - Math.max(...written.map(({ t_ms }) => t_ms)) < still
}

/** When somebody asked for something from outside, or did something, for the last time. */
export const lastAskedOf = ({ api_calls, actions }: Case): number =>
  Math.max(0, ...[...api_calls.filter(isAskedOutside), ...actions].map(({ t_ms }) => t_ms))

/** The moments at which a run may be compared, the latest first: after each of its writes since the last that was asked from outside. */
export function momentsOf(recorded: Case, calls: readonly RecordedCall[]): readonly number[] {
  const written = calls.filter(({ verb, code }) => writes.has(verb) && code > 0)
  const answered = written.map(({ t_ms, dur_ms = 0 }) => t_ms + dur_ms)
  return [...new Set(answered)].filter((each) => each >= lastAskedOf(recorded)).sort((a, b) => b - a)
}
