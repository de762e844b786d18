import type { ApiRequest } from './messages'

/** What a request sends, as who looks at messages reads it: what came over the wire is text. */
export function sent({ http, body }: Pick<ApiRequest, 'http' | 'body'>): unknown {
  if (!http || typeof body !== 'string') return body
  try {
    return body === '' ? undefined : JSON.parse(body)
  } catch {
    return body
  }
}
