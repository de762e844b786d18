import { equal } from '../../../api/equality'
import { selects } from '../../../api/labels'
import type { ClusterRole, PolicyRule } from '../../../api/types'
import { informerOf } from '../caches'
import { enqueue, type Controller } from '../controller'
import { errorOf, isNotFound, isOk, request } from '../sync'

type Role = ClusterRole

interface Input {
  readonly role: Role
  readonly rules: readonly PolicyRule[]
}

const name = 'clusterrole-aggregation'

/**
 * Puts the rules of roles together that others select by label: admin, edit and view are made so.
 * Models pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
 */
export const clusterRoleAggregation: Controller<Input> = {
  name,
  user: 'clusterrole-aggregation-controller',
  workers: 5,
  needs: ['clusterroles'],

  observe(kcm, { resource }) {
    if (resource !== 'clusterroles') return
    for (const role of informerOf(kcm.caches, 'clusterroles').store.values())
      if ((role as Role).aggregationRule) enqueue(kcm, name, role.metadata.name)
  },

  read(kcm, key) {
    const all = informerOf(kcm.caches, 'clusterroles').store
    const role = all.get(key) as Role | undefined
    if (!role?.aggregationRule) return null
    const rules: PolicyRule[] = []
    for (const selector of role.aggregationRule.clusterRoleSelectors ?? [])
      for (const other of all.values()) {
        if (other.metadata.name === key || !selects(selector, other.metadata.labels)) continue
        for (const rule of (other as Role).rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(rule)
      }
    return equal(rules, role.rules ?? []) ? null : { role, rules }
  },

  *sync({ role, rules }) {
    const { apiVersion, kind, metadata } = role
    const answer = yield* request({
      verb: 'patch',
      resource: 'clusterroles',
      name: metadata.name,
      body: { apiVersion, kind, metadata: { name: metadata.name }, rules },
      options: { patchType: 'apply', fieldManager: 'clusterrole-aggregation-controller', force: true }
    })
    return isOk(answer) || isNotFound(answer) ? undefined : errorOf(answer)
  }
}
