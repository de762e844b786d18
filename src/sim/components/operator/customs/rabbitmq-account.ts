import type { KubeObject } from '../../../api/types'
import { wanted } from './build'
import type { Wanted } from './custom'

/** As whom a RabbitmqCluster's pods find one another. Models internal/resource/{service_account,role,role_binding}.go. */
export const accountOf = (
  meta: (suffix: string) => KubeObject['metadata'],
  name: string,
  namespace: string
): readonly Wanted[] => [
  wanted('serviceaccounts', 'v1', 'ServiceAccount', meta('-server'), {}),
  wanted('roles', 'rbac.authorization.k8s.io/v1', 'Role', meta('-peer-discovery'), {
    rules: [
      { apiGroups: [''], resources: ['endpoints'], verbs: ['get'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] }
    ]
  }),
  wanted('rolebindings', 'rbac.authorization.k8s.io/v1', 'RoleBinding', meta('-server'), {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `${name}-peer-discovery` },
    subjects: [{ kind: 'ServiceAccount', name: `${name}-server`, namespace }]
  })
]
