import type { ClusterRole, KubeObject, RoleBinding, Status } from '../../../../api/types'
import { equal } from '../../../../api/equality'
import { keyOf, kindOf, type Kind } from '../../../../api/scheme'
import type { ApiServer, Request } from '../../context'
import { denied, notFound } from '../../errors'
import { groupsOfUser } from '../../authentication/groups'
import { grantsOf } from './bindings'
import { authorize } from '..'
import { currentBindings } from '.'
import type { Rule } from './rules'

/**
 * Nobody gives what they do not have: a role's rules, or those of the role that a binding names, have to be held by who writes it,
 * unless they may `escalate` or `bind`. Models pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased.
 */
export function escalationProblem(
  server: ApiServer,
  request: Request,
  kind: Kind,
  object: KubeObject,
  old: KubeObject | null
): Status | null {
  if (kind.group !== 'rbac.authorization.k8s.io' || request.from === '') return null
  const { user } = request
  const groups = request.groups ?? groupsOfUser(user)
  if (groups.includes('system:masters')) return null
  const { name, namespace = '' } = object.metadata
  const may = (verb: string, resource: string, of: string): boolean =>
    authorize(server, {
      user,
      groups,
      verb,
      group: kind.group,
      resource,
      subresource: '',
      namespace: verb === 'bind' || resource === 'roles' ? namespace : '',
      name: of
    }).allowed
  if (kind.kind === 'Role' || kind.kind === 'ClusterRole') {
    const { rules = [], aggregationRule } = object as ClusterRole
    const before = old as ClusterRole | null
    if (may('escalate', kind.plural, name)) return null
    if (aggregationRule && !equal(aggregationRule, before?.aggregationRule)) {
      const full: Rule[] = [
        { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
        { nonResourceURLs: ['*'], verbs: ['*'] }
      ]
      const lacking = uncovered(held(server, request, ''), full)
      if (lacking.length > 0) return denied(kind, name, `must have cluster-admin privileges to use the aggregationRule`)
    }
    if (before && equal(rules, before.rules ?? [])) return null
    return lackOf(kind, name, user, groups, uncovered(held(server, request, namespace), rules ?? []))
  }
  const { roleRef } = object as RoleBinding
  const before = old as RoleBinding | null
  if (before && equal(before.subjects, (object as RoleBinding).subjects) && equal(before.roleRef, roleRef)) return null
  const resource = roleRef.kind === 'Role' ? 'roles' : 'clusterroles'
  if (may('bind', resource, roleRef.name)) return null
  const role = server.caches.get(resource)!.objects.get(keyOf(kindOf(resource), namespace, roleRef.name)) as
    ClusterRole | undefined
  if (!role) return notFound(kind, roleRef.name)
  return lackOf(kind, name, user, groups, uncovered(held(server, request, namespace), role.rules ?? []))
}

function held(server: ApiServer, { user, groups = groupsOfUser(user) }: Request, namespace: string): readonly Rule[] {
  return [...grantsOf(currentBindings(server), user, groups, namespace)].flatMap(({ rules }) => rules)
}

/** A rule as those that say one thing each. Models validation.BreakdownRule. */
function breakdown(rule: Rule): Rule[] {
  const parts: Rule[] = []
  for (const group of rule.apiGroups ?? [])
    for (const resource of rule.resources ?? [])
      for (const verb of rule.verbs) {
        const names = rule.resourceNames ?? []
        if (names.length === 0) parts.push({ apiGroups: [group], resources: [resource], verbs: [verb] })
        for (const name of names)
          parts.push({ apiGroups: [group], resources: [resource], verbs: [verb], resourceNames: [name] })
      }
  for (const url of rule.nonResourceURLs ?? [])
    for (const verb of rule.verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] })
  return parts
}

const within = (list: readonly string[] | undefined, wanted: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(wanted))

function coversOne(owner: Rule, part: Rule): boolean {
  if (!within(owner.verbs, part.verbs[0]!)) return false
  if (part.nonResourceURLs) {
    const url = part.nonResourceURLs[0]!
    return (owner.nonResourceURLs ?? []).some(
      (one) => one === '*' || one === url || (one.endsWith('*') && url.startsWith(one.slice(0, -1)))
    )
  }
  const resource = part.resources![0]!
  const sub = resource.slice(resource.indexOf('/') + 1)
  const hasResource =
    within(owner.resources, resource) || (resource.includes('/') && owner.resources?.includes(`*/${sub}`) === true)
  if (!within(owner.apiGroups, part.apiGroups![0]!) || !hasResource) return false
  const names = owner.resourceNames ?? []
  return names.length === 0 || (part.resourceNames ?? []).some((name) => names.includes(name))
}

/** What of some rules others do not hold. Models component-helpers/auth/rbac/validation Covers. */
export function uncovered(owned: readonly Rule[], wanted: readonly Rule[]): readonly Rule[] {
  return wanted.flatMap(breakdown).filter((part) => !owned.some((owner) => coversOne(owner, part)))
}

function lackOf(
  kind: Kind,
  name: string,
  user: string,
  groups: readonly string[],
  missing: readonly Rule[]
): Status | null {
  if (missing.length === 0) return null
  const lines = compact(missing).map(ruleText).sort()
  const who = `user "${user}" (groups=[${groups.map((one) => JSON.stringify(one)).join(' ')}])`
  return denied(kind, name, `${who} is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`)
}

/** Rules of one resource that differ by their verbs only are told as one. Models validation.CompactRules. */
function compact(rules: readonly Rule[]): Rule[] {
  const simple = new Map<string, Rule>()
  const rest: Rule[] = []
  for (const rule of rules) {
    if (!rule.resources) {
      rest.push(rule)
      continue
    }
    const key = `${rule.apiGroups![0]} ${rule.resources[0]} ${rule.resourceNames?.[0] ?? ''}`
    const known = simple.get(key)
    const [verb = ''] = rule.verbs
    if (!known) simple.set(key, { ...rule, verbs: [verb] })
    else if (!known.verbs.includes(verb)) known.verbs.push(verb)
  }
  return [...simple.values(), ...rest]
}

/** Models pkg/apis/rbac/v1/evaluation_helpers.go CompactString. */
function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: Rule): string {
  const list = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`
  const parts: string[] = []
  if (apiGroups) parts.push(`APIGroups:${list(apiGroups)}`)
  if (resources) parts.push(`Resources:${list(resources)}`)
  if (nonResourceURLs) parts.push(`NonResourceURLs:${list(nonResourceURLs)}`)
  if (resourceNames) parts.push(`ResourceNames:${list(resourceNames)}`)
  parts.push(`Verbs:${list(verbs)}`)
  return `{${parts.join(', ')}}`
}
