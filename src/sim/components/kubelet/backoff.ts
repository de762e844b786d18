import type { Micros } from '../../../base/time'
import { duration } from './config'
import type { KubeletContext } from './context'

/** Exponential back-off of one key. Models client-go/util/flowcontrol/backoff.go. */
export interface Backoff {
  backoff: Micros
  lastUpdate: Micros
}

export interface BackoffLimits {
  readonly initial: Micros
  readonly max: Micros
}

/** An entry that was not used for twice the longest back-off starts over. */
const expired = (entry: Backoff, eventTime: Micros, { max }: BackoffLimits): boolean =>
  eventTime - entry.lastUpdate > 2 * max

/** Whether `now` is still within the back-off that began with `eventTime` (the container's exit). */
export function isInBackOffSince(
  entries: Map<string, Backoff>,
  key: string,
  eventTime: Micros,
  now: Micros,
  limits: BackoffLimits
): boolean {
  const entry = entries.get(key)
  return entry !== undefined && !expired(entry, eventTime, limits) && now - eventTime < entry.backoff
}

/** Whether `eventTime` lies within the back-off since the entry's last update (image pulls). */
export function isInBackOffSinceUpdate(
  entries: Map<string, Backoff>,
  key: string,
  eventTime: Micros,
  limits: BackoffLimits
): boolean {
  const entry = entries.get(key)
  return entry !== undefined && !expired(entry, eventTime, limits) && eventTime - entry.lastUpdate < entry.backoff
}

/** Doubles the back-off of a key, or begins it. */
export function nextBackOff(
  entries: Map<string, Backoff>,
  key: string,
  eventTime: Micros,
  now: Micros,
  limits: BackoffLimits
): void {
  const entry = entries.get(key)
  if (!entry || expired(entry, eventTime, limits)) entries.set(key, { backoff: limits.initial, lastUpdate: now })
  else entries.set(key, { backoff: Math.min(entry.backoff * 2, limits.max), lastUpdate: now })
}

/** `10s`, `1m20s`, `5m0s`: a Go duration of whole seconds. */
export function goDuration(value: Micros): string {
  const total = Math.round(value / 1_000_000)
  if (total < 60) return `${total}s`
  const minutes = Math.floor(total / 60)
  return minutes < 60 ? `${minutes}m${total % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${total % 60}s`
}

/** The limits of the crash-loop and of the image back-off. */
export const crashLimits = (context: KubeletContext): BackoffLimits => ({
  initial: duration(context.config, 'container-backoff-initial-s'),
  max: duration(context.config, 'max-container-backoff-s')
})
