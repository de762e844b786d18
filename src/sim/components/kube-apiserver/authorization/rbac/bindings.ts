import type { ClusterRole, ClusterRoleBinding, RoleBinding, Subject } from '../../../../api/types'
import type { ApiServer } from '../../context'
import type { Rule } from './rules'

/** What one binding gives to one subject. */
export interface Grant {
  readonly rules: readonly Rule[]
  /** As the audit log and reviews tell it. */
  readonly reason: string
  /** The role is not there: what is said of that. */
  readonly missing: string
}

/** Grants by subject (`u:name`, `g:name`): over the whole cluster, and by namespace. */
export interface Bindings {
  readonly cluster: ReadonlyMap<string, readonly Grant[]>
  readonly namespaces: ReadonlyMap<string, ReadonlyMap<string, readonly Grant[]>>
}

/** Resources of which the bindings are made. */
export const rbacResources: ReadonlySet<string> = new Set([
  'clusterroles',
  'clusterrolebindings',
  'roles',
  'rolebindings'
])

/** How a binding's subject is looked for. */
const subjectKey = ({ kind, name, namespace = '' }: Subject, of = ''): string =>
  kind === 'Group'
    ? `g:${name}`
    : kind === 'ServiceAccount'
      ? `u:system:serviceaccount:${namespace || of}:${name}`
      : `u:${name}`

const subjectText = ({ kind, name, namespace = '' }: Subject, of = ''): string =>
  kind === 'ServiceAccount' ? `ServiceAccount "${name}/${namespace || of}"` : `${kind} "${name}"`

/** Roles and bindings as they are in the server's caches, by who is bound. Models pkg/registry/rbac/validation/rule.go VisitRulesFor. */
export function bindingsOf(server: ApiServer): Bindings {
  const objects = (resource: string) => server.caches.get(resource)!.objects
  const rulesOf = (kind: string, name: string, namespace: string): readonly Rule[] | undefined => {
    const key = kind === 'Role' ? `/registry/roles/${namespace}/${name}` : `/registry/clusterroles/${name}`
    const found = objects(kind === 'Role' ? 'roles' : 'clusterroles').get(key) as ClusterRole | undefined
    return found && (found.rules ?? [])
  }
  const cluster = new Map<string, Grant[]>()
  const namespaces = new Map<string, Map<string, Grant[]>>()
  const add = (to: Map<string, Grant[]>, key: string, grant: Grant) => {
    const known = to.get(key)
    if (known) known.push(grant)
    else to.set(key, [grant])
  }
  for (const object of objects('clusterrolebindings').values()) {
    const { metadata, roleRef, subjects } = object as ClusterRoleBinding
    const rules = rulesOf('ClusterRole', roleRef.name, '')
    const missing = rules ? '' : `clusterrole.rbac.authorization.k8s.io "${roleRef.name}" not found`
    for (const subject of subjects ?? [])
      add(cluster, subjectKey(subject), {
        rules: rules ?? [],
        missing,
        reason: `RBAC: allowed by ClusterRoleBinding "${metadata.name}" of ClusterRole "${roleRef.name}" to ${subjectText(subject)}`
      })
  }
  for (const object of objects('rolebindings').values()) {
    const { metadata, roleRef, subjects } = object as RoleBinding
    const namespace = metadata.namespace!
    const rules = rulesOf(roleRef.kind, roleRef.name, namespace)
    const missing = rules ? '' : `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io "${roleRef.name}" not found`
    let within = namespaces.get(namespace)
    if (!within) namespaces.set(namespace, (within = new Map()))
    for (const subject of subjects ?? [])
      add(within, subjectKey(subject, namespace), {
        rules: rules ?? [],
        missing,
        reason: `RBAC: allowed by RoleBinding "${metadata.name}/${namespace}" of ${roleRef.kind} "${roleRef.name}" to ${subjectText(subject, namespace)}`
      })
  }
  return { cluster, namespaces }
}

/** All grants of a user in a namespace (empty: only those over the whole cluster). */
export function* grantsOf(
  { cluster, namespaces }: Bindings,
  user: string,
  groups: readonly string[],
  namespace: string
): Generator<Grant> {
  const within = namespace === '' ? undefined : namespaces.get(namespace)
  for (const table of [cluster, within]) {
    if (!table) continue
    const own = table.get(`u:${user}`)
    if (own) yield* own
    for (const group of groups) {
      const its = table.get(`g:${group}`)
      if (its) yield* its
    }
  }
}
