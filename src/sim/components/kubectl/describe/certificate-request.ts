/** One value of ASN.1's distinguished encoding (X.690): its tag, and the bytes within. */
interface Value {
  readonly tag: number
  readonly bytes: readonly number[]
}

function values(bytes: readonly number[]): Value[] {
  const found: Value[] = []
  let at = 0
  while (at + 1 < bytes.length) {
    const tag = bytes[at]!
    let length = bytes[at + 1]!
    at += 2
    if (length & 0x80) {
      const size = length & 0x7f
      length = bytes.slice(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0)
      at += size
    }
    found.push({ tag, bytes: bytes.slice(at, at + length) })
    at += length
  }
  return found
}

const textOf = (bytes: readonly number[]): string => {
  const escaped = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  try {
    return decodeURIComponent(escaped)
  } catch {
    return String.fromCharCode(...bytes)
  }
}

/** Attributes of a name by the last part of their identifier 2.5.4.x. */
const attributes = {
  3: 'commonName',
  5: 'serialNumber',
  6: 'country',
  7: 'locality',
  8: 'province',
  9: 'street',
  10: 'organization',
  11: 'organizationalUnit',
  17: 'postalCode'
} as const
type Attribute = (typeof attributes)[keyof typeof attributes]

export interface CertificateRequest {
  readonly subject: Readonly<Record<Attribute, readonly string[]>>
  readonly names: Readonly<Record<'dns' | 'email' | 'ip' | 'uri', readonly string[]>>
}

const isId = ({ bytes }: Value, ...id: readonly number[]): boolean =>
  id.length === bytes.length && id.every((byte, i) => byte === bytes[i])

/** Who asks, and for which names, by a PKCS #10 request. What is none gives nothing. */
export function readRequest(bytes: readonly number[]): CertificateRequest {
  const subject = Object.fromEntries(Object.values(attributes).map((name) => [name, [] as string[]])) as Record<
    Attribute,
    string[]
  >
  const names = { dns: [] as string[], email: [] as string[], ip: [] as string[], uri: [] as string[] }
  const [request] = values(bytes)
  const [info] = request ? values(request.bytes) : []
  const [, subjectValue, , extra] = info ? values(info.bytes) : []
  for (const set of subjectValue ? values(subjectValue.bytes) : [])
    for (const pair of values(set.bytes)) {
      const [id, value] = values(pair.bytes)
      if (!id || !value || id.bytes.length !== 3 || id.bytes[0] !== 0x55 || id.bytes[1] !== 4) continue
      const name = attributes[id.bytes[2] as keyof typeof attributes] as Attribute | undefined
      if (name !== undefined) subject[name].push(textOf(value.bytes))
    }
  for (const attribute of extra ? values(extra.bytes) : []) {
    const [id, set] = values(attribute.bytes)
    // extensionRequest, 1.2.840.113549.1.9.14
    if (!id || !set || !isId(id, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14)) continue
    const extensions = values(set.bytes).flatMap((list) => values(list.bytes))
    for (const extension of extensions) readNames(extension, names)
  }
  return { subject, names }
}

/** Of subjectAltName, 2.5.29.17. */
function readNames(extension: Value, names: { dns: string[]; email: string[]; ip: string[]; uri: string[] }): void {
  const parts = values(extension.bytes)
  const [id] = parts
  const content = parts.at(-1)
  if (!id || !content || !isId(id, 0x55, 0x1d, 17)) return
  for (const { tag, bytes } of values(content.bytes).flatMap((list) => values(list.bytes))) {
    if (tag === 0x81) names.email.push(textOf(bytes))
    else if (tag === 0x82) names.dns.push(textOf(bytes))
    else if (tag === 0x86) names.uri.push(textOf(bytes))
    else if (tag === 0x87) names.ip.push(bytes.length === 4 ? bytes.join('.') : ipv6(bytes))
  }
}

const ipv6 = (bytes: readonly number[]): string =>
  Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16))
    .join(':')
    .replace(/(^|:)0(:0)+(:|$)/, '::')
