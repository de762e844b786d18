import { seconds, type Micros } from '../../../base/time'
import { addressInWorld } from '../../address-plan'
import type { DnsAnswer, DnsQuestion } from '../linux/messages'

/* The resolver beyond the cluster, as CoreDNS' forward plugin asks it: one server, of the node's /etc/resolv.conf. */

/** A name of the world outside, which the node's resolver knows. */
export function beyond({ name, type }: DnsQuestion): DnsAnswer {
  const value = addressInWorld(name)
  if (value === undefined) return { rcode: 'NXDOMAIN', records: [] }
  return { rcode: 'NOERROR', records: type === 'A' ? [{ name, type, ttl: 30, value }] : [] }
}

/** How long one question waits for a server (`readTimeout`), and how long it is put again at most (`defaultTimeout`). */
const patience = seconds(2)
const deadline = seconds(5)
/** Three checks of a second each have failed (`max_fails 2`): the server is down. */
const untilDown = seconds(3)

/**
 * After how long a question to a dead resolver fails: it is put again until its deadline, or until health checks, which begin when the first
 * question has failed, say that the server is down; then it is put once. Models plugin/forward/forward.go ServeDNS, plugin/pkg/proxy.
 * @param failedSince when the first question failed; missing: none has
 */
export function failsAfter(now: Micros, failedSince: Micros | undefined): Micros {
  const downAt = (failedSince ?? now + patience) + untilDown
  let tried = 0
  for (;;) {
    const isDown = now + tried >= downAt
    tried += patience
    if (isDown || tried >= deadline) return tried
  }
}

/** When its first question failed, that one included. */
export const firstFailure = (now: Micros, failedSince: Micros | undefined): Micros => failedSince ?? now + patience
