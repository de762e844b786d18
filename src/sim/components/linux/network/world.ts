import { fnv1a } from '../../../../base/prng'
import type { DnsAnswer, DnsQuestion } from '../messages'

/**
 * What name servers outside the cluster say: every name has an address of a network for documentation, but what RFC 2606 keeps from
 * resolving and names without a dot.
 */
export function namesOfWorld({ name, type }: DnsQuestion): DnsAnswer {
  const known = name.includes('.') && !/(^|\.)(invalid|test|example|local|localhost|arpa|internal)$/.test(name)
  if (!known) return { rcode: 'NXDOMAIN', records: [] }
  const value = `203.0.113.${1 + (fnv1a(name) % 254)}`
  return { rcode: 'NOERROR', records: type === 'A' ? [{ name, type, ttl: 30, value }] : [] }
}
