import { parseIP } from './kinds/addresses'

/** Addresses of a ServiceCIDR: from `first` on, `size` of them without the network's own and the broadcast address. */
export interface Range {
  readonly name: string
  readonly network: number
  readonly bits: number
  /** How many may be given to Services. */
  readonly size: number
}

/** IPv4 only: the simulated cluster has one family. */
export function rangeOf(name: string, cidr: string): Range | undefined {
  const [address = '', length = ''] = cidr.split('/')
  const ip = parseIP(address)
  if (ip?.length !== 4) return undefined
  const bits = Number(length)
  return { name, network: numberOf(ip), bits, size: Math.max(0, 2 ** (32 - bits) - 2) }
}

export const contains = ({ network, bits }: Range, address: number): boolean =>
  bits === 0 || network >>> (32 - bits) === address >>> (32 - bits)

export const numberOf = (ip: readonly number[]): number => ip.reduce((sum, byte) => sum * 256 + byte, 0)
export const format = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
