import type { ApiRequest } from '../messages'
import type { Status } from '../../../api/types'
import { authorize } from '../authorization'
import type { Attributes } from '../authorization/attributes'
import type { ApiServer } from '../context'
import { badRequest, forbidden, forbiddenPath } from '../errors'
import { withAuthenticated } from '.'
import { accountIn, groupsOfAccount } from './groups'

/** Whom a request wants to be. */
interface Wanted {
  readonly user: string
  readonly groups: readonly string[]
  readonly uid: string
  /** Key and value, one after the other. */
  readonly extra: readonly (readonly [key: string, value: string])[]
}

type Headers = Readonly<Record<string, string>>
const listed = (text: string | undefined): string[] => (text === undefined ? [] : text.split(/,\s*/))

/** Undefined: it wants to be nobody else. */
function wantedBy(headers: Headers): Wanted | Status | undefined {
  const user = headers['impersonate-user'] ?? ''
  const groups = listed(headers['impersonate-group'])
  const uid = headers['impersonate-uid'] ?? ''
  const prefix = 'impersonate-extra-'
  const extra = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .flatMap(([name, values]) => listed(values).map((value) => [name.slice(prefix.length), value] as const))
  if (user === '' && groups.length === 0 && uid === '' && extra.length === 0) return undefined
  if (user !== '') return { user, groups, uid, extra }
  const list =
    groups.length === 0 ? '[]string(nil)' : `[]string{${groups.map((one) => JSON.stringify(one)).join(', ')}}`
  const map =
    extra.length === 0
      ? 'map[string][]string(nil)'
      : `map[string][]string{${extra.map(([key, value]) => `${JSON.stringify(key)}:[]string{${JSON.stringify(value)}}`).join(', ')}}`
  return badRequest(
    `requested &user.DefaultInfo{Name:"", UID:${JSON.stringify(uid)}, Groups:${list}, Extra:${map}} without impersonating a user name`
  )
}

export type Impersonated = Pick<ApiRequest, 'user' | 'uid' | 'extra'> & { readonly groups: readonly string[] }

/**
 * Who a request is from now on, or why it may not be. Who may `impersonate` users, groups and accounts passes as ever; else the
 * verb has to be allowed for what is asked, and the person by a verb of its own.
 * Models apiserver/pkg/endpoints/filters/impersonation.
 */
export function impersonated(
  server: ApiServer,
  asked: Attributes,
  headers: Headers
): Impersonated | Status | undefined {
  const wanted = wantedBy(headers)
  if (wanted === undefined || 'kind' in wanted) return wanted
  const refused = mayNot(server, asked, wanted)
  if (refused) return refused
  const { user } = wanted
  const account = accountIn(user)
  const implied = account && wanted.groups.length === 0 ? groupsOfAccount(account.namespace) : []
  const groups = [...wanted.groups, ...implied]
  const who = {
    user,
    ...(wanted.uid !== '' && { uid: wanted.uid }),
    ...(wanted.extra.length > 0 && { extra: Object.fromEntries(wanted.extra.map(([key, value]) => [key, [value]])) })
  }
  if (user === 'system:anonymous')
    return {
      ...who,
      groups: groups.includes('system:unauthenticated') ? groups : [...groups, 'system:unauthenticated']
    }
  return { ...who, groups: withAuthenticated(groups) }
}

type Target = Pick<Attributes, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>

/** Each of what is wanted, as an object that may be allowed or not. */
function targetsOf({ user, groups, uid, extra }: Wanted, usersIn: string): Target[] {
  const account = accountIn(user)
  const plain = { subresource: '', namespace: '' }
  const group = 'authentication.k8s.io'
  return [
    account
      ? {
          group: usersIn,
          resource: 'serviceaccounts',
          subresource: '',
          namespace: account.namespace,
          name: account.name
        }
      : { group: usersIn, resource: 'users', ...plain, name: user },
    ...groups.map((name) => ({ group: usersIn, resource: 'groups', ...plain, name })),
    ...(uid === '' ? [] : [{ group, resource: 'uids', ...plain, name: uid }]),
    ...extra.map(([subresource, name]) => ({ group, resource: 'userextras', subresource, namespace: '', name }))
  ]
}

function mayNot(server: ApiServer, asked: Attributes, wanted: Wanted): Status | undefined {
  const { user, groups } = asked
  const ask = (verb: string, target: Target) => {
    const question: Attributes = { user, groups, verb, ...target }
    const decision = authorize(server, question)
    return decision.allowed ? undefined : forbidden(question, decision.reason)
  }
  if (targetsOf(wanted, '').every((target) => ask('impersonate', target) === undefined)) return undefined
  const mode = accountIn(wanted.user)
    ? 'serviceaccount'
    : wanted.user.startsWith('system:node:')
      ? 'arbitrary-node'
      : 'user-info'
  const on: Attributes = { ...asked, verb: `impersonate-on:${mode}:${asked.verb}` }
  const decision = authorize(server, on)
  if (!decision.allowed)
    return on.path === undefined ? forbidden(on, decision.reason) : forbiddenPath(on, decision.reason)
  for (const target of targetsOf(wanted, 'authentication.k8s.io')) {
    const refused = ask(`impersonate:${mode}`, target)
    if (refused) return refused
  }
  return undefined
}
