import { wallClock } from '../../../kernel/clock'
import { unknownUser } from '../messages'
import { reviewKinds, storedKinds } from '../../../api/scheme'
import type { ApiServer, Request } from '../context'
import { groupsOfUser } from '../authentication/groups'
import { allow, noOpinion, type Attributes, type Decision } from './attributes'
import { nodeAuthorizer } from './node'
import { rbac } from './rbac'

/**
 * Who may do what (`--authorization-mode=Node,RBAC`): members of system:masters everything, before any role is loaded; then what one
 * of the two allows. Models apiserver/pkg/authorization/union.
 */
export function authorize(server: ApiServer, asked: Attributes): Decision {
  if (asked.groups.includes('system:masters')) return allow()
  if (!server.rbacLoaded) return noOpinion()
  const node = nodeAuthorizer(server, asked)
  if (node.allowed) return node
  const found = rbac(server, asked)
  if (found.allowed || node.reason === '') return found
  return noOpinion(found.reason === '' ? node.reason : `${node.reason}\n${found.reason}`)
}

/** Whether a request bears what the server asks for (`--anonymous-auth`). */
export function authenticated(server: ApiServer, { user, notAfter = Infinity }: Request): boolean {
  // Each request anew: a connection outlives the certificate with which it began.
  if (wallClock(server) > notAfter) return false
  if (user === unknownUser) return false
  return (user !== '' && user !== 'system:anonymous') || server.settings.anonymousAuth
}

/** A list of one name is authorized as that. Models requestinfo.go. */
export function nameInSelector(fieldSelector: string | undefined): string {
  for (const part of (fieldSelector ?? '').split(',')) {
    const [, name] = /^metadata\.name==?([^=]+)$/.exec(part) ?? []
    if (name !== undefined) return name
  }
  return ''
}

/** What a request asks an authorizer, in group `group` (of the simulation's own components: that of its kind). */
export function attributesOf(request: Request, group = groupOf(request)): Attributes {
  const { user, verb, resource, subresource = '', namespace = '', name = '', path, options } = request
  const fieldSelector = options?.fieldSelector
  return {
    user: user || 'system:anonymous',
    groups: request.groups ?? groupsOfUser(user),
    verb,
    group,
    // One of a CustomResourceDefinition may be named with its group.
    resource: resource.slice(resource.indexOf('/') + 1),
    subresource,
    namespace,
    name: name !== '' || verb === 'create' ? name : nameInSelector(fieldSelector),
    ...(path !== undefined && { path: path.split('?')[0]! }),
    ...(fieldSelector !== undefined && { fieldSelector })
  }
}

function groupOf({ resource, apiVersion }: Request): string {
  if (apiVersion !== undefined) return apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
  if (resource.includes('/')) return resource.split('/')[0]!
  return (storedKinds.get(resource) ?? reviewKinds.get(resource))?.group ?? ''
}
