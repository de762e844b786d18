import type { Address } from '../../../kernel/types'

/** Names: what programs that are name servers are asked, and answer. */

export interface DnsQuestion {
  /** Fully qualified, without the last dot: `web.default.svc.cluster.local`. */
  readonly name: string
  readonly type: DnsRecord['type']
}
/** A resource record; `value` in its type's text: an address, a name, `0 100 80 web.default.svc.cluster.local`. */
export interface DnsRecord {
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'SOA' | 'NS' | 'TXT'
  /** Seconds for which it may be kept. */
  readonly ttl: number
  readonly value: string
}
export interface DnsAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  /** The answer section. */
  readonly records: readonly DnsRecord[]
  /** Of a zone's own server (AA). */
  readonly authoritative?: true
  /** Who answers for the zone, where there is nothing to answer. */
  readonly authority?: readonly DnsRecord[]
  /** Addresses of the names that the answer holds. */
  readonly additional?: readonly DnsRecord[]
}
/** A datagram on its way to a name server: `linux` has found who listens there, and brings the answer back. */
export interface DnsQuery {
  readonly type: 'dns.query'
  readonly id: number
  readonly asker: Address<DnsReply>
  readonly question: DnsQuestion
}
export interface DnsReply {
  readonly type: 'dns.reply'
  readonly id: number
  readonly answer: DnsAnswer
}
