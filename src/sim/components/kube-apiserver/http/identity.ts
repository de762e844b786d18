import type { Status } from '../../../api/types'
import { keyOf, kindOf } from '../../../api/scheme'
import type { ApiServer, Request } from '../context'
import { forbiddenImpersonation } from '../errors'
import type { HttpRequest } from '../messages'

/** Who asks, as certificate, token and impersonation say. */
export interface Asked {
  readonly request: Request
  /** False: a token that nobody gave. */
  readonly known: boolean
  readonly refusal?: Status
}

/**
 * A good certificate counts before a token; a token of a service account names it; impersonation is for those who may.
 * Models apiserver/pkg/authentication/request/union and endpoints/filters/impersonation.go.
 */
export function identify(server: ApiServer, given: Request & { readonly http: HttpRequest }): Asked {
  const { headers } = given.http
  let { user, groups = [] } = given
  if (user === '') {
    const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '') ?? []
    if (token === '') {
      user = 'system:anonymous'
      groups = ['system:unauthenticated']
    } else {
      const account = accountOf(server, token)
      if (!account) return { request: given, known: false }
      user = `system:serviceaccount:${account.namespace}:${account.name}`
      groups = ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
    }
  }
  const all = user === 'system:anonymous' ? groups : [...groups, 'system:authenticated']
  const request = { ...given, user, groups: [...new Set(all)] }
  const as = headers['impersonate-user']
  if (as === undefined) return { request, known: true }
  if (!request.groups.includes('system:masters') && user !== 'admin')
    return { request, known: true, refusal: forbiddenImpersonation(user, as) }
  const asGroups = headers['impersonate-group']?.split(/,\s*/) ?? []
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(as)
  const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : []
  return {
    request: { ...request, user: as, groups: [...new Set([...asGroups, ...implied, 'system:authenticated'])] },
    known: true
  }
}

/** The account that a token of TokenRequest is of, if it is still there. */
function accountOf(server: ApiServer, token: string): { namespace: string; name: string } | undefined {
  const [namespace = '', name = '', number] = token.split('.')
  if (number === undefined) return undefined
  const kind = kindOf('serviceaccounts')
  return server.caches.get('serviceaccounts')!.objects.has(keyOf(kind, namespace, name))
    ? { namespace, name }
    : undefined
}
