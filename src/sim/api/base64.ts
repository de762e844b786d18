const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Standard base64 of a text's UTF-8 bytes (RFC 4648), as Secrets hold their data. */
export const base64 = (text: string): string => base64OfBytes(utf8(text))

/** Standard base64 of bytes. */
export function base64OfBytes(bytes: ArrayLike<number>): string {
  // Joined at the end: a text to which letters are added one by one stays a tree of them, thirty times its size.
  const out: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = bytes.length - i
    out.push(alphabet[group >> 18]!, alphabet[(group >> 12) & 63]!)
    out.push(left > 1 ? alphabet[(group >> 6) & 63]! : '=', left > 2 ? alphabet[group & 63]! : '=')
  }
  return out.join('')
}

function utf8(text: string): number[] {
  return [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/g)].map(([, hex, char]) =>
    hex === undefined ? char!.charCodeAt(0) : Number.parseInt(hex, 16)
  )
}

/** The text that base64 holds; bytes that are no UTF-8 become U+FFFD, letters that are no base64 are passed over. */
export const base64Decode = (text: string): string => decodeUtf8([...base64Bytes(text)])

function decodeUtf8(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\uFFFD')).join('')
  }
}

/** The bytes that base64 holds; letters that are no base64 are passed over. */
export function base64Bytes(text: string): readonly number[] {
  const bytes: number[] = []
  let group = 0
  let bits = 0
  for (const letter of text) {
    const value = alphabet.indexOf(letter)
    if (value < 0) continue
    group = (group << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((group >> bits) & 255)
    group &= (1 << bits) - 1
  }
  return bytes
}
