import { statusText } from '../../../../base/http-status'
import type { ImageReference } from '../../../api/image-reference'

/** What a registry does otherwise than to give what it has; null: nothing. */
export interface Unwilling {
  readonly kind: 'denied'
  readonly error: string
}

/**
 * How registries answer that somebody has described (`registry-answers`): `HOST=STATUS` to every request, `HOST=denied` to who asks its
 * token server for a repository that it does not have, `HOST=USER:PASSWORD` to all but who brings these (HTTP basic authentication),
 * `HOST=10.0.0.77/refused` and `HOST=10.0.0.77/no-route` to nobody: its name has that address, where nobody listens or no machine is.
 * @param auth what the client brings, `USER:PASSWORD`; empty: nothing
 * Models containerd's core/remotes/docker/resolver.go and authorizer.go, as far as their errors show it.
 */
export function unwilling(answers: string, { host, repository, tag }: ImageReference, auth: string): Unwilling | null {
  const answer = answers
    .split(',')
    .map((one) => one.split('='))
    .find(([name]) => name?.trim() === host)?.[1]
  if (answer === undefined) return null
  const status = (code: string) =>
    `unexpected status from HEAD request to https://${host}/v2/${repository}/manifests/${tag}: ${`${code} ${statusText[Number(code)] ?? ''}`.trim()}`
  const denied = 'pull access denied, repository does not exist or may require authorization: '
  if (answer === 'denied')
    return { kind: 'denied', error: `${denied}server message: insufficient_scope: authorization failed` }
  const [, address, why] = /^([\d.]+)\/(refused|no-route)$/.exec(answer) ?? []
  if (address !== undefined) {
    const told = why === 'refused' ? 'connection refused' : 'no route to host'
    const head = `failed to do request: Head "https://${host}/v2/${repository}/manifests/${tag}"`
    return { kind: 'denied', error: `${head}: dial tcp ${address}:443: connect: ${told}` }
  }
  if (!answer.includes(':')) return { kind: 'denied', error: status(answer) }
  if (auth === answer) return null
  return {
    kind: 'denied',
    error: auth === '' ? `${denied}authorization failed: no basic auth credentials` : status('401')
  }
}
