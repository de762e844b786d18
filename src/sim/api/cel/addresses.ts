/** An address as a number. Models netip.ParseAddr: no zone, no leading zeros. */
export class Ip {
  constructor(
    readonly family: 4 | 6,
    readonly value: bigint,
    readonly text: string
  ) {}
}

/** A block of addresses. Models netip.ParsePrefix. */
export class Cidr {
  constructor(
    readonly ip: Ip,
    readonly bits: number
  ) {}

  contains({ family, value }: Ip): boolean {
    const rest = BigInt((this.ip.family === 4 ? 32 : 128) - this.bits)
    return family === this.ip.family && value >> rest === this.ip.value >> rest
  }
}

export function ipOf(text: string): Ip | undefined {
  const value = text.includes(':') ? sixOf(text) : fourOf(text)
  return value === undefined ? undefined : new Ip(text.includes(':') ? 6 : 4, value, text)
}

export function cidrOf(text: string): Cidr | undefined {
  const [address = '', bits = '', ...rest] = text.split('/')
  const ip = ipOf(address)
  const fits = /^(0|[1-9]\d*)$/.test(bits) && ip !== undefined && Number(bits) <= (ip.family === 4 ? 32 : 128)
  return fits && rest.length === 0 ? new Cidr(ip, Number(bits)) : undefined
}

function fourOf(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function sixOf(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...new Array<string>(missing).fill('0'), ...tail]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}
