import { decode, encode } from './base64url'

/** Where a list goes on. Models apiserver/pkg/storage/continue.go. */
export interface Page {
  /** -1: the present one, for who goes on after his own is forgotten. */
  readonly revision: number
  /** The last key of the page before. */
  readonly after: string
}

/** A token for what follows a key in a directory. */
export function makeToken(revision: number, prefix: string, key: string): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `/${key.slice(prefix.length)}\u0000` })
  return encode(text)
}

/** A text: why it is no token. */
export function readToken(token: string, prefix: string): Page | string {
  const wrong = (what: string) => `invalid continue token: continue key is not valid: ${what}`
  const text = decode(token)
  if (typeof text === 'number') return wrong(`illegal base64 data at input byte ${text}`)
  let read: { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown }
  try {
    read = JSON.parse(text) as typeof read
  } catch {
    return wrong(`invalid character '${text[0] ?? ''}' looking for beginning of value`)
  }
  const { v: version, rv: revision, start } = read
  if (version !== 'meta.k8s.io/v1')
    return wrong(`server does not recognize this encoded version ${String(version ?? '')}`)
  if (revision === undefined || revision === 0)
    return wrong('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (typeof start !== 'string' || start === '') return wrong('encoded start key empty (version meta.k8s.io/v1)')
  if (`/${start}`.includes('/../')) return wrong(start)
  return {
    revision: Number(revision),
    after: prefix + start.slice(start.startsWith('/') ? 1 : 0, start.endsWith('\u0000') ? -1 : undefined)
  }
}
