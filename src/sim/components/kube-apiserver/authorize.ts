import type { ApiServer, Request } from './context'

/**
 * Who may do what. Certificates name the user; whoever has none is system:anonymous, who has no access to objects. Models RBAC's bootstrap roles and
 * the Node authorizer coarsely: components may do what their work needs, nodes only what concerns them.
 */
export function authenticated(server: ApiServer, { user }: Request): boolean {
  return (user !== '' && user !== 'system:anonymous') || server.settings.anonymousAuth
}

/** Paths of ClusterRole system:public-info-viewer, which everybody is bound to. */
const publicPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/version', '/version/'])

/** Whether a user may ask for a path that is no resource: all that are authenticated may, as system:discovery and system:monitoring. */
export function allowedPath(server: ApiServer, { user, path = '' }: Request): boolean {
  if (isMaster(user)) return true
  if (!server.rbacLoaded) return false
  return (user !== '' && user !== 'system:anonymous') || publicPaths.has(path.split('?')[0]!)
}

/** Members of system:masters pass without RBAC: the authorizer lets them through before any role is loaded. */
const isMaster = (user: string): boolean =>
  user === 'admin' || user === 'kubernetes-admin' || user === 'system:apiserver'

export function allowed(server: ApiServer, request: Request): boolean {
  const { user } = request
  if (isMaster(user)) return true
  if (!server.rbacLoaded) return false
  if (user.startsWith('system:node:')) return nodeMay(request, user.slice('system:node:'.length))
  if (user === 'system:kube-proxy' || user.startsWith('system:serviceaccount:kube-system:kube-proxy')) {
    return isRead(request) || request.resource === 'events'
  }
  return user.startsWith('system:') && user !== 'system:anonymous'
}

const isRead = ({ verb }: Request): boolean => verb === 'get' || verb === 'list' || verb === 'watch'

/** Models plugin/pkg/auth/authorizer/node and admission NodeRestriction. */
function nodeMay(request: Request, node: string): boolean {
  const { resource, verb, name } = request
  if (isRead(request)) return true
  switch (resource) {
    case 'nodes':
      return verb === 'create' || name === node
    case 'leases':
      return request.namespace === 'kube-node-lease' && (verb === 'create' || name === node)
    case 'pods':
    case 'events':
    case 'csinodes':
      return true
    case 'serviceaccounts':
      return request.subresource === 'token'
    default:
      return false
  }
}
