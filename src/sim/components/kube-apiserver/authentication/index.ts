import { keyOf, kindOf } from '../../../api/scheme'
import type { ApiServer, Request } from '../context'
import type { HttpRequest } from '../messages'
import { groupsOfAccount, groupsOfUser } from './groups'
import { readToken } from './tokens'

/** Who asks; undefined: the request bears a token that nobody gave, or that is over. */
export type Identity = { readonly user: string; readonly groups: readonly string[] } | undefined

/**
 * A good certificate counts before a token; a token of a service account names it; who has neither is anonymous.
 * Models apiserver/pkg/authentication/request/union.
 */
export function authenticate(server: ApiServer, given: Request & { readonly http: HttpRequest }): Identity {
  const { user, groups = groupsOfUser(user), http } = given
  if (user !== '') return { user, groups: withAuthenticated(groups) }
  const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(http.headers.authorization ?? '') ?? []
  if (token === '') return { user: 'system:anonymous', groups: ['system:unauthenticated'] }
  const account = readToken(server, token)
  if (!account) return undefined
  const { namespace, name } = account
  const exists = server.caches.get('serviceaccounts')!.objects.has(keyOf(kindOf('serviceaccounts'), namespace, name))
  if (!exists) return undefined
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: withAuthenticated(groupsOfAccount(namespace))
  }
}

/** Models apiserver/pkg/authentication/group/authenticated_group_adder.go. */
export const withAuthenticated = (groups: readonly string[]): readonly string[] =>
  groups.includes('system:authenticated') ? groups : [...groups, 'system:authenticated']
