/**
 * Bytes as text: UTF-8, and a byte that is none of it as a lone surrogate (U+DC80 … U+DCFF), so that any bytes come back as they
 * were and text stays text. Models PEP 383 (`surrogateescape`).
 */
export function textOfBytes(bytes: ArrayLike<number>): string {
  const parts: string[] = []
  let text = ''
  for (let i = 0; i < bytes.length;) {
    const length = lengthAt(bytes, i)
    text += length === 0 ? String.fromCharCode(0xdc00 + bytes[i]!) : characterAt(bytes, i, length)
    i += length || 1
    if (text.length < 8_192) continue
    parts.push(text)
    text = ''
  }
  return parts.join('') + text
}

/** The bytes that a text stands for. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!
    if (code < 0x80) bytes[at++] = code
    else if (code >= 0xdc80 && code <= 0xdcff) bytes[at++] = code - 0xdc00
    else {
      const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
      bytes[at++] = [0, 0xc0, 0xe0, 0xf0][more]! | (code >> (6 * more))
      for (let left = more - 1; left >= 0; left--) bytes[at++] = 0x80 | ((code >> (6 * left)) & 0x3f)
      if (more === 3) i++
    }
  }
  return bytes.slice(0, at)
}

/** How many bytes a text stands for. */
export const byteLength = (text: string): number =>
  // eslint-disable-next-line no-control-regex
  /^[\x00-\x7f]*$/.test(text) ? text.length : bytesOfText(text).length

/** Bytes of the character that begins there; 0: it is no UTF-8. */
function lengthAt(bytes: ArrayLike<number>, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  const code = length > 2 ? codeAt(bytes, at, length) : 0x80
  const fits =
    length === 3
      ? code >= 0x800 && (code < 0xd800 || code > 0xdfff)
      : length !== 4 || (code >= 0x10000 && code < 0x110000)
  return fits ? length : 0
}

const characterAt = (bytes: ArrayLike<number>, at: number, length: number): string =>
  String.fromCodePoint(length === 1 ? bytes[at]! : codeAt(bytes, at, length))

function codeAt(bytes: ArrayLike<number>, at: number, length: number): number {
  let code = bytes[at]! & (0x7f >> length)
  for (let i = 1; i < length; i++) code = (code << 6) | (bytes[at + i]! & 0x3f)
  return code
}
