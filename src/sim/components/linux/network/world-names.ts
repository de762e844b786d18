import { addressInWorld } from '../../../address-plan'
import type { DnsAnswer, DnsQuestion } from '../messages'

/** What the nodes' own name server says, and those of the world. */
export function namesOfWorld({ name, type }: DnsQuestion): DnsAnswer {
  const value = addressInWorld(name)
  if (value === undefined) return { rcode: 'NXDOMAIN', records: [] }
  return { rcode: 'NOERROR', records: type === 'A' ? [{ name, type, ttl: 30, value }] : [] }
}
