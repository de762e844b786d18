import type { Problems } from './problems'

/** An IP address as its bytes: four, or sixteen. */
export function parseIP(text: string): readonly number[] | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split('.').map(Number)
    return bytes.every((byte) => byte <= 255) ? bytes : undefined
  }
  if (!text.includes(':') || !/^[0-9a-fA-F:.]+$/.test(text)) return undefined
  return parseIPv6(text)
}

function parseIPv6(text: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  let whole = text
  if (dotted) {
    const last = parseIP(dotted[2]!)
    if (!last) return undefined
    const pair = (i: number) => ((last[i]! << 8) | last[i + 1]!).toString(16)
    whole = `${dotted[1]}${pair(0)}:${pair(2)}`
  }
  const halves = whole.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'))
  const [before, after] = [groups(halves[0]), groups(halves[1])]
  const missing = 8 - before.length - after.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after]
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
}

export const isIPv6 = (text: string): boolean => text.includes(':')
const isIPv4Mapped = (ip: readonly number[]): boolean =>
  ip.length === 16 && ip.slice(0, 10).every((byte) => byte === 0) && ip[10] === 255 && ip[11] === 255
const hasLeadingZero = (text: string): boolean => /(^|\.)0\d/.test(text.slice(text.lastIndexOf(':') + 1))

/** Models validation.IsValidIPForLegacyField, as for new objects. */
export function validateIP(text: string, field: string, problems: Problems): boolean {
  const ip = parseIP(text)
  const before = problems.list.length
  if (!ip) problems.invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
  else {
    if (hasLeadingZero(text)) problems.invalid(field, text, 'must not have leading 0s')
    if (isIPv4Mapped(ip)) problems.invalid(field, text, 'must not be an IPv4-mapped IPv6 address')
  }
  return problems.list.length === before
}

/** Models validation.IsValidIP: an address in the one form in which it is written. */
export function validateStrictIP(text: string, field: string, problems: Problems): boolean {
  const ip = parseIP(text)
  if (!validateIP(text, field, problems) || !ip) return false
  const canonical = formatIP(ip)
  if (canonical !== text) problems.invalid(field, text, `must be in canonical form (${JSON.stringify(canonical)})`)
  return canonical === text
}

/** A network: its address, how many bits count, and whether the other bits are zero. */
export interface Network {
  readonly address: readonly number[]
  readonly bits: number
  readonly isCanonical: boolean
}

export function parseCIDR(text: string): Network | undefined {
  const slash = text.lastIndexOf('/')
  const address = slash < 0 ? undefined : parseIP(text.slice(0, slash))
  const length = text.slice(slash + 1)
  if (!address || !/^\d{1,3}$/.test(length)) return undefined
  const bits = Number(length)
  if (bits > address.length * 8) return undefined
  const isCanonical = address.every((byte, i) => {
    const kept = Math.min(8, Math.max(0, bits - i * 8))
    return (byte & (0xff >> kept)) === 0
  })
  return { address, bits, isCanonical }
}

/** Models validation.IsValidCIDRForLegacyField, as for new objects. */
export function validateCIDR(text: string, field: string, problems: Problems): boolean {
  const network = parseCIDR(text)
  const before = problems.list.length
  if (!network) problems.invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')
  else {
    if (hasLeadingZero(text.slice(0, text.lastIndexOf('/'))) || /\/0\d/.test(text))
      problems.invalid(field, text, 'must not have leading 0s in IP or prefix length')
    if (isIPv4Mapped(network.address)) problems.invalid(field, text, 'must not have an IPv4-mapped IPv6 address')
    if (!network.isCanonical) problems.invalid(field, text, 'must not have bits set beyond the prefix length')
  }
  return problems.list.length === before
}

/** Models validation.IsValidCIDR: a network in the one form in which it is written. */
export function validateStrictCIDR(text: string, field: string, problems: Problems): boolean {
  const network = parseCIDR(text)
  if (!validateCIDR(text, field, problems) || !network) return false
  const canonical = `${formatIP(network.address)}/${network.bits}`
  if (canonical !== text) problems.invalid(field, text, `must be in canonical form (${JSON.stringify(canonical)})`)
  return canonical === text
}

/** The text of an address, in its shortest form. Models net.IP.String. */
export function formatIP(ip: readonly number[]): string {
  if (ip.length === 4) return ip.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => (ip[i * 2]! << 8) | ip[i * 2 + 1]!)
  let [start, length] = [-1, 1]
  for (let i = 0; i < 8; i++) {
    let j = i
    while (j < 8 && groups[j] === 0) j++
    if (j - i > length) [start, length] = [i, j - i]
  }
  const shown = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (start < 0) return shown(groups)
  return `${shown(groups.slice(0, start))}::${shown(groups.slice(start + length))}`
}

/** Models core/validation ValidateNonSpecialIP. */
export function validateOrdinaryIP(text: string, field: string, problems: Problems): void {
  const ip = parseIP(text)
  if (!ip) return problems.invalid(field, text, 'must be a valid IP address')
  const [a = 0, b = 0, c = 0] = ip
  const isV4 = ip.length === 4
  const rest = ip.slice(0, -1).every((byte) => byte === 0)
  if (ip.every((byte) => byte === 0)) problems.invalid(field, text, `may not be unspecified (${text})`)
  if (isV4 ? a === 127 : rest && ip.at(-1) === 1)
    problems.invalid(field, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (isV4 ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80)
    problems.invalid(field, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  if (isV4 ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 0x0f) === 0x02)
    problems.invalid(field, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
}
