import type { ApiServer } from '../../context'
import { allow, noOpinion, type Attributes, type Decision } from '../attributes'
import { bindingsOf, grantsOf, type Bindings } from './bindings'
import { ruleAllows } from './rules'

interface Known {
  readonly bindings: Bindings
  /** Decisions that names have no part in, by who asks for what. */
  readonly decisions: Map<string, Decision>
}

/** What follows from a state of roles and bindings: made when it is first asked for, the same for every copy of the server. */
const known = new WeakMap<object, Known>()

function knownOf(server: ApiServer): Known {
  let found = known.get(server.rbac)
  if (!found) known.set(server.rbac, (found = { bindings: bindingsOf(server), decisions: new Map() }))
  return found
}

export const currentBindings = (server: ApiServer): Bindings => knownOf(server).bindings

/** Models plugin/pkg/auth/authorizer/rbac/rbac.go Authorize. */
export function rbac(server: ApiServer, asked: Attributes): Decision {
  const { bindings, decisions } = knownOf(server)
  const { user, groups, verb, group, resource, subresource, namespace, path = '' } = asked
  // Names and groups have no blanks that could make two questions one.
  const key = `${user} ${verb} ${group} ${resource}/${subresource} ${namespace} ${path} ${groups.join(' ')}`
  const before = decisions.get(key)
  if (before) return before
  const missing: string[] = []
  let named = false
  for (const grant of grantsOf(bindings, user, groups, namespace)) {
    if (grant.missing !== '') missing.push(grant.missing)
    for (const rule of grant.rules) {
      const byName = (rule.resourceNames ?? []).length > 0
      if (!ruleAllows(byName ? { ...rule, resourceNames: [] } : rule, asked)) continue
      if (byName && !rule.resourceNames!.includes(asked.name)) {
        named = true
        continue
      }
      const decision = allow(grant.reason)
      if (!byName) decisions.set(key, decision)
      return decision
    }
  }
  const reason =
    missing.length > 1 ? `RBAC: [${missing.join(', ')}]` : missing.length === 1 ? `RBAC: ${missing[0]}` : ''
  const decision = noOpinion(reason)
  if (!named) decisions.set(key, decision)
  return decision
}
