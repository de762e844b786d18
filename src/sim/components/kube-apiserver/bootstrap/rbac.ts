import type { KubeObject } from '../../../api/types'
import { aggregated, aggregates, clusterRoleBindings, clusterRoles, roles, ruleOf, type Subject } from './policy'

/** An object that a cluster has from its beginning. */
export interface Made {
  readonly resource: string
  readonly object: Omit<KubeObject, 'metadata'> & Readonly<Record<string, unknown>>
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly generation?: number
  readonly finalizers?: readonly string[]
}

const rbacGroup = 'rbac.authorization.k8s.io'
const apiVersion = `${rbacGroup}/v1`
const bootstrapping = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
const annotations = Object.freeze({ 'rbac.authorization.kubernetes.io/autoupdate': 'true' })

const subjectOf = ([kind, name]: Subject) =>
  kind === 'ServiceAccount' ? { kind, name, namespace: 'kube-system' } : { kind, apiGroup: rbacGroup, name }

const bindingOf = (kind: string, role: string, name: string, subjects: readonly Subject[]) => ({
  apiVersion,
  kind,
  ...(subjects.length > 0 && { subjects: Object.freeze(subjects.map(subjectOf)) }),
  roleRef: Object.freeze({ apiGroup: rbacGroup, kind: role, name })
})

function* made(): Generator<Made> {
  const common = { labels: bootstrapping, annotations }
  for (const [name, rules] of clusterRoles) {
    const from = aggregated[name]
    const into = aggregates[name]
    yield {
      resource: 'clusterroles',
      name,
      labels: { ...bootstrapping, ...(into !== undefined && { [into]: 'true' }) },
      annotations,
      object: {
        apiVersion,
        kind: 'ClusterRole',
        rules: from === undefined ? rules : null,
        ...(from !== undefined && { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [from]: 'true' } }] } })
      }
    }
  }
  for (const [name, subjects] of Object.entries(clusterRoleBindings))
    yield {
      resource: 'clusterrolebindings',
      name,
      ...common,
      object: bindingOf('ClusterRoleBinding', 'ClusterRole', name, subjects)
    }
  for (const { namespace, name, rules } of roles)
    yield {
      resource: 'roles',
      name,
      namespace,
      ...common,
      object: { apiVersion, kind: 'Role', rules: Object.freeze(rules.map(ruleOf)) }
    }
  for (const { namespace, name, binding = name, subjects } of roles)
    yield {
      resource: 'rolebindings',
      name: binding,
      namespace,
      ...common,
      object: bindingOf('RoleBinding', 'Role', name, subjects)
    }
}

/** Roles and bindings of a new cluster. Models pkg/registry/rbac/rest/storage_rbac.go. */
export const rbacObjects: readonly Made[] = Object.freeze([...made()])
