const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A text of one-byte characters in base64url without padding. RFC 4648. */
export function encode(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i += 3) {
    const bits = [0, 1, 2].reduce((sum, n) => (sum << 8) | (text.charCodeAt(i + n) || 0), 0)
    const count = Math.min(3, text.length - i) + 1
    for (let n = 0; n < count; n++) out += alphabet[(bits >> (6 * (3 - n))) & 63]
  }
  return out
}

/** A number: where the text is none. */
export function decode(text: string): string | number {
  const bad = [...text].findIndex((c) => !alphabet.includes(c))
  if (bad >= 0 || text.length % 4 === 1) return bad >= 0 ? bad : text.length - 1
  let out = ''
  for (let i = 0; i < text.length; i += 4) {
    const part = [...text.slice(i, i + 4)].map((c) => alphabet.indexOf(c))
    const bits = [0, 1, 2, 3].reduce((sum, n) => (sum << 6) | (part[n] ?? 0), 0)
    for (let n = 0; n < part.length - 1; n++) out += String.fromCharCode((bits >> (8 * (2 - n))) & 255)
  }
  return out
}
