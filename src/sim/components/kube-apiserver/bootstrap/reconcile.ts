import { keyOf, kindOf } from '../../../api/scheme'
import type { ClusterRole, KubeObject } from '../../../api/types'
import { uncovered } from '../authorization/rbac/escalation'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { storeOwn } from '../own'
import { clusterRoles } from './policy'

/**
 * What somebody took from a role of the system is given back at the server's next start, unless its annotation says no.
 * Models pkg/registry/rbac/reconciliation/reconcile_role.go.
 */
export function reconcileRoles(server: ApiServer, out: Outbox): void {
  const cache = server.caches.get('clusterroles')!.objects
  for (const [name, wanted] of clusterRoles) {
    const key = keyOf(kindOf('clusterroles'), undefined, name)
    const role = cache.get(key) as ClusterRole | undefined
    if (!role || role.metadata.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false') continue
    if (role.rules === wanted || role.aggregationRule) continue
    const missing = uncovered(role.rules ?? [], wanted)
    if (missing.length === 0) continue
    const rules = [...(role.rules ?? []), ...missing]
    storeOwn(server, out, 'clusterroles', key, { ...role, rules } as KubeObject, Number(role.metadata.resourceVersion))
  }
}
