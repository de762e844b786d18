import { failure } from '../../script/failure'
import type { Shell } from '../../script/script'
import { list, text } from '../../session'
import { metadataOf, type Generator } from './generator'

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`

/** Who is bound, in Go's order of fields. */
export function subjectsOf({ flags }: Shell): object[] {
  return [
    ...list(flags, 'user').map((name) => ({ kind: 'User', apiGroup: group, name })),
    ...list(flags, 'group').map((name) => ({ kind: 'Group', apiGroup: group, name })),
    ...list(flags, 'serviceaccount').map((account) => {
      const [namespace = '', name = '', ...more] = account.split(':')
      if (namespace === '' || name === '' || more.length > 0) throw failure('serviceaccount must be <namespace>:<name>')
      return { kind: 'ServiceAccount', name, namespace }
    })
  ]
}

const withSubjects = (shell: Shell) => {
  const subjects = subjectsOf(shell)
  return subjects.length > 0 ? { subjects } : {}
}

export const rolebinding: Generator = {
  name: 'rolebinding',
  resource: 'rolebindings',
  namespaced: true,
  failed: 'failed to create rolebinding: ',
  make: (shell, name) => {
    const [role, clusterRole] = [text(shell.flags, 'role'), text(shell.flags, 'clusterrole')]
    if ((role === '') === (clusterRole === '')) throw failure('exactly one of clusterrole or role must be specified')
    return {
      kind: 'RoleBinding',
      apiVersion,
      metadata: metadataOf(shell, name),
      ...withSubjects(shell),
      roleRef: { apiGroup: group, kind: role === '' ? 'ClusterRole' : 'Role', name: role || clusterRole }
    }
  }
}

export const clusterrolebinding: Generator = {
  name: 'clusterrolebinding',
  resource: 'clusterrolebindings',
  namespaced: false,
  failed: 'failed to create clusterrolebinding: ',
  make: (shell, name) => ({
    kind: 'ClusterRoleBinding',
    apiVersion,
    metadata: { name },
    ...withSubjects(shell),
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: text(shell.flags, 'clusterrole') }
  })
}
