/** Where a list goes on. Models apiserver/pkg/storage/continue.go. */
export interface Page {
  readonly revision: number
  /** The last key of the page before. */
  readonly after: string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A token for what follows a key in a directory. */
export function makeToken(revision: number, prefix: string, key: string): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `/${key.slice(prefix.length)}\u0000` })
  let token = ''
  for (let i = 0; i < text.length; i += 3) {
    const bits = [0, 1, 2].reduce((sum, n) => (sum << 8) | (text.charCodeAt(i + n) || 0), 0)
    const count = Math.min(3, text.length - i) + 1
    for (let n = 0; n < count; n++) token += alphabet[(bits >> (6 * (3 - n))) & 63]
  }
  return token
}

/** A text: why it is no token. */
export function readToken(token: string, prefix: string): Page | string {
  const wrong = (what: string) => `invalid continue token: continue key is not valid: ${what}`
  const bad = [...token].findIndex((c) => !alphabet.includes(c))
  if (bad >= 0 || token.length % 4 === 1)
    return wrong(`illegal base64 data at input byte ${bad >= 0 ? bad : token.length - 1}`)
  let text = ''
  for (let i = 0; i < token.length; i += 4) {
    const part = [...token.slice(i, i + 4)].map((c) => alphabet.indexOf(c))
    const bits = [0, 1, 2, 3].reduce((sum, n) => (sum << 6) | (part[n] ?? 0), 0)
    for (let n = 0; n < part.length - 1; n++) text += String.fromCharCode((bits >> (8 * (2 - n))) & 255)
  }
  let read: { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown }
  try {
    read = JSON.parse(text) as typeof read
  } catch {
    return wrong(`invalid character ${JSON.stringify(text[0] ?? '')} looking for beginning of value`)
  }
  const { v: version, rv: revision, start } = read
  if (version !== 'meta.k8s.io/v1')
    return wrong(`server does not recognize this encoded version "${String(version ?? '')}"`)
  if (revision === undefined || revision === 0)
    return wrong('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (typeof start !== 'string' || start === '') return wrong('encoded start key empty (version meta.k8s.io/v1)')
  return {
    revision: Number(revision),
    after: prefix + start.slice(start.startsWith('/') ? 1 : 0, start.endsWith('\u0000') ? -1 : undefined)
  }
}
