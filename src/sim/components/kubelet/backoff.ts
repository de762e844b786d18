import type { Micros } from '../../../base/time'
import { wallClock, type Clocks } from '../../kernel/clock'
import { duration } from './config'
import type { KubeletContext } from './context'

/** Exponential back-off of one key. Models client-go/util/flowcontrol/backoff.go. */
export interface Backoff {
  backoff: Micros
  /** When it was last doubled, on both clocks. */
  lastUpdate: Micros
  wallUpdate: Micros
}

export interface BackoffLimits {
  readonly initial: Micros
  readonly max: Micros
}

/** An entry that was not used for twice the longest back-off starts over. */
const expired = (unused: Micros, { max }: BackoffLimits): boolean => unused > 2 * max

/**
 * Whether it is still within the back-off that began with a container's exit. The runtime tells that time as a timestamp, so Go
 * compares wall clocks here.
 */
export function isInBackOffSince(
  entries: Map<string, Backoff>,
  key: string,
  finishedAt: Micros,
  clocks: Clocks,
  limits: BackoffLimits
): boolean {
  const entry = entries.get(key)
  if (!entry || expired(finishedAt - entry.wallUpdate, limits)) return false
  return wallClock(clocks) - finishedAt < entry.backoff
}

/** Whether `now` lies within the back-off since the entry's last update (image pulls): both are times of this process, the even clock counts. */
export function isInBackOffSinceUpdate(
  entries: Map<string, Backoff>,
  key: string,
  now: Micros,
  limits: BackoffLimits
): boolean {
  const entry = entries.get(key)
  if (!entry || expired(now - entry.lastUpdate, limits)) return false
  return now - entry.lastUpdate < entry.backoff
}

/** Doubles the back-off of a key, or begins it. `finishedAt` is the exit that it is for, null for none (image pulls). */
export function nextBackOff(
  entries: Map<string, Backoff>,
  key: string,
  finishedAt: Micros | null,
  clocks: Clocks,
  limits: BackoffLimits
): void {
  const entry = entries.get(key)
  const unused = !entry ? Infinity : finishedAt === null ? clocks.now - entry.lastUpdate : finishedAt - entry.wallUpdate
  const backoff = !entry || expired(unused, limits) ? limits.initial : Math.min(entry.backoff * 2, limits.max)
  entries.set(key, { backoff, lastUpdate: clocks.now, wallUpdate: wallClock(clocks) })
}

/** The limits of the crash-loop and of the image back-off. */
export const crashLimits = (context: KubeletContext): BackoffLimits => ({
  initial: duration(context.config, 'container-backoff-initial-s'),
  max: duration(context.config, 'max-container-backoff-s')
})
