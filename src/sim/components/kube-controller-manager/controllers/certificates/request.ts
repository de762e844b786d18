import { base64Bytes, base64Decode } from '../../../../api/base64'

/** What a certificate request asks to be called. */
export interface Asked {
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly dnsNames: number
  readonly ipAddresses: number
  readonly emailAddresses: number
  readonly uris: number
}

interface Element {
  readonly tag: number
  readonly body: readonly number[]
}

const oids = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  extensions: '1.2.840.113549.1.9.14',
  altName: '2.5.29.17'
}

/** Reads a PKCS #10 request (RFC 2986) of base64 of PEM; undefined if it is none. */
export function parseRequest(request: string): Asked | undefined {
  const [, text] = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END/.exec(base64Decode(request)) ?? []
  if (text === undefined) return undefined
  const [whole] = elements(base64Bytes(text))
  const [info] = elements(whole?.body ?? [])
  const [, subject, , attributes] = elements(info?.body ?? [])
  if (!subject) return undefined
  const names = elements(subject.body)
    .flatMap((set) => elements(set.body))
    .map((pair) => elements(pair.body))
  const named = (oid: string) =>
    names.flatMap(([type, value]) => (type && value && oidOf(type.body) === oid ? [textOf(value.body)] : []))
  const others = alternatives(attributes?.body ?? [])
  const count = (tag: number) => others.filter((one) => (one.tag & 0x1f) === tag).length
  return {
    commonName: named(oids.commonName)[0] ?? '',
    organizations: named(oids.organization),
    emailAddresses: count(1),
    dnsNames: count(2),
    uris: count(6),
    ipAddresses: count(7)
  }
}

/** The names in the extension subjectAltName. */
const alternatives = (attributes: readonly number[]): readonly Element[] =>
  elements(attributes).flatMap((attribute) => {
    const [type, values] = elements(attribute.body)
    if (!type || !values || oidOf(type.body) !== oids.extensions) return []
    const extensions = elements(values.body).flatMap((list) => elements(list.body))
    return extensions.flatMap((extension) => {
      const parts = elements(extension.body)
      if (!parts[0] || oidOf(parts[0].body) !== oids.altName) return []
      return elements(parts.at(-1)!.body).flatMap((list) => elements(list.body))
    })
  })

/** The elements of DER that stand one after the other. */
function elements(bytes: readonly number[]): readonly Element[] {
  const found: Element[] = []
  let at = 0
  while (at + 1 < bytes.length) {
    const tag = bytes[at]!
    let length = bytes[at + 1]!
    at += 2
    if (length > 0x80) {
      const digits = length & 0x7f
      length = bytes.slice(at, at + digits).reduce((sum, byte) => sum * 256 + byte, 0)
      at += digits
    }
    found.push({ tag, body: bytes.slice(at, at + length) })
    at += length
  }
  return found
}

function oidOf([first = 0, ...rest]: readonly number[]): string {
  const parts = [Math.floor(first / 40), first % 40]
  let value = 0
  for (const byte of rest) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 128) {
      parts.push(value)
      value = 0
    }
  }
  return parts.join('.')
}

const textOf = (bytes: readonly number[]): string =>
  decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
