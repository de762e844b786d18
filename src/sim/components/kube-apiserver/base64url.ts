const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A text of one-byte characters in base64url without padding. RFC 4648. */
export function encode(text: string): string {
  // Joined at the end: a text to which letters are added one by one stays a tree of them, thirty times its size. Each pod has a token.
  const out: string[] = []
  for (let i = 0; i < text.length; i += 3) {
    const byte = (n: number): number => text.charCodeAt(i + n) || 0
    const bits = (byte(0) << 16) | (byte(1) << 8) | byte(2)
    const count = Math.min(3, text.length - i) + 1
    for (let n = 0; n < count; n++) out.push(alphabet[(bits >> (6 * (3 - n))) & 63]!)
  }
  return out.join('')
}

/** A number: where the text is none. */
export function decode(text: string): string | number {
  const bad = [...text].findIndex((c) => !alphabet.includes(c))
  if (bad >= 0 || text.length % 4 === 1) return bad >= 0 ? bad : text.length - 1
  const out: string[] = []
  for (let i = 0; i < text.length; i += 4) {
    const part = [...text.slice(i, i + 4)].map((c) => alphabet.indexOf(c))
    const bits = [0, 1, 2, 3].reduce((sum, n) => (sum << 6) | (part[n] ?? 0), 0)
    for (let n = 0; n < part.length - 1; n++) out.push(String.fromCharCode((bits >> (8 * (2 - n))) & 255))
  }
  return out.join('')
}
